-- description: Use these accelerators, the first that works, in place of the caller's.
-- arguments: accel: one or more of kvm, tcg, xen, hvf, separated by ':' (default kvm:tcg)
-- sample: force-accel(accel=tcg)
-- sample: force-accel(accel=kvm:tcg)
arguments = { accel = "kvm:tcg" }

function rewrite(cmd, ctx)
  cmd.accel = ctx.args.accel
end
