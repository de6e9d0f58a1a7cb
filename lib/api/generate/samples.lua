-- For tests only: every typed function called once with a value of its own for each argument, and
-- the filters that rpcgen made for the same call. call_samples_test.hpp says what the values are.
local text = require "generate.text"
local cpp = require "generate.cpp"
local lines, fill, quote = text.lines, text.fill, text.quote

-- The value of the argument at place i; the test has the same rule.
local function sample(p, i)
  if p.kind == "int32" then return tostring(1000 + i) end
  if p.kind == "int64" then return ("(std::int64_t{1} << 40) + %d"):format(i) end
  if p.kind == "bool" then return i % 2 == 0 and "true" or "false" end
  if p.kind == "string_list" then
    return ('std::vector<std::string>{%s, "two"}'):format(quote(p.name))
  elseif p.kind == "buffer" then
    return ('std::string_view("\\0%s", %d)'):format(p.name, #p.name + 1)
  end
  if p.kind == "file_in" then return "source" end
  if p.kind == "file_out" then return "sink" end
  return quote(p.name)
end

local function invocation(call)
  local arguments, before = {"caller"}, ""
  for i, p in ipairs(call.parameters) do arguments[#arguments + 1] = sample(p, i - 1) end
  if cpp.has_options(call) then
    arguments[#arguments + 1] = "opts"
    before = ("calls::%s opts;\n"):format(cpp.options(call)) ..
      lines(call.optional, function(p, i)
        return ("  opts.%s = %s;"):format(p.name, sample(p, #call.parameters + i - 1))
      end)
  end
  local file = text.file_parameter(call)
  local function name_if(kind, name) return file and file.kind == kind and name or "" end
  local names = "Caller& caller, FileSource&" .. name_if("file_in", " source") .. ", FileSink&" ..
    name_if("file_out", " sink")
  return fill([[
Status invoke_$(name)($(names)) {
  $(before)auto result = calls::$(name)($(arguments));
  if (!result) return tl::unexpected(result.error());
  return {};
}]], {name = call.name, names = names, before = before, arguments = table.concat(arguments, ", ")})
end

local function filter(call, part, there)
  if not there then return "nullptr, 0" end
  local name = "gsx_" .. call.name .. "_" .. part
  return ("reinterpret_cast<xdrproc_t>(xdr_%s), sizeof(%s)"):format(name, name)
end

local function has_body(call)
  local file = text.file_parameter(call)
  return #call.parameters + #call.optional > (file and 1 or 0)
end

return function(description)
  return {
    ["call_samples.gen.cpp"] = fill([[
// $(notice)
#include "call_samples_test.hpp"
#include "guestscope/calls.hpp"
#include "guestscope_protocol.h"

namespace gs::api {
namespace {

$(invocations)
}  // namespace

const std::vector<CallSample>& call_samples() {
  static const std::vector<CallSample> samples = {
$(rows)  };
  return samples;
}

}  // namespace gs::api
]], {
      notice = text.kNotice,
      invocations = lines(description.calls, invocation),
      rows = lines(description.calls, function(call)
        return ("      {%d, invoke_%s, %s,\n       %s},"):format(call.number, call.name,
          filter(call, "args", has_body(call)), filter(call, "result", call.returns))
      end),
    }),
  }
end
