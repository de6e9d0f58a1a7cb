-- description: Each virtio disk gets a thread of its own.
function rewrite(cmd)
  local virtio = function(driver) return driver ~= nil and driver:find("^virtio%-blk") ~= nil end
  for i, disk in ipairs(cmd:find("device", { driver = virtio, drive = "*" })) do
    if not disk.iothread then
      disk.iothread = "thread" .. i
      cmd:add("object", { "iothread", id = disk.iothread }, { before = disk })
    end
    for _, used in ipairs(disk:uses()) do -- its drive, its bus, the thread
      if used.name == "drive" then used.aio = "threads" end
    end
  end
end
