-- description: Change the CPU model, or switch its features.
-- arguments: model: CPU model; the caller's stays when this is not given
-- arguments: features: list of +name, -name, name or name=value
-- arguments: remove: list of features to take out of what the caller wrote
-- sample: set-cpu(model=max)
-- sample: set-cpu(features="-hypervisor,kvm=off,hv-vendor-id=none")
arguments = { model = false, features = "", remove = "" }

function rewrite(cmd, ctx)
  local args = ctx.args
  if args.model then cmd.cpu = args.model end
  local cpu = cmd:last("cpu")
  if not cpu then
    if args.features == "" then return end
    error("the command line has no -cpu: name a model too", 0)
  end
  for _, name in ipairs(split_list(args.remove)) do cpu[name] = nil end
  for _, item in ipairs(split_list(args.features)) do
    local sign, name, value = item:match("^([+-]?)([^=]+)=?(.*)$")
    if not name then error("'" .. item .. "' is no feature", 0) end
    if sign ~= "" or not item:find("=", 1, true) then value = sign ~= "-" end
    cpu:put(name, value)
  end
end
