-- The C++ types of arguments and results: guestscope/types.hpp, with their way to and from the wire
-- in types.gen.cpp.
local text = require "generate.text"
local cpp = require "generate.cpp"
local lines, fill = text.lines, text.fill

-- Types that BodyReader::get and BodyWriter cannot tell apart by the C++ type.
local kGet = {char = "letter", uuid = "uuid", percent = "percent"}
local kPut = {
  int32 = "int32", int64 = "int64", uint32 = "uint32", uint64 = "uint64", size = "int64",
  percent = "percent",
}

local function struct(s)
  return ("// %s.\nstruct %s {\n%s};\n"):format(s.help, text.camel(s.name),
    lines(s.fields, function(f) return ("  %s %s{};"):format(cpp.field_type(f), f.name) end))
end

local function options(call)
  if not cpp.has_options(call) then return nil end
  return ("struct %s {\n%s};\n"):format(cpp.options(call), lines(call.optional, function(p)
    return ("  std::optional<%s> %s{};"):format(cpp.value_type(p), p.name)
  end))
end

local function put_field(f)
  if f.kind == "char" then return "  writer.int32(value." .. f.name .. ");" end
  if kPut[f.kind] then return ("  writer.%s(value.%s);"):format(kPut[f.kind], f.name) end
  local method = f.kind == "uuid" and "uuid" or f.kind == "buffer" and "bytes" or "text"
  return ('  writer.%s("%s", value.%s);'):format(method, f.name, f.name)
end

local kHeader = [[
// $(notice)
// Structs as they come in replies, and the optional arguments of the calls that have any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/body_writer.hpp"

namespace gs::api {
class BodyReader;
class OptionalReader;
class OptionalWriter;
}  // namespace gs::api

namespace gs::calls {

using api::Pairs;

$(structs)
$(options)
$(struct_functions)
$(option_functions)
}  // namespace gs::calls
]]

local kSource = [[
// $(notice)
#include "guestscope/types.hpp"

#include "api/typed_call.hpp"

namespace gs::calls {

$(struct_functions)
$(option_functions)
}  // namespace gs::calls
]]

return function(description)
  local structs, calls = description.structs, description.calls
  return {
    ["types.hpp"] = fill(kHeader, {
      notice = text.kNotice,
      structs = lines(structs, struct),
      options = lines(calls, options),
      struct_functions = lines(structs, function(s)
        local name = text.camel(s.name)
        return ("void get_value(api::BodyReader& reader, %s& value);\n"):format(name) ..
          ("void get_value(api::BodyReader& reader, std::vector<%s>& value);\n"):format(name) ..
          ("void put_value(api::BodyWriter& writer, const %s& value);\n"):format(name) ..
          ("void put_value(api::BodyWriter& writer, const std::vector<%s>& value);"):format(name)
      end),
      option_functions = lines(calls, function(call)
        if not cpp.has_options(call) then return nil end
        local name = cpp.options(call)
        return ("void put_options(api::OptionalWriter& writer, const %s& opts);\n"):format(name) ..
          ("void get_options(api::OptionalReader& reader, %s& opts);"):format(name)
      end),
    }),
    ["types.gen.cpp"] = fill(kSource, {
      notice = text.kNotice,
      struct_functions = lines(structs, function(s)
        return fill([[
void get_value(api::BodyReader& reader, $(name)& value) {
$(gets)}
void get_value(api::BodyReader& reader, std::vector<$(name)>& value) {
  reader.list(value, [](api::BodyReader& r, $(name)& element) { get_value(r, element); });
}
void put_value(api::BodyWriter& writer, const $(name)& value) {
$(puts)}
void put_value(api::BodyWriter& writer, const std::vector<$(name)>& value) {
  writer.uint32(static_cast<std::uint32_t>(value.size()));
  for (const $(name)& element : value) put_value(writer, element);
}
]], {
          name = text.camel(s.name),
          gets = lines(s.fields, function(f)
            return ("  reader.%s(value.%s);"):format(kGet[f.kind] or "get", f.name)
          end),
          puts = lines(s.fields, put_field),
        })
      end),
      option_functions = lines(calls, function(call)
        if not cpp.has_options(call) then return nil end
        return fill([[
void put_options(api::OptionalWriter& writer, const $(name)& opts) {
$(puts)}
void get_options(api::OptionalReader& reader, $(name)& opts) {
$(gets)}
]], {
          name = cpp.options(call),
          puts = lines(call.optional, function(p)
            return "  writer.put(opts." .. p.name .. ");"
          end),
          gets = lines(call.optional, function(p)
            return "  reader.get(opts." .. p.name .. ");"
          end),
        })
      end),
    }),
  }
end
