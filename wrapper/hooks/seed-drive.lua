-- description: Add a disk or CD image, like a cloud-init seed, behind the caller's own drives.
-- arguments: path: the image
-- arguments: format: raw, qcow2, ... (default raw)
-- arguments: readonly: off lets the guest write (default on)
-- arguments: interface: virtio, scsi, ide, none (default virtio)
-- sample: seed-drive(path=/tmp/seed.iso)
arguments = { path = false, format = "raw", readonly = "on", interface = "virtio" }

local function driver(cmd, interface)
  local machine = cmd.machine or ""
  if interface ~= "virtio" then return interface == "ide" and "ide-hd" or "scsi-hd" end
  if machine:find("^s390") then return "virtio-blk-ccw" end
  if machine == "microvm" then return "virtio-blk-device" end
  return "virtio-blk-pci"
end

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.path then error("say which image: seed-drive(path=/tmp/seed.iso)", 0) end
  local readonly = args.readonly == "on"
  if cmd:has("blockdev") then
    cmd:add("blockdev", { driver = args.format, ["node-name"] = "gs-seed", ["read-only"] = readonly,
                          file = { driver = "file", filename = args.path } })
  else
    cmd:add("drive", { file = args.path, format = args.format, ["if"] = "none", id = "gs-seed",
                       readonly = readonly })
  end
  if args.interface ~= "none" then
    cmd:add("device", { driver(cmd, args.interface), id = "gs-seed-disk", drive = "gs-seed" })
  end
end
