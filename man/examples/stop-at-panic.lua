-- description: Beside the guest: end it where its kernel panics, and say what it was doing.
local last_stage = "nothing"

function on_stage(name) last_stage = name end

function on_line(text, event)
  if event.source ~= "console" or not text:find("Kernel panic", 1, true) then return end
  print(("panic after %.1f s, in %s: %s"):format(event.time, last_stage, text))
  machine:qmp("query-cpus-fast", function(answer, failed)
    print(failed and failed.desc or #answer .. " processors")
    machine:quit()
  end)
end

function on_exit(event) print("qemu ended with " .. tostring(event.status or event.signal)) end
