-- Says what is wrong with a description: all faults at once, one line each, with file and line.
local check = {}

local kCallKeys = {
  optional = "table", returns = "table", progress = "boolean", cancellable = "boolean",
  needs = "string", replaced_by = "string", deprecated = "boolean", visibility = "string",
  aliases = "table", added = "string", help = "string", note = "string",
}
local kVisibility = {public = true, internal = true, debug = true}
local kOptional = {bool = true, int32 = true, int64 = true, string = true, string_list = true}
local kArgument = {
  bool = true, int32 = true, int64 = true, string = true, opt_string = true, string_list = true,
  buffer = true, file_in = true, file_out = true,
}
local kResult = {
  bool = true, int32 = true, int64 = true, string = true, string_list = true, hashtable = true,
  buffer = true, struct = true, struct_list = true,
}
local kField = {
  int32 = true, int64 = true, uint32 = true, uint64 = true, size = true, string = true,
  buffer = true, char = true, uuid = true, percent = true,
}
-- Names that the outputs cannot use: words of C, C++ and XDR, and the names of our own parameters.
local kReserved = {}
for word in ([[
  alignas alignof and asm auto bool break case catch char class concept const constexpr continue
  decltype default delete do double else enum explicit export extern false float for friend goto if
  inline int long mutable namespace new noexcept not nullptr operator or private protected public
  register requires return short signed sizeof static struct switch template this throw true try
  typedef typeid typename union unsigned using virtual void volatile wchar_t while xor
  hyper opaque program quadruple string version
  caller daemon given handle in opts result values]]):gmatch("%S+") do
  kReserved[word] = true
end

local function identifier(name)
  return type(name) == "string" and name:find("^%a[%w_]*$") and not name:find("__", 1, true)
end

local function one_line(text)
  return type(text) == "string" and text ~= "" and not text:find("[\n\t]") and
         not text:find("%.$") and not text:find("^%s") and not text:find("%s$")
end

-- Names that one call or struct uses: each once, none reserved.
local function check_name(say, seen, name, what)
  if not identifier(name) then return say(what .. ": '" .. tostring(name) .. "' is no name") end
  if kReserved[name] then say(what .. " '" .. name .. "': the name is a word of C++ or XDR") end
  if seen[name] then say(what .. " '" .. name .. "' is there twice") end
  seen[name] = true
end

local function check_parameters(say, call)
  local seen, files = {}, 0
  for i, p in ipairs(call.parameters) do
    if type(p) ~= "table" then
      say("parameter " .. i .. " is written as KIND \"name\"")
    else
      check_name(say, seen, p.name, "parameter")
      if not kArgument[p.kind] then
        say("parameter '" .. p.name .. "': no call can take " .. p.kind)
      end
      if p.kind == "file_in" or p.kind == "file_out" then files = files + 1 end
    end
  end
  if files > 1 then say("a call carries one file at most") end
  local bits = {}
  for _, p in ipairs(call.optional) do
    if type(p) ~= "table" or math.type(p.bit) ~= "integer" then
      return say("an optional parameter is written as opt(BIT, KIND \"name\")")
    end
    check_name(say, seen, p.name, "optional parameter")
    if not kOptional[p.kind] then
      say("optional parameter '" .. p.name .. "': " .. p.kind .. " cannot be optional")
    end
    if p.bit < 0 or p.bit > 63 then
      say("optional parameter '" .. p.name .. "': bit " .. p.bit .. " is not within 0 to 63")
    elseif bits[p.bit] then
      say("bit " .. p.bit .. " belongs to both '" .. bits[p.bit] .. "' and '" .. p.name .. "'")
    end
    bits[p.bit] = p.name
  end
  for i, p in ipairs(call.optional) do
    if p.bit ~= i - 1 and bits[i - 1] == nil then
      say("no optional parameter has bit " .. i - 1 .. ": bits have no gaps")
    elseif p.bit ~= i - 1 then
      say("optional parameter '" .. p.name .. "' stands out of the order of the bits")
    end
  end
