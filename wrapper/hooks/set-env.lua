-- description: Change qemu's environment: set variables, take others out.
-- arguments: set: words NAME=VALUE, quoted as for a shell
-- arguments: remove: list of names
-- sample: set-env(set="MALLOC_PERTURB_=165")
-- sample: set-env(remove="LD_LIBRARY_PATH,LD_PRELOAD,GTK_PATH")
--
-- Probes get the same environment: a library that keeps qemu from starting does so there too.
arguments = { set = "", remove = "" }
probes = true

function rewrite(cmd, ctx)
  for _, name in ipairs(split_list(ctx.args.remove)) do cmd:setenv(name, nil) end
  for _, word in ipairs(split_words(ctx.args.set)) do
    local name, value = word:match("^([^=]+)=(.*)$")
    if not name then error("'" .. word .. "' is not NAME=VALUE", 0) end
    cmd:setenv(name, value)
  end
end
