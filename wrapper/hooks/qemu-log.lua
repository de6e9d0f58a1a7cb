-- description: Let qemu write its own log: CPU resets, interrupts, guest errors, trace events.
-- arguments: items: list of what -d takes (default guest_errors,unimp)
-- arguments: file: of the log (default qemu.log in the current folder)
-- arguments: trace: list of patterns of trace events
-- sample: qemu-log(items="int,cpu_reset",file=/tmp/qemu.log)
-- sample: qemu-log(trace="virtio_*,scsi_*")
--
-- What the caller logs already stays in; it goes to the same file.
arguments = { items = "guest_errors,unimp", file = "qemu.log", trace = "" }

function rewrite(cmd, ctx)
  local items, there = {}, {}
  local old = cmd:last("d")
  for _, list in ipairs { old and old.value or "", ctx.args.items } do
    for _, item in ipairs(split_list(list)) do
      if not there[item] then items[#items + 1] = item end
      there[item] = true
    end
  end
  if #items > 0 then cmd:replace("d", table.concat(items, ",")) end
  cmd:replace("D", ctx.args.file)
  for _, pattern in ipairs(split_list(ctx.args.trace)) do cmd:add("trace", { pattern }) end
end
