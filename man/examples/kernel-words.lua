-- description: A kernel that talks, and waits for its root device.
function rewrite(cmd)
  if not cmd:has("kernel") then return end -- the boot loader has its own words
  local append = cmd.append
  append:remove("quiet")
  append:set("rootdelay", 5)
  append:set("ignore_loglevel")
  if append:get("panic") == "1" then append:set("panic", "-1") end
  if not append:has("console") then append:add("console=ttyS0") end
end