end

local function check_call(say, call, structs, names, library)
  for key, value in pairs(call.keys) do
    if type(key) == "string" then
      if not kCallKeys[key] then
        say("a call has no field '" .. key .. "'")
      elseif type(value) ~= kCallKeys[key] then
        say(key .. " has to be a " .. kCallKeys[key])
      end
    end
  end
  if math.type(call.number) ~= "integer" or call.number < 1 or call.number > 0xffffffff then
    say("the number has to be a positive integer")
  end
  check_parameters(say, call)
  local r = call.returns
  if r ~= nil then
    if type(r) ~= "table" or not identifier(r.name) then
      say("returns is written as KIND \"name\"")
    elseif not kResult[r.kind] then
      say("no call can return " .. tostring(r.kind))
    elseif r.struct and not structs[r.struct] then
      say("there is no struct '" .. tostring(r.struct) .. "'")
    end
  end
  if not kVisibility[call.visibility] then say("visibility is public, internal or debug") end
  if not one_line(call.help) then say("help has to be one line without a full stop") end
  if call.note and (call.note:find("\n") or not call.note:find("%.$")) then
    say("note has to be sentences, with a full stop")
  end
  if type(call.added) ~= "string" or not call.added:find("^%d+%.%d+%.%d+$") then
    say("added has to be a version, as \"1.0.27\"")
  end
  if call.replaced_by and not (names[call.replaced_by] or library[call.replaced_by]) then
    say("replaced_by: there is no call '" .. call.replaced_by .. "'")
  end
end

local function check_struct(say, struct)
  local seen = {}
  if #struct.fields == 0 then say("a struct has at least one field") end
  for i, f in ipairs(struct.fields) do
    if type(f) ~= "table" then
      say("field " .. i .. " is written as KIND \"name\"")
    else
      check_name(say, seen, f.name, "field")
      if not kField[f.kind] or f.meaning ~= "plain" then
        say("field '" .. tostring(f.name) .. "': no field can be " .. f.kind)
      end
    end
  end
  if not one_line(struct.help) then say("help has to be one line without a full stop") end
end

-- Unique within a table of "name -> place".
local function claim(say, taken, name, place, what)
  if taken[name] then say(what .. " " .. name .. " is already that of " .. taken[name]) end
  taken[name] = taken[name] or place
end

-- All faults of the description, in the order of its files; an empty table where there is none.
function check.faults(description)
  local faults, structs, names, numbers, groups = {}, {}, {}, {}, {}
  local function say_at(item, kind)
    return function(text)
      faults[#faults + 1] = ("%s: %s '%s': %s"):format(item.place, kind, tostring(item.name), text)
    end
  end
  for _, struct in ipairs(description.structs) do
    local say = say_at(struct, "struct")
    if identifier(struct.name) then claim(say, structs, struct.name, struct.place, "the name")
    else say("this is no name") end
    check_struct(say, struct)
  end
  for _, group in ipairs(description.groups) do
    local text = tostring(group.name)
    if not text:find("^%l+$") or not one_line(group.title) then
      faults[#faults + 1] = "group '" .. text .. "': written as group(\"name\", \"Title\")"
    end
    claim(function(why) faults[#faults + 1] = why end, groups, text, "another file", "the group")
  end
  for _, call in ipairs(description.calls) do
    local say = say_at(call, "call")
    if identifier(call.name) then claim(say, names, call.name, call.name, "the name")
    else say("this is no name") end
    if math.type(call.number) == "integer" then
      claim(say, numbers, call.number, "call '" .. tostring(call.name) .. "'", "the number")
    end
  end
  for _, call in ipairs(description.calls) do
    check_call(say_at(call, "call"), call, structs, names, description.library_calls)
  end
  for _, call in ipairs(description.calls) do -- after all names, which an alias must not hide
    for _, alias in ipairs(call.aliases) do
      claim(say_at(call, "call"), names, alias, call.name, "the alias")
    end
  end
  return faults
end

return check
