// The shapes of the daemon's calls as data: what a decoder, a dispatcher or a manual needs to know
// about a procedure without having been compiled for it. The rows are made by lib/api's generator;
// this header only says what a row is. Everything points at static storage; no ownership, safe from
// any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gs::protocol {

// How a value lies on the wire (protocol.md, section 1).
enum class WireKind : std::uint8_t {
  kNone,        // no value: a call that only succeeds
  kInt32,       // 4 bytes, signed
  kInt64,       // 8 bytes, signed
  kBool,        // 4 bytes, 0 or 1
  kString,      // length, bytes, padding
  kOptString,   // 0, or 1 and a string
  kStringList,  // count, strings
  kHashtable,   // as a string list: key, value, key, value
  kBuffer,      // length, any bytes, padding
  kStruct,      // the fields of Parameter::structure, in order
  kStructList,  // count, structs
  kFileIn,      // not in the body: chunks from the client follow the call
  kFileOut,     // not in the body: chunks from the daemon follow the reply
};

// What a string stands for; it decides which checks and translations apply (protocol.md, section
// 11).
enum class Meaning : std::uint8_t {
  kPlain,
  kPathname,         // absolute, below the sysroot
  kFilename,         // one path component
  kDevice,           // /dev/...
  kMountable,        // a device or btrfsvol:DEVICE/VOLUME
  kDevOrPath,        // kDevice or kPathname
  kMountableOrPath,  // kMountable or kPathname
  kGuid,
  kKey,  // secret: never logged
};

enum class FieldKind : std::uint8_t {
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kBytes,  // int64 that counts bytes
  kString,
  kBuffer,
  kChar,        // int32 on the wire
  kUuid,        // 32 raw bytes, no length
  kOptPercent,  // IEEE single, -1 is "absent"
};

struct FieldInfo {
  std::string_view name;
  FieldKind kind;
};

struct StructInfo {
  std::string_view name;
  std::span<const FieldInfo> fields;
};

struct Parameter {
  std::string_view name;
  WireKind kind = WireKind::kNone;
  Meaning meaning =
      Meaning::kPlain;  // of the string, of a list's elements, of a hashtable's values
  const StructInfo* structure = nullptr;  // kStruct and kStructList only
  Meaning key_meaning = Meaning::kPlain;  // of a hashtable's keys
};

enum class Visibility : std::uint8_t { kPublic, kInternal, kDebug };

struct CallInfo {
  std::string_view name;  // "list_devices"
  std::uint32_t number = 0;
  std::span<const Parameter>
      parameters;                       // required ones, in wire order, file parameters among them
  std::span<const Parameter> optional;  // index = bit of the header's optargs_bitmask
  Parameter result;                     // kNone: returns nothing
  bool file_in = false;
  bool file_out = false;
  bool progress = false;
  bool cancellable = false;
  std::string_view group;  // feature group, "" = always available
  bool deprecated = false;
  std::string_view replacement;  // "" = none
  Visibility visibility = Visibility::kPublic;
  std::string_view added;  // libguestfs version
  std::string_view help;   // one line, no full stop
};

// How the rest of lib/protocol asks for a row: api::find_call is one. nullptr: there is no such
// call.
using CallFinder = const CallInfo* (*)(std::uint32_t number);

}  // namespace gs::protocol
