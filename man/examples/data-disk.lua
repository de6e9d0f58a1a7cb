-- description: One more disk, in front of the network cards, in the style of the line.
arguments = { path = "/var/tmp/data.qcow2" }

function rewrite(cmd, ctx)
  -- A table becomes a list or JSON, as the other options of the line are. Nested tables too.
  cmd:add("blockdev", { driver = "qcow2", ["node-name"] = "data", discard = "unmap",
                        file = { driver = "file", filename = ctx.args.path } })
  cmd:add("device", { "virtio-blk-pci", id = "data-disk", drive = "data" }, { after = "device" })
end
