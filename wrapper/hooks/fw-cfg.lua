-- description: Give the guest a firmware configuration file (fw_cfg).
-- arguments: name: name in the guest, mostly below opt/ (default opt/org.guestscope/value)
-- arguments: string: what it holds
-- arguments: file: a file on the host that it holds
-- sample: fw-cfg(name=opt/org.example/seed,file=/tmp/seed)
-- sample: fw-cfg(name=opt/io.systemd.credentials/x,string="a,b")
arguments = { name = "opt/org.guestscope/value", string = false, file = false }

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.string == not args.file then error("give string= or file=, one of them", 0) end
  local value = { args.name }
  if args.file then value.file = args.file else value.string = args.string end
  cmd:remove("fw_cfg", { name = args.name })
  cmd:add("fw_cfg", value)
end
