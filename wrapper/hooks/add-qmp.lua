-- description: Add a QMP monitor on a Unix socket, beside those that the caller has.
-- arguments: path: of the socket (default qmp.sock in the current folder)
-- sample: add-qmp(path=/tmp/qmp.sock)
arguments = { path = "qmp.sock" }

function rewrite(cmd, ctx)
  cmd:add("chardev", { "socket", id = "gs-qmp", path = ctx.args.path, server = true, wait = false })
  cmd:add("mon", { "gs-qmp", id = "gs-qmp-monitor", mode = "control" })
end
