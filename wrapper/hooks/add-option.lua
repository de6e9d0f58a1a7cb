-- description: Add options that the caller cannot express, at a chosen place.
-- arguments: options: words as on a command line, quoted as for a shell
-- arguments: place: end, front, before:NAME or after:NAME of an option (default end)
-- sample: add-option(options="-device virtio-rng-pci -no-reboot")
-- sample: add-option(options="-netdev user,id=n -device e1000,netdev=n",place=before:device)
--
-- Devices on a line whose devices are JSON are added as JSON: qemu would make the others first,
-- before the buses that they need.
arguments = { options = false, place = "end" }

local function add_one(cmd, name, value, place)
  if name:find("device$") and value and value:sub(1, 1) ~= "{" then
    local option = cmd:last("device")
    if option and option:is_json() then
      local properties = { driver = value:match("^[^,]*") }
      for _, item in ipairs(split_list(value:match(",(.*)$") or "")) do
        local key, text = item:match("^([^=]+)=(.*)$")
        properties[key or item] = text or true
      end
      value = properties
    end
  end
  return cmd:add(name, value, place)
end

local function place_of(text)
  local where, name = text:match("^(%a+):(.+)$")
  if where == "before" or where == "after" then return { [where] = name } end
  if text == "front" then return { front = true } end
  if text ~= "end" then
    error("place is end, front, before:NAME or after:NAME, not '" .. text .. "'", 0)
  end
end

function rewrite(cmd, ctx)
  local words = split_words(ctx.args.options or error("say which: add-option(options=\"-S\")", 0))
  local place = place_of(ctx.args.place)
  local i = 1
  while i <= #words do
    local name, value = words[i], words[i + 1]
    if name:sub(1, 1) ~= "-" then
      value, name = name, ""
    elseif not takes_value(name, value) then
      value = nil
    end
    local added = add_one(cmd, name, value, place)
    -- The next one goes behind, so that they keep their order.
    if place then place = { after = added } end
    i = i + (name ~= "" and value and 2 or 1)
  end
end
