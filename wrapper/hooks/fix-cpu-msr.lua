-- description: Keep KVM, without the CPU features whose MSRs a broken or nested KVM refuses.
-- arguments: drop: features to turn off (default arch-capabilities: MSR 0x10a)
-- sample: fix-cpu-msr
-- sample: fix-cpu-msr(drop="arch-capabilities,pdcm,vmx")
--
-- qemu dies with "error: failed to set MSR 0x10a" and an assertion in kvm_buf_set_msrs when the
-- outer hypervisor offers a feature and then refuses its register. Seen with the models host and
-- max, which take every feature that is offered.
arguments = { drop = "arch-capabilities" }

function rewrite(cmd, ctx)
  local cpu = cmd:last("cpu")
  local x86 = ctx.arch == "" or ctx.arch == "x86_64" or ctx.arch == "i386"
  if not cpu or not x86 then return end -- qemu's default model has none of these
  for _, feature in ipairs(split_list(ctx.args.drop)) do cpu[feature] = false end
end
