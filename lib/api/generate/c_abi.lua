-- The calls in C: guestscope_calls.h, its sources per group, and guestscope.map, the versions of
-- the symbols. The part of the C interface that is not calls is written by hand in lib/session; its
-- symbols come from the file given as an argument, one name a line.
local text = require "generate.text"
local cpp = require "generate.cpp"
local lines, fill, quote = text.lines, text.fill, text.quote

local kArguments = {
  int32 = "int32_t $", int64 = "int64_t $", bool = "int $", string = "const char *$",
  buffer = "const void *$, size_t $_size", opt_string = "const char *$",
  string_list = "const char *const *$", file_in = "const struct gs_source *$",
  file_out = "const struct gs_sink *$",
}
local kResults = {
  int32 = "int32_t *result", int64 = "int64_t *result", bool = "int *result",
  string = "char **result", buffer = "struct gs_buffer *result", string_list = "char ***result",
  hashtable = "char ***result",
}
local kFields = {
  int32 = "int32_t $", int64 = "int64_t $", uint32 = "uint32_t $", uint64 = "uint64_t $",
  size = "int64_t $", string = "char *$", buffer = "struct gs_buffer $", char = "char $",
  uuid = "char $[33]", percent = "float $",
}

local function named(template, name) return (template:gsub("%$", name)) end

local function result_type(r)
  if r.kind == "struct" then return "struct gs_" .. r.struct .. "_record *result" end
  if r.kind == "struct_list" then return "struct gs_" .. r.struct .. "_list *result" end
  return kResults[r.kind]
end

