-- description: Put a qcow2 overlay on a disk, so that what the guest writes goes there.
-- arguments: path: of the overlay
-- arguments: disk: id of the drive, its device or its node (default: the first disk)
-- sample: overlay(path=/tmp/overlay.qcow2)
--
-- First: qemu-img create -f qcow2 -b /full/path/of/disk.img -F raw /tmp/overlay.qcow2
-- throw-away needs no file, but only does for -drive, -hda and plain images.
arguments = { path = false, disk = false }

local function over_node(cmd, device, path)
  local node = cmd:by_id("blockdev", device.drive)
  if not node then return false end
  node["read-only"] = true
  cmd:add("blockdev", { driver = "qcow2", ["node-name"] = "gs-overlay", backing = device.drive,
                        file = { driver = "file", filename = path } }, { after = "blockdev" })
  device.drive = "gs-overlay"
  return true
end

local function over_drive(drive, path)
  local file = drive.file and "file" or "file.filename"
  if not drive[file] then return false end
  drive[file] = path
  drive[drive.driver and "driver" or "format"] = "qcow2"
  return true
end

local function is_disk(option)
  if option.name == "drive" then
    return option["if"] ~= "pflash" and option.media ~= "cdrom" and not option:is_on("readonly")
  end
  return option.name == "" or option.name:find("^hd[a-d]$") ~= nil
end

function rewrite(cmd, ctx)
  local path, disk = ctx.args.path, ctx.args.disk
  if not path then error("say where the overlay is: overlay(path=/tmp/overlay.qcow2)", 0) end
  for _, option in ipairs(cmd:options()) do
    local node = option.name == "device" and option.drive
    local cdrom = node and (option.driver or ""):find("%-cd$")
    if node and (disk == option.id or disk == node or not disk and not cdrom) then
      if over_node(cmd, option, path) then return end
    elseif is_disk(option) and (not disk or option.name == "drive" and option.id == disk) then
      if option.name ~= "drive" then
        option.value = path
        return
      elseif over_drive(option, path) then
        return
      end
    end
  end
  error("this command line has no such disk", 0)
end
