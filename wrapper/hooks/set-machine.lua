-- description: Change the machine type or properties of the machine.
-- arguments: type: machine type; the caller's stays when this is not given
-- arguments: set: list of key=value
-- arguments: remove: list of properties to take out
-- sample: set-machine(type=q35)
-- sample: set-machine(set="usb=off,vmport=off",remove=dump-guest-core)
arguments = { type = false, set = "", remove = "" }

function rewrite(cmd, ctx)
  local args = ctx.args
  if args.type then cmd.machine = args.type end
  for _, key in ipairs(split_list(args.remove)) do cmd:put("machine", key, nil) end
  for _, item in ipairs(split_list(args.set)) do
    local key, value = item:match("^([^=]+)=(.*)$")
    if not key then error("'" .. item .. "' is not key=value", 0) end
    if key == "accel" then cmd.accel = value else cmd:put("machine", key, value) end
  end
end
