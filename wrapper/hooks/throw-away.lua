-- description: Write nothing to the disk images: what the guest writes is gone when it ends.
-- sample: throw-away
--
-- By snapshot=on of -drive, and -snapshot for disks that are given by -hda or alone.
arguments = {}

function rewrite(cmd, ctx)
  for _, disk in ipairs(cmd:find("device", { drive = "*" })) do
    local node = cmd:by_id("blockdev", disk.drive)
    if node and not node:is_on("read-only") then
      error("-blockdev " .. disk.drive .. " has no throw-away mode: put a qcow2 " ..
            "file over it with the hook overlay", 0)
    end
  end
  for _, drive in ipairs(cmd:find("drive")) do
    if drive.media ~= "cdrom" and not drive:is_on("readonly") and not drive:is_on("read-only") then
      drive.snapshot = true
    end
  end
  local plain = cmd:has("") or cmd:has("hda") or cmd:has("hdb") or cmd:has("hdc") or cmd:has("hdd")
  if plain and not cmd:has("snapshot") then cmd:add("snapshot") end
end
