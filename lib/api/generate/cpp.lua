-- How the description's kinds are written in C++, for the outputs that are C++.
local text = require "generate.text"

local cpp = {}

local kFieldTypes = {
  int32 = "std::int32_t", int64 = "std::int64_t", uint32 = "std::uint32_t",
  uint64 = "std::uint64_t", size = "std::int64_t", string = "std::string",
  buffer = "std::string", char = "char", uuid = "std::string", percent = "std::optional<float>",
}
local kValueTypes = {
  int32 = "std::int32_t", int64 = "std::int64_t", bool = "bool", string = "std::string",
  buffer = "std::string", string_list = "std::vector<std::string>", hashtable = "Pairs",
}
-- What a caller passes.
local kArgumentTypes = {
  int32 = "std::int32_t", int64 = "std::int64_t", bool = "bool", string = "std::string_view",
  buffer = "std::string_view", opt_string = "std::optional<std::string_view>",
  string_list = "const std::vector<std::string>&", file_in = "FileSource&",
  file_out = "FileSink&",
}

function cpp.field_type(field) return kFieldTypes[field.kind] end
function cpp.argument_type(p) return kArgumentTypes[p.kind] end
function cpp.options(call) return text.camel(call.name) .. "Options" end

-- The type of a parameter's value; nil (returns nothing) is void.
function cpp.value_type(p)
  if not p then return "void" end
  if p.kind == "struct" then return text.camel(p.struct) end
  if p.kind == "struct_list" then return "std::vector<" .. text.camel(p.struct) .. ">" end
  return kValueTypes[p.kind] or error("no C++ type for " .. p.kind)
end

-- "Status mkdir(Caller& caller, std::string_view path)"
function cpp.declaration(call, defaults)
  local list = {"Caller& caller"}
  for _, p in ipairs(call.parameters) do
    list[#list + 1] = cpp.argument_type(p) .. " " .. p.name
  end
  if #call.optional > 0 then
    list[#list + 1] = "const " .. cpp.options(call) .. "& opts" .. (defaults and " = {}" or "")
  end
  local result = call.returns and "Result<" .. cpp.value_type(call.returns) .. ">" or "Status"
  return result .. " " .. call.name .. "(" .. table.concat(list, ", ") .. ")"
end

-- The lines of a comment in front of a call.
function cpp.comment(call)
  local out = {"// " .. call.help .. "."}
  if call.note then out[#out + 1] = "// " .. call.note end
  if call.needs then out[#out + 1] = "// Needs " .. call.needs .. "." end
  if call.replaced_by then out[#out + 1] = "// Deprecated: use " .. call.replaced_by .. "." end
  return table.concat(out, "\n")
end

-- The structs that some reply holds.
function cpp.reply_structs(description)
  local used, list = {}, {}
  for _, call in ipairs(description.calls) do
    if call.returns and call.returns.struct then used[call.returns.struct] = true end
  end
  for _, s in ipairs(description.structs) do
    if used[s.name] then list[#list + 1] = s end
  end
  return list
end

function cpp.has_options(call) return #call.optional > 0 end

return cpp
