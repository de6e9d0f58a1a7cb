// A small call table for unit tests and fuzzers: some real calls with their numbers, and two that
// do not exist, with every kind of argument, result and field. The real table is lib/api's.
#pragma once

#include <algorithm>
#include <iterator>

#include "protocol/call_table.hpp"

namespace gs::protocol::sample {

using WK = WireKind;

inline constexpr FieldInfo kEveryField[] = {
    {"i32", FieldKind::kInt32},    {"i64", FieldKind::kInt64},   {"u32", FieldKind::kUint32},
    {"u64", FieldKind::kUint64},   {"bytes", FieldKind::kBytes}, {"string", FieldKind::kString},
    {"buf", FieldKind::kBuffer},   {"char", FieldKind::kChar},   {"uuid", FieldKind::kUuid},
    {"pc", FieldKind::kOptPercent}};
inline constexpr StructInfo kEveryStruct{"every_field", kEveryField};
inline constexpr FieldInfo kDirent[] = {
    {"ino", FieldKind::kInt64}, {"ftyp", FieldKind::kChar}, {"name", FieldKind::kString}};
inline constexpr StructInfo kDirentStruct{"dirent", kDirent};

inline constexpr Parameter kPath[] = {{"path", WK::kString, Meaning::kPathname}};
inline constexpr Parameter kMount[] = {{"mountable", WK::kString, Meaning::kMountable},
                                       {"mountpoint", WK::kString}};
inline constexpr Parameter kFollow[] = {{"followsymlinks", WK::kBool}};
inline constexpr Parameter kUpload[] = {{"filename", WK::kFileIn},
                                        {"remotefilename", WK::kString, Meaning::kDevOrPath}};
inline constexpr Parameter kDownload[] = {{"remotefilename", WK::kString, Meaning::kDevOrPath},
                                          {"filename", WK::kFileOut}};
inline constexpr Parameter kPread[] = {
    {"path", WK::kString, Meaning::kPathname}, {"count", WK::kInt32}, {"offset", WK::kInt64}};
inline constexpr Parameter kWrite[] = {{"path", WK::kString, Meaning::kPathname},
                                       {"content", WK::kBuffer}};
inline constexpr Parameter kMkfs[] = {{"fstype", WK::kString},
                                      {"device", WK::kString, Meaning::kDevice}};
inline constexpr Parameter kMkfsOptional[] = {{"blocksize", WK::kInt32},
                                              {"features", WK::kString},
                                              {"inode", WK::kInt32},
                                              {"sectorsize", WK::kInt32},
                                              {"label", WK::kString}};
inline constexpr Parameter kDefvar[] = {{"name", WK::kString}, {"expr", WK::kOptString}};
inline constexpr Parameter kEvery[] = {{"i32", WK::kInt32},       {"i64", WK::kInt64},
                                       {"flag", WK::kBool},       {"string", WK::kString},
                                       {"opt", WK::kOptString},   {"list", WK::kStringList},
                                       {"table", WK::kHashtable}, {"buffer", WK::kBuffer}};
inline constexpr Parameter kEveryOptional[] = {{"oi32", WK::kInt32},
                                               {"oi64", WK::kInt64},
                                               {"oflag", WK::kBool},
                                               {"ostring", WK::kString},
                                               {"olist", WK::kStringList}};

enum class File { kNo, kIn, kOut };

constexpr CallInfo row(std::string_view name, std::uint32_t number,
                       std::span<const Parameter> parameters = {}, Parameter result = {},
                       std::span<const Parameter> optional = {}, File file = File::kNo) {
  CallInfo call;
  call.name = name;
  call.number = number;
  call.parameters = parameters;
  call.optional = optional;
  call.result = result;
  call.file_in = file == File::kIn;
  call.file_out = file == File::kOut;
  return call;
}

constexpr Parameter result(WireKind kind, const StructInfo* structure = nullptr) {
  return {"result", kind, Meaning::kPlain, structure};
}

inline constexpr CallInfo kCalls[] = {
    row("mount", 1, kMount),
    row("touch", 3, kPath),
    row("list_devices", 7, {}, result(WK::kStringList)),
    row("aug_defvar", 17, kDefvar, result(WK::kInt32)),
    row("exists", 36, kPath, result(WK::kBool)),
    row("is_file", 37, kPath, result(WK::kBool), kFollow),
    row("upload", 66, kUpload, {}, {}, File::kIn),
    row("download", 67, kDownload, {}, {}, File::kOut),
    row("ping_daemon", 92),
    row("readdir", 138, kPath, result(WK::kStructList, &kDirentStruct)),
    row("pread", 207, kPread, result(WK::kBuffer)),
    row("filesize", 218, kPath, result(WK::kInt64)),
    row("internal_write", 246, kWrite),
    row("mkfs", 278, kMkfs, {}, kMkfsOptional),
    row("internal_autosync", 282),
    row("inspect_get_mountpoints", 500, {}, result(WK::kHashtable)),
    row("every_kind", 9001, kEvery, result(WK::kStructList, &kEveryStruct), kEveryOptional),
    row("every_result", 9002, {}, result(WK::kStruct, &kEveryStruct)),
    row("a_string", 9003, {}, result(WK::kString)),
};

inline const CallInfo* find(std::uint32_t number) {
  const auto* found = std::find_if(std::begin(kCalls), std::end(kCalls),
                                   [&](const CallInfo& c) { return c.number == number; });
  return found == std::end(kCalls) ? nullptr : found;
}

}  // namespace gs::protocol::sample
