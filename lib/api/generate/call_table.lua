-- The calls as data: call_table.gen.cpp for calls.hpp, call_text.gen.cpp for call_text.hpp.
local text = require "generate.text"
local quote, lines, fill = text.quote, text.lines, text.fill

local kFieldKinds = {
  int32 = "Int32", int64 = "Int64", uint32 = "Uint32", uint64 = "Uint64", size = "Bytes",
  string = "String", buffer = "Buffer", char = "Char", uuid = "Uuid", percent = "OptPercent",
}

local struct_index -- name -> index into kStructs

local function parameter(p)
  local struct = p.struct and "&kStructs[" .. struct_index[p.struct] .. "]" or "nullptr"
  return ("{%s, WireKind::k%s, Meaning::k%s, %s, Meaning::k%s}"):format(quote(p.name),
    text.camel(p.kind), text.camel(p.meaning), struct, text.camel(p.key_meaning or "plain"))
end

local function parameters(call, list, suffix)
  if #list == 0 then return nil end
  return ("constexpr Parameter k%s%s[] = {%s};"):format(text.camel(call.name), suffix,
    text.join(list, ", ", parameter))
end

local function span(call, list, suffix)
  return #list == 0 and "{}" or "k" .. text.camel(call.name) .. suffix
end

local function row(call)
  local file = text.file_parameter(call)
  local flags = {
    file ~= nil and file.kind == "file_in", file ~= nil and file.kind == "file_out",
    call.progress == true, call.cancellable == true,
  }
  return "    {" .. table.concat({
    quote(call.name), call.number, span(call, call.parameters, "Parameters"),
    span(call, call.optional, "Optional"), call.returns and parameter(call.returns) or "{}",
    text.join(flags, ", ", tostring), quote(call.needs or ""), tostring(call.deprecated),
    quote(call.replaced_by or ""), "Visibility::k" .. text.camel(call.visibility),
    quote(call.added), quote(call.help),
  }, ", ") .. "},"
end

local kTable = [[
// $(notice)
#include "api/calls.hpp"

namespace gs::api {
namespace {

using namespace protocol;

$(fields)
constexpr StructInfo kStructs[] = {
$(struct_rows)};

$(parameters)
constexpr CallInfo kCalls[] = {
$(rows)};

}  // namespace

std::span<const CallInfo> calls() { return kCalls; }
std::span<const StructInfo> structs() { return kStructs; }

}  // namespace gs::api
]]

local kText = [[
// $(notice)
#include "api/call_text.hpp"

namespace gs::api {
namespace {

$(aliases)
constexpr CallText kTexts[] = {
$(rows)};

constexpr CallGroup kGroups[] = {
$(groups)};

}  // namespace

std::span<const CallText> call_texts() { return kTexts; }
std::span<const CallGroup> call_groups() { return kGroups; }

}  // namespace gs::api
]]

return function(description)
  local calls, structs = description.calls, description.structs
  local group_index = {}
  for i, group in ipairs(description.groups) do group_index[group] = i - 1 end
  struct_index = {}
  for i, struct in ipairs(structs) do struct_index[struct.name] = i - 1 end
  return {
    ["call_table.gen.cpp"] = fill(kTable, {
      notice = text.kNotice,
      fields = lines(structs, function(s)
        return ("constexpr FieldInfo kFields%s[] = {%s};"):format(text.camel(s.name),
          text.join(s.fields, ", ", function(f)
            return "{" .. quote(f.name) .. ", FieldKind::k" .. kFieldKinds[f.kind] .. "}"
          end))
      end),
      struct_rows = lines(structs, function(s)
        return "    {" .. quote(s.name) .. ", kFields" .. text.camel(s.name) .. "},"
      end),
      parameters = lines(calls, function(c) return parameters(c, c.parameters, "Parameters") end)
        .. lines(calls, function(c) return parameters(c, c.optional, "Optional") end),
      rows = lines(calls, row),
    }),
    ["call_text.gen.cpp"] = fill(kText, {
      notice = text.kNotice,
      aliases = lines(calls, function(c)
        if #c.aliases == 0 then return nil end
        return ("constexpr std::string_view kAliases%s[] = {%s};"):format(text.camel(c.name),
          text.join(c.aliases, ", ", quote))
      end),
      rows = lines(calls, function(c)
        return ("    {%d, %d, %s, %s},"):format(c.number, group_index[c.group],
          #c.aliases == 0 and "{}" or "kAliases" .. text.camel(c.name), quote(c.note or ""))
      end),
      groups = lines(description.groups, function(g)
        return ("    {%s, %s},"):format(quote(g.name), quote(g.title))
      end),
    }),
  }
end
