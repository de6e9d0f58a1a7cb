-- description: Change words on the kernel command line (of guests that are started with -kernel).
-- arguments: add: words to add as they are
-- arguments: set: words key=value, or just key, that take the place of such words
-- arguments: remove: words, or keys of words, to take out
-- sample: kernel-append(add="console=ttyS1",remove=quiet)
-- sample: kernel-append(set="loglevel=8 panic=10")
arguments = { add = "", set = "", remove = "" }

function rewrite(cmd, ctx)
  local append = cmd.append
  for _, word in ipairs(split_words(ctx.args.remove)) do append:remove(word) end
  for _, word in ipairs(split_words(ctx.args.set)) do
    local key, value = word:match("^([^=]+)=(.*)$")
    append:set(key or word, value)
  end
  for _, word in ipairs(split_words(ctx.args.add)) do append:add(word) end
end