local function declaration(call)
  local list = {"gs_handle *handle"}
  for _, p in ipairs(call.parameters) do list[#list + 1] = named(kArguments[p.kind], p.name) end
  if cpp.has_options(call) then
    list[#list + 1] = "const struct gs_" .. call.name .. "_options *opts"
  end
  if call.returns then list[#list + 1] = result_type(call.returns) end
  return "int gs_" .. call.name .. "(" .. table.concat(list, ", ") .. ")"
end

local function comment(call)
  return (cpp.comment(call):gsub("// ", ""):gsub("\n", "\n * ")):gsub("^(.*)$", "/* %1 */")
end

local function options(call)
  if not cpp.has_options(call) then return nil end
  return ("struct gs_%s_options {\n  uint64_t given;\n%s};\n%s"):format(call.name,
    lines(call.optional, function(p) return "  " .. named(kArguments[p.kind], p.name) .. ";" end),
    lines(call.optional, function(p)
      return ("#define GS_%s_%s (UINT64_C(1) << %d)"):format(call.name:upper(), p.name:upper(),
        p.bit)
    end))
end

local function struct(s)
  return fill([[
/* $(help). */
struct gs_$(name)_record {
$(fields)};
struct gs_$(name)_list {
  size_t count;
  struct gs_$(name)_record *items;
};
void gs_free_$(name)(struct gs_$(name)_record *value);
void gs_free_$(name)_list(struct gs_$(name)_list *list);
]], {
    help = s.help, name = s.name,
    fields = lines(s.fields, function(f) return "  " .. named(kFields[f.kind], f.name) .. ";" end),
  })
end

local kHeader = [[
/* $(notice)
 *
 * The daemon's calls in C. Every function returns 0, or -1: then gs_last_error(handle) says why
 * and the result holds nothing. What a result holds was allocated and belongs to the caller:
 *   char *                   free()
 *   char **                  strings and a NULL, pairs as key, value; gs_free_strings()
 *   struct gs_buffer         any bytes, and a NUL byte that size does not count; gs_free_buffer()
 *   struct gs_NAME_record    what it points at; gs_free_NAME()
 *   struct gs_NAME_list      gs_free_NAME_list()
 * Arguments stay the caller's. Lists end with a NULL.
 *
 * Optional arguments: a struct set to zero, values, and in `given` the bits of those that count;
 * NULL gives none. Bits exist so that "0" and "not given" are different things.
 */
#ifndef GUESTSCOPE_CALLS_H
#define GUESTSCOPE_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gs_handle gs_handle;

struct gs_buffer {
  char *data;
  size_t size;
};

/* Where an upload comes from: read() where it is not NULL, else the descriptor. read() returns how
 * many bytes it put into buffer, 0 at the end, -1 with errno when it failed. size_hint is how many
 * bytes are to come, for progress, or 0. */
struct gs_source {
  int fd;
  ssize_t (*read)(void *data, void *buffer, size_t size);
  void *data;
  uint64_t size_hint;
};

/* Where a download goes: write() where it is not NULL, else the descriptor. write() takes all
 * bytes and returns 0, or -1 with errno. */
struct gs_sink {
  int fd;
  int (*write)(void *data, const void *bytes, size_t size);
  void *data;
};

void gs_free_strings(char **strings);
void gs_free_buffer(struct gs_buffer *buffer);

$(structs)
$(options)
$(calls)
#ifdef __cplusplus
}
#endif

#endif
]]

-- Values of C into C++ arguments.
local function argument(p)
  if p.kind == "bool" then return p.name .. " != 0" end
  if p.kind == "int32" or p.kind == "int64" then return p.name end
  if p.kind == "opt_string" then return "in.nullable_text(" .. p.name .. ")" end
  local method = {string = "text", buffer = "bytes", string_list = "list", file_in = "source",
    file_out = "sink"}
  local size = p.kind == "buffer" and ", " .. p.name .. "_size" or ""
  return ("in.%s(%s, %s%s)"):format(method[p.kind], quote(p.name), p.name, size)
end

local function option(p)
  local value = "opts->" .. p.name
  if p.kind == "bool" then value = value .. " != 0" end
  if p.kind == "string" then
    value = ("std::string(in.text(%s, %s))"):format(quote(p.name), value)
  end
  if p.kind == "string_list" then value = ("in.list(%s, %s)"):format(quote(p.name), value) end
  return ("      if (opts->given >> %d & 1) values.%s = %s;"):format(p.bit, p.name, value)
end

local function definition(call)
  local arguments, body = {"in"}, ""
  for _, p in ipairs(call.parameters) do arguments[#arguments + 1] = argument(p) end
  if cpp.has_options(call) then
    body = fill([[
    calls::$(type) values;
    if (opts) {
      in.check_given(opts->given, $(count));
$(options)    }
]], {type = cpp.options(call), count = #call.optional, options = lines(call.optional, option)})
    arguments[#arguments + 1] = "values"
  end
  return fill([[
$(declaration) {
  return gs::api::c::call(handle$(result), [&](gs::api::c::Arguments& in) {
$(body)    return calls::$(name)($(arguments));
  });
}]], {
    declaration = declaration(call), name = call.name, body = body,
    result = call.returns and ", result" or "", arguments = table.concat(arguments, ", "),
  })
end

local function assign_field(f)
  local value = "value." .. f.name
  if f.kind == "string" or f.kind == "buffer" then
    return ("  assign(&out->%s, %s);"):format(f.name, value)
  elseif f.kind == "uuid" then
    return ("  value.%s.copy(out->%s, 32);"):format(f.name, f.name)
  elseif f.kind == "percent" then
    value = value .. ".value_or(-1.0F)"
  end
  return ("  out->%s = %s;"):format(f.name, value)
end

local function clear_field(f)
  if f.kind ~= "string" and f.kind ~= "buffer" then return nil end
  return ("  gs::api::c::clear(&value->%s);"):format(f.name)
end

local kStructSource = [[
// $(notice)
#include "api/c_call.hpp"

namespace gs::api::c {

$(assigns)
}  // namespace gs::api::c

$(frees)]]

local function assigns(s)
  return fill([[
void assign(gs_$(name)_record* out, const calls::$(type)& value) {
$(fields)}
void assign(gs_$(name)_list* out, const std::vector<calls::$(type)>& values) {
  make_items(out, values);
  for (std::size_t i = 0; i < values.size(); ++i) assign(&out->items[i], values[i]);
}
void clear(gs_$(name)_record* out) { gs_free_$(name)(out); }
void clear(gs_$(name)_list* out) { gs_free_$(name)_list(out); }
]], {name = s.name, type = text.camel(s.name), fields = lines(s.fields, assign_field)})
end

local function frees(s)
  return fill([[
void gs_free_$(name)(gs_$(name)_record* value) {
  if (!value) return;
$(fields)  *value = {};
}
void gs_free_$(name)_list(gs_$(name)_list* list) {
  if (!list) return;
  for (std::size_t i = 0; i < list->count; ++i) gs_free_$(name)(&list->items[i]);
  std::free(list->items);
  *list = {};
}
]], {name = s.name, fields = lines(s.fields, clear_field)})
end

local function core_symbols(path)
  local list = {}
  for line in io.lines(path) do
    local name = line:match("^%s*([%w_]+)%s*$")
    if name then list[#list + 1] = name end
  end
  return list
end

local function map(description, structs, core)
  local symbols = {"gs_free_buffer", "gs_free_strings"}
  for _, s in ipairs(structs) do
    symbols[#symbols + 1] = "gs_free_" .. s.name
    symbols[#symbols + 1] = "gs_free_" .. s.name .. "_list"
  end
  for _, call in ipairs(description.calls) do symbols[#symbols + 1] = "gs_" .. call.name end
  for _, name in ipairs(core) do symbols[#symbols + 1] = name end
  table.sort(symbols)
  return "# " .. text.kNotice .. "\nGUESTSCOPE_0.1 {\n  global:\n" ..
    lines(symbols, function(name) return "    " .. name .. ";" end) .. "  local:\n    *;\n};\n"
end

-- In C++ a function hides a struct of the same name.
local function check_tags(description, structs)
  local functions = {}
  for _, call in ipairs(description.calls) do functions[call.name] = true end
  for _, s in ipairs(structs) do
    for _, tag in ipairs {s.name .. "_record", s.name .. "_list"} do
      if functions[tag] then error("call '" .. tag .. "' has the name of a struct of C", 0) end
    end
  end
end

return function(description, arguments)
  local structs = cpp.reply_structs(description)
  check_tags(description, structs)
  local core = arguments[1] and core_symbols(arguments[1]) or {}
  local files = {
    ["guestscope_calls.h"] = fill(kHeader, {
      notice = text.kNotice,
      structs = lines(structs, struct),
      options = lines(description.calls, options),
      calls = lines(description.groups, function(group)
        return "/* ---- " .. group.title .. " ---- */\n\n" .. lines(group.calls, function(call)
          return comment(call) .. "\n" .. declaration(call) .. ";"
        end)
      end),
    }),
    ["c_structs.hpp"] = fill([[
// $(notice)
// Structs of replies into C, for api/c_call.hpp.
#pragma once

#include <guestscope_calls.h>

#include "guestscope/types.hpp"

namespace gs::api::c {

$(declarations)
}  // namespace gs::api::c
]], {
      notice = text.kNotice,
      declarations = lines(structs, function(s)
        return fill("void assign(gs_$(name)_record* out, const calls::$(type)& value);\n" ..
          "void assign(gs_$(name)_list* out, const std::vector<calls::$(type)>& values);\n" ..
          "void clear(gs_$(name)_record* out);\nvoid clear(gs_$(name)_list* out);",
          {name = s.name, type = text.camel(s.name)})
      end),
    }),
    ["c_structs.gen.cpp"] = fill(kStructSource, {
      notice = text.kNotice, assigns = lines(structs, assigns), frees = lines(structs, frees),
    }),
    ["guestscope.map"] = map(description, structs, core),
  }
  for _, group in ipairs(description.groups) do
    files["c_" .. group.name .. ".gen.cpp"] = fill([[
// $(notice)
#include "api/c_call.hpp"

namespace calls = gs::calls;

$(functions)]], {notice = text.kNotice, functions = lines(group.calls, definition)})
  end
  return files
end
