-- Reads the description: calls/structs.lua and calls/GROUP.lua, written in the words defined here.
--
--   group("lvm", "LVM")                    opens a group: the file's name and a title
--   call {"lvresize", 105, device "device", int32 "mbytes",     name, number, parameters in order
--     optional = {opt(0, bool "force")},   bit in the header's mask, parameter
--     returns = text "uuid",               also list(device) "names", pairs(mountable, text) "mps",
--                                          struct "statns" "buf", structs "xattr" "xattrs"
--     progress = true, cancellable = true, the daemon may report progress; a user may cancel
--     needs = "lvm2",                      the daemon's feature group
--     replaced_by = "other",               deprecated, with what to use; or deprecated = true
--     visibility = "internal",             or "debug"; public by default
--     aliases = {"other_name"},            names that the shell takes too
--     added = "1.0.27",                    version of libguestfs that had it first
--     help = "one line, no full stop", note = "Sentences: values, units, surprises."}
--   library_call "write"                   a call that clients make out of others; may replace one
--
-- Here the words only collect; check.lua says what is wrong with the result.
local describe = {}

-- Wire kind and meaning of each word for a parameter; names as in protocol/call_table.hpp.
local kParameters = {
  int32 = {kind = "int32"}, int64 = {kind = "int64"}, bool = {kind = "bool"},
  text = {kind = "string"}, nullable_text = {kind = "opt_string"}, bytes = {kind = "buffer"},
  pathname = {kind = "string", meaning = "pathname"},
  filename = {kind = "string", meaning = "filename"},
  device = {kind = "string", meaning = "device"},
  mountable = {kind = "string", meaning = "mountable"},
  device_or_path = {kind = "string", meaning = "dev_or_path"},
  mountable_or_path = {kind = "string", meaning = "mountable_or_path"},
  guid = {kind = "string", meaning = "guid"},
  key = {kind = "string", meaning = "key"},
  file_in = {kind = "file_in"}, file_out = {kind = "file_out"},
}

-- The same words for the fields of structs; those that parameters do not have.
local kFields = {"uint32", "uint64", "size", "char", "uuid", "percent"}

local function parameter(kind, meaning)
  return function(name) return {name = name, kind = kind, meaning = meaning or "plain"} end
end

-- The elements of a list or pair have to be strings; what they mean is taken over.
local function element(word, make)
  local sample = type(make) == "function" and make("element")
  if type(sample) ~= "table" or sample.kind ~= "string" then
    error(word .. " holds strings: text, pathname, device, mountable and the like", 3)
  end
  return sample.meaning
end

local function vocabulary(description)
  local words = {}
  for word, p in pairs(kParameters) do words[word] = parameter(p.kind, p.meaning) end
  for _, word in ipairs(kFields) do words[word] = parameter(word) end

  function words.list(make) return parameter("string_list", element("list", make)) end

  function words.pairs(key, value)
    local key_meaning, meaning = element("pairs", key), element("pairs", value)
    return function(name)
      return {name = name, kind = "hashtable", key_meaning = key_meaning, meaning = meaning}
    end
  end

  local function of_struct(kind)
    return function(struct)
      return function(name)
        return {name = name, kind = kind, struct = struct, meaning = "plain"}
      end
    end
  end
  words.struct, words.structs = of_struct("struct"), of_struct("struct_list")

  function words.opt(bit, p)
    if type(p) ~= "table" then error("opt(BIT, KIND \"name\")", 2) end
    p.bit = bit
    return p
  end

  local group
  function words.group(name, title)
    group = {name = name, title = title, calls = {}}
    description.groups[#description.groups + 1] = group
  end

  local function place() -- of the line that is being read
    local info = debug.getinfo(3, "Sl")
    return info.short_src:match("[^/]*$") .. ":" .. info.currentline
  end

  function words.call(row)
    local call = {place = place(), group = group, parameters = {}}
    for key, value in pairs(row) do
      if type(key) == "string" then call[key] = value end
    end
    call.name, call.number = row[1], row[2]
    for i = 3, #row do call.parameters[i - 2] = row[i] end
    call.optional = call.optional or {}
    call.aliases = call.aliases or {}
    call.visibility = call.visibility or "public"
    call.deprecated = call.deprecated or call.replaced_by ~= nil
    call.keys = row
    if not group then error("the file has to begin with group(NAME, TITLE)", 2) end
    group.calls[#group.calls + 1] = call
    description.calls[#description.calls + 1] = call
  end

  function words.library_call(name) description.library_calls[name] = true end

  function words.structure(row)
    local struct = {place = place(), name = row[1], help = row.help, fields = {}, keys = row}
    for i = 2, #row do struct.fields[i - 1] = row[i] end
    description.structs[#description.structs + 1] = struct
  end

  -- A word that is not there is a slip of the pen: say so instead of "attempt to call nil".
  return setmetatable(words, {__index = function(_, word)
    error("the description knows no word '" .. tostring(word) .. "'", 2)
  end})
end

-- How a parameter, field or result is written here, without its name: "pathname", "list(device)".
function describe.word(p)
  local function plain(kind, meaning)
    for word, known in pairs(kParameters) do
      if known.kind == kind and (known.meaning or "plain") == meaning then return word end
    end
    return kind
  end
  if p.kind == "string_list" then return "list(" .. plain("string", p.meaning) .. ")" end
  if p.kind == "hashtable" then
    return "pairs(" .. plain("string", p.key_meaning) .. ", " .. plain("string", p.meaning) .. ")"
  end
  if p.struct then return (p.kind == "struct" and "" or "list of ") .. p.struct end
  return plain(p.kind, p.meaning)
end

-- files: paths, in any order. Returns {groups, calls (ascending by number), structs}, or nil and
-- one line that says where and what.
function describe.read(files)
  local description = {groups = {}, calls = {}, structs = {}, library_calls = {}}
  table.sort(files)
  for _, path in ipairs(files) do
    local chunk, err = loadfile(path, "t", vocabulary(description))
    if not chunk then return nil, err end
    local ok, message = pcall(chunk)
    if not ok then return nil, message end
  end
  table.sort(description.groups, function(a, b) return a.name < b.name end)
  table.sort(description.calls, function(a, b)
    if math.type(a.number) ~= "integer" or math.type(b.number) ~= "integer" then return false end
    return a.number < b.number
  end)
  return description
end

return describe
