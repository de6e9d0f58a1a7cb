-- description: No guest gets less memory than it needs.
arguments = { least = "2G" }

function rewrite(cmd, ctx)
  -- cmd.memory is in bytes, however -m is written, and nil without -m.
  if (cmd.memory or 0) < size(ctx.args.least) then cmd.memory = ctx.args.least end
end
