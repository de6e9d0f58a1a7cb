-- description: Say the command line, for a trace or a dry run, with secrets masked.
-- arguments: label: what stands in front (default "argv")
-- sample: show-argv
-- sample: show-argv(label=after)
--
-- Name it before and after another hook to see both. Nothing is written on qemu's own output.
arguments = { label = "argv" }

function rewrite(cmd, ctx)
  print(ctx.args.label .. ": " .. shell_quote(mask_secrets(cmd:words())))
end
