-- description: Share a folder of the host with the guest (9p).
-- arguments: path: the folder
-- arguments: tag: mount tag (default share)
-- arguments: readonly: off lets the guest write (default on)
-- arguments: security: none, mapped-xattr, mapped-file or passthrough (default none)
-- sample: share-dir(path=/src,tag=src)
--
-- In the guest: mount -t 9p -o trans=virtio,version=9p2000.L src /mnt
arguments = { path = false, tag = "share", readonly = "on", security = "none" }

-- The virtio transport of machines without PCI.
local function driver(cmd)
  local machine = cmd.machine or ""
  if machine:find("^s390") then return "virtio-9p-ccw" end
  if machine == "microvm" then return "virtio-9p-device" end
  return "virtio-9p-pci"
end

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.path then error("say which folder: share-dir(path=/src)", 0) end
  local id = "gs-" .. args.tag
  cmd:add("fsdev", { "local", id = id, path = args.path, security_model = args.security,
                     readonly = args.readonly == "on" })
  cmd:add("device", { driver(cmd), id = id .. "-device", fsdev = id, mount_tag = args.tag })
end
