-- The protocol in the language of rpcgen: guestscope_protocol.x. Layout as on the wire (RFC 4506);
-- every variable length has the bound that a message of 4 MiB allows, so that code made by rpcgen
-- takes no memory that the bytes cannot fill.
local text = require "generate.text"
local lines, fill = text.lines, text.fill

local kMessageMax <const> = 4194304
local kHeaderSize <const> = 40
-- Of one string or buffer: what is left beside the header and its length.
local kStringMax <const> = kMessageMax - kHeaderSize - 4

-- Fewest bytes on the wire.
local kLeast = {
  int32 = 4, int64 = 8, uint32 = 4, uint64 = 8, size = 8, string = 4, buffer = 4, char = 4,
  uuid = 32, percent = 4,
}

local kTypes = {
  int32 = "int", int64 = "hyper", uint32 = "unsigned int", uint64 = "unsigned hyper",
  size = "hyper", bool = "bool", char = "int", percent = "float",
}

-- A declaration; rpcgen wants typedefs for lists of strings.
local function declaration(p)
  local kind, name = p.kind, p.name
  if kTypes[kind] then return kTypes[kind] .. " " .. name end
  if kind == "string" then return "string " .. name .. "<GSX_STRING_MAX>" end
  if kind == "buffer" then return "opaque " .. name .. "<GSX_STRING_MAX>" end
  if kind == "opt_string" then return "gsx_text *" .. name end
  if kind == "uuid" then return "opaque " .. name .. "[GSX_UUID_SIZE]" end
  if kind == "struct" then return "gsx_" .. p.struct .. " " .. name end
  if kind == "struct_list" then return "gsx_" .. p.struct .. "_list " .. name end
  return "gsx_text_list " .. name -- string_list and hashtable
end

local function members(list)
  return lines(list, function(p) return "  " .. declaration(p) .. ";" end)
end

local function arguments(call)
  local body = {}
  for _, p in ipairs(call.parameters) do
    if p.kind ~= "file_in" and p.kind ~= "file_out" then body[#body + 1] = p end
  end
  for _, p in ipairs(call.optional) do body[#body + 1] = p end
  if #body == 0 then return nil end
  return "struct gsx_" .. call.name .. "_args {\n" .. members(body) .. "};\n"
end

local function struct(s)
  local least = 0
  for _, f in ipairs(s.fields) do least = least + kLeast[f.kind] end
  return ("struct gsx_%s {\n%s};\ntypedef gsx_%s gsx_%s_list<%d>;\n"):format(s.name,
    members(s.fields), s.name, s.name, kStringMax // least)
end

local kFile = [[
/* $(notice)
 * The protocol between a client and the daemon in the appliance, for rpcgen. In front of every
 * message and chunk goes its length, or a flag instead of a length.
 */

const GSX_PROGRAM = 0x2000F5F5;
const GSX_PROTOCOL_VERSION = 4;
const GSX_MESSAGE_MAX = $(message_max);  /* of what a length word counts */
const GSX_STRING_MAX = $(string_max);   /* of one string in it */
const GSX_LIST_MAX = $(list_max);     /* strings in it */
const GSX_CHUNK_MAX = 8192;
const GSX_ERRNO_MAX = 32;
const GSX_ERROR_MAX = 65536;
const GSX_UUID_SIZE = 32;

const GSX_LAUNCH_FLAG = 0xF5F55FF5;
const GSX_CANCEL_FLAG = 0xFFFFEEEE;
const GSX_PROGRESS_FLAG = 0xFFFF5555;

enum gsx_direction { GSX_CALL = 0, GSX_REPLY = 1 };
enum gsx_status { GSX_OK = 0, GSX_ERROR = 1 };

struct gsx_header {
  unsigned int prog;
  unsigned int vers;
  unsigned int proc;
  gsx_direction direction;
  unsigned int serial;
  unsigned hyper progress_hint;
  unsigned hyper optargs_bitmask;
  gsx_status status;
};

struct gsx_error {
  string errno_name<GSX_ERRNO_MAX>;
  string message<GSX_ERROR_MAX>;
};

struct gsx_chunk {
  int cancel;
  opaque data<GSX_CHUNK_MAX>;
};

struct gsx_progress {
  unsigned int proc;
  unsigned int serial;
  unsigned hyper position;
  unsigned hyper total;
};

typedef string gsx_text<GSX_STRING_MAX>;
typedef gsx_text gsx_text_list<GSX_LIST_MAX>;

$(structs)
$(arguments)
$(results)
enum gsx_procedure {
$(procedures)
};
]]

return function(description)
  return {
    ["guestscope_protocol.x"] = fill(kFile, {
      notice = text.kNotice,
      message_max = kMessageMax,
      string_max = kStringMax,
      list_max = kStringMax // 4,
      structs = lines(description.structs, struct),
      arguments = lines(description.calls, arguments),
      results = lines(description.calls, function(call)
        if not call.returns then return nil end
        return "struct gsx_" .. call.name .. "_result {\n" .. members {call.returns} .. "};\n"
      end),
      procedures = text.join(description.calls, ",\n", function(call)
        return "  GSX_PROC_" .. call.name:upper() .. " = " .. call.number
      end),
    }),
  }
end
