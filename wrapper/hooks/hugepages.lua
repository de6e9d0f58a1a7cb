-- description: Put the guest's memory on huge pages, or share it with other processes.
-- arguments: path: folder of a hugetlbfs (default /dev/hugepages)
-- arguments: share: on lets vhost-user and virtiofs see it (default on)
-- arguments: prealloc: on takes all pages at the start (default off)
-- sample: hugepages
-- sample: hugepages(path=/dev/hugepages1G,prealloc=on)
arguments = { path = "/dev/hugepages", share = "on", prealloc = "off" }

local function on_file(object, args)
  for _, key in ipairs { "hugetlb", "hugetlbsize", "seal" } do object[key] = nil end -- of memfd
  object["qom-type"] = "memory-backend-file"
  object["mem-path"] = args.path
  object.share = args.share == "on"
  if args.prealloc == "on" then object.prealloc = true end
end

function rewrite(cmd, ctx)
  local args = ctx.args
  local path = cmd:last("mem-path")
  if path then -- the old way
    path.value = args.path
    return
  end
  local backends = cmd:find("object", { ["qom-type"] = "memory-backend-*" })
  for _, object in ipairs(backends) do
    if object["qom-type"] ~= "memory-backend-epc" then on_file(object, args) end
  end
  if #backends > 0 then return end
  local object = cmd:add("object", { "memory-backend-ram", id = "gs-ram",
                                     size = cmd.memory or size("128M") })
  on_file(object, args)
  cmd:put("machine", "memory-backend", "gs-ram")
end
