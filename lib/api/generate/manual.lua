-- The manual of the calls: guestscope-calls.3.scd, for scdoc.
local text = require "generate.text"
local describe = require "generate.describe"
local lines, fill = text.lines, text.fill

local function escape(s) return (s:gsub("[_*\\#]", "\\%0")) end
local function sentence(s) return escape(s:sub(1, 1):upper() .. s:sub(2)) .. "." end

local function typed(p) return escape(describe.word(p)) .. " _" .. escape(p.name) .. "_" end

local function signature(call)
  local words = {"*" .. escape(call.name) .. "*"}
  words[#words + 1] = text.join(call.parameters, ", ", typed)
  for _, p in ipairs(call.optional) do words[#words + 1] = "[" .. typed(p) .. "]" end
  return (table.concat(words, " "):gsub(" +", " "):gsub(" $", ""))
end

-- The last line: what is the same for every call, so that it can be looked for.
local function particulars(call)
  local list = {"Call " .. call.number .. ", since " .. call.added}
  if call.needs then list[#list + 1] = "needs " .. escape(call.needs) end
  if call.progress then list[#list + 1] = "reports progress" end
  if call.cancellable then list[#list + 1] = "can be cancelled" end
  if call.visibility ~= "public" then
    list[#list + 1] = "for the library and its developers only"
  end
  return table.concat(list, ", ") .. "."
end

local function entry(call)
  local out = {sentence(call.help)}
  if call.returns then out[1] = out[1] .. " Returns " .. typed(call.returns) .. "." end
  if call.note then out[#out + 1] = escape(call.note) end
  if call.replaced_by then
    out[#out + 1] = "Deprecated: use *" .. escape(call.replaced_by) .. "*."
  elseif call.deprecated then
    out[#out + 1] = "Deprecated."
  end
  if #call.aliases > 0 then
    out[#out + 1] = "The shell also takes " .. text.join(call.aliases, ", ", function(alias)
      return "*" .. escape(alias) .. "*"
    end) .. "."
  end
  out[#out + 1] = particulars(call)
  return signature(call) .. "\n\t" .. table.concat(out, "\n\t") .. "\n"
end

local kPage = [[
guestscope-calls(3)

# NAME

guestscope-calls - the calls that a daemon in an appliance answers

# DESCRIPTION

A session (*guestscope*(3), *guestscope-shell*(1)) talks to the daemon in calls. There are $(calls)
of them, the same in the shell, in C (gs\_NAME), in C++ (gs::calls::NAME) and in Lua. In the shell
the names may be written with - for \_.

Arguments come in order; those in brackets are optional and given by name. What an argument is:

*text*, *nullable\_text*, *bytes*
	Text has no NUL byte. A nullable text may be left out, which is not the same as empty. Bytes
	are anything.

*int32*, *int64*, *bool*
	Numbers with a sign; true or false.

*pathname*, *filename*
	A path in the guest, beginning with /; a name without /.

*device*, *mountable*
	A device as /dev/sda, /dev/sda1, /dev/VG/LV, whatever the guest calls it. A mountable is a
	device or btrfsvol:DEVICE/VOLUME.

*device\_or\_path*, *mountable\_or\_path*
	What begins with /dev/ and is a device is the device, else it is a path in the guest.

*guid*, *key*
	A GUID with dashes; a secret, which appears in no log and no trace.

*file\_in*, *file\_out*
	A file of the host that is sent, or that is written. It goes beside the call in chunks and has
	no limit; everything else in a call, and in an answer, fits into 4 MiB.

*list(...)*, *pairs(..., ...)*
	Several; pairs are keys with their values.

A call whose line says that it needs something fails with ENOTSUP where the appliance lacks it.

$(groups)
# STRUCTS

size is an int64 that counts bytes, char one letter, uuid 32 characters without dashes, percent a
number that may be absent.

$(structs)
# SEE ALSO

*guestscope*(3), *guestscope-shell*(1), *guestscope-protocol*(7)
]]

-- A copy, sorted: people look for names, not for numbers.
local function sorted(items, key)
  local copy = table.move(items, 1, #items, 1, {})
  table.sort(copy, function(a, b) return a[key] < b[key] end)
  return copy
end

return function(description)
  return {
    ["guestscope-calls.3.scd"] = fill(kPage, {
      calls = #description.calls,
      groups = lines(sorted(description.groups, "title"), function(group)
        local entries = lines(sorted(group.calls, "name"), entry)
        return "# " .. group.title:upper() .. "\n\n" .. entries:sub(1, -2)
      end),
      structs = lines(sorted(description.structs, "name"), function(s)
        return "*" .. escape(s.name) .. "*\n\t" .. sentence(s.help) .. "\n\t" ..
          text.join(s.fields, ", ", typed) .. "\n"
      end),
    }),
  }
end
