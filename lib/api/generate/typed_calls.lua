-- The typed call functions: guestscope/calls.hpp, and one source per group.
local text = require "generate.text"
local cpp = require "generate.cpp"
local lines, fill = text.lines, text.fill

local kHeader = [[
// $(notice)
// Every call of the daemon as a function: gs::calls::mkdir(session, "/new"). They pack their
// arguments, let the Caller send them, and unpack the reply; nothing else.
#pragma once

#include <string_view>

#include "api/caller.hpp"
#include "guestscope/types.hpp"

namespace gs::calls {

using api::Caller;
using api::FileSink;
using api::FileSource;

$(groups)
}  // namespace gs::calls
]]

local kSource = [[
// $(notice)
#include "api/typed_call.hpp"
#include "guestscope/calls.hpp"

namespace gs::calls {

$(functions)
}  // namespace gs::calls
]]

local function definition(call)
  local arguments = {"caller", tostring(call.number)}
  for _, p in ipairs(call.parameters) do arguments[#arguments + 1] = p.name end
  if cpp.has_options(call) then arguments[#arguments + 1] = "opts" end
  return ("%s {\n  return api::typed_call<%s>(%s);\n}"):format(cpp.declaration(call),
    cpp.value_type(call.returns), table.concat(arguments, ", "))
end

return function(description)
  local files = {}
  files["calls.hpp"] = fill(kHeader, {
    notice = text.kNotice,
    groups = lines(description.groups, function(group)
      return "// " .. group.title .. "\n\n" .. lines(group.calls, function(call)
        return cpp.comment(call) .. "\n" .. cpp.declaration(call, true) .. ";"
      end)
    end),
  })
  for _, group in ipairs(description.groups) do
    files["calls_" .. group.name .. ".gen.cpp"] = fill(kSource, {
      notice = text.kNotice,
      functions = lines(group.calls, definition),
    })
  end
  return files
end
