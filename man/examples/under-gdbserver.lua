-- description: One run of qemu itself under a debugger, with a core file where it dies.
arguments = { port = "2345" }

function rewrite(cmd, ctx)
  cmd:run_under { "gdbserver", "--once", "127.0.0.1:" .. ctx.args.port }
  cmd:setenv("G_DEBUG", "fatal-criticals")
  cmd:setenv("LD_PRELOAD", nil)
  cmd:put("machine", "dump-guest-core", "off") -- the guest's memory stays out of it
end
