-- description: Start qemu under another program: strace, valgrind, perf, gdbserver, numactl.
-- arguments: program: the program with its arguments, quoted as for a shell
-- sample: run-under(program="strace -f -o /tmp/qemu.strace")
-- sample: run-under(program="perf record -g -o /tmp/perf.data")
-- sample: run-under(program="gdbserver :2345")
--
-- The program must replace itself by qemu or pass on signals and the exit status; those named above
-- do. Probes are not run under it.
arguments = { program = false }

function rewrite(cmd, ctx)
  if not ctx.args.program then error("say which: run-under(program=\"strace -f\")", 0) end
  cmd:run_under(split_words(ctx.args.program))
end
