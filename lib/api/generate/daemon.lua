-- What the daemon has to write: guestscope/daemon/GROUP.hpp, for dispatch.hpp.
local text = require "generate.text"
local cpp = require "generate.cpp"
local lines, fill = text.lines, text.fill

-- What its functions take.
local kTypes = {
  int32 = "std::int32_t", int64 = "std::int64_t", bool = "bool", string = "const std::string&",
  buffer = "const std::string&", opt_string = "const std::optional<std::string>&",
  string_list = "const std::vector<std::string>&", file_in = "FileSource&",
  file_out = "FileSink&",
}

local function result(call)
  if not call.returns then return "Done" end
  local of_calls = call.returns.struct and "calls::" or ""
  local type = cpp.value_type(call.returns)
  if call.returns.kind == "struct_list" then
    return "Answer<" .. type:gsub("<", "<" .. of_calls) .. ">"
  end
  return "Answer<" .. of_calls .. type .. ">"
end

local function declaration(call)
  local list = {"Daemon& daemon"}
  for _, p in ipairs(call.parameters) do list[#list + 1] = kTypes[p.kind] .. " " .. p.name end
  if cpp.has_options(call) then
    list[#list + 1] = "const calls::" .. cpp.options(call) .. "& opts"
  end
  return ("%s do_%s(%s);"):format(result(call), call.name, table.concat(list, ", "))
end

local kHeader = [[
// $(notice)
// $(title): what the daemon has to write. See api/dispatch.hpp.
#pragma once

#include "api/dispatch.hpp"
#include "guestscope/types.hpp"

namespace gs::daemon {

$(declarations)
namespace call {

$(calls)
}  // namespace call
}  // namespace gs::daemon
]]

return function(description)
  local files = {}
  for _, group in ipairs(description.groups) do
    files[group.name .. ".hpp"] = fill(kHeader, {
      notice = text.kNotice,
      title = group.title,
      declarations = lines(group.calls, function(call)
        return cpp.comment(call) .. "\n" .. declaration(call)
      end),
      calls = lines(group.calls, function(call)
        return ("struct %s {\n  static constexpr std::uint32_t kNumber = %d;\n" ..
          "  static constexpr auto function() { return &do_%s; }\n};"):format(call.name,
          call.number, call.name)
      end),
    })
  end
  return files
end
