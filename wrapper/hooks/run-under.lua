-- description: Start qemu, or a helper program, under another program: strace, valgrind, perf, gdbserver.
-- arguments: program: the program with its arguments, quoted as for a shell
-- arguments: of: helper programs to start under it instead of qemu, found in PATH (qemu-img, passt)
-- sample: run-under(program="strace -f -o /tmp/qemu.strace")
-- sample: run-under(program="perf record -g -o /tmp/perf.data")
-- sample: run-under(program="gdbserver :2345")
-- sample: run-under(program="strace -o /tmp/img.strace",of=qemu-img)
--
-- The program must replace itself by qemu or pass on signals and the exit status; those named above
-- do. Probes are not run under it.
arguments = { program = false, of = "" }

function programs(ctx) return split_list(ctx.args.of) end

local function words(ctx)
  if not ctx.args.program then error("say which: run-under(program=\"strace -f\")", 0) end
  return split_words(ctx.args.program)
end

function rewrite(cmd, ctx)
  local prefix = words(ctx)
  if ctx.args.of == "" then cmd:run_under(prefix) end
end

function program(args, ctx)
  for _, name in ipairs(programs(ctx)) do
    if name == args.name then return args:run_under(words(ctx)) end
  end
end
