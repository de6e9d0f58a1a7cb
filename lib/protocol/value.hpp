// One argument or result of a call, whatever its kind: for everything that handles calls by their
// description (tracing, shell, Lua). Strings may hold any bytes, NUL among them: they come from a
// guest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/call_table.hpp"

namespace gs::protocol {

struct Value;
using StringList = std::vector<std::string>;
using Hashtable = std::vector<std::pair<std::string, std::string>>;  // in wire order

struct StructValue {
  const StructInfo* info = nullptr;
  std::vector<Value> fields;  // as many as info->fields
  bool operator==(const StructValue&) const;
};

struct StructList {
  const StructInfo* info = nullptr;
  std::vector<StructValue> rows;
  bool operator==(const StructList&) const;
};

// What stands in data, by kind:
//   kNone, files               std::monostate
//   kInt32 kInt64, and the fields kInt32 kInt64 kBytes kChar   std::int64_t
//   fields kUint32 kUint64     std::uint64_t
//   field kOptPercent          float (-1: absent)
//   kBool                      bool
//   kString kBuffer, fields kString kBuffer kUuid              std::string
//   kOptString                 std::optional<std::string>
//   the rest                   the type of the same name
struct Value {
  using Data =
      std::variant<std::monostate, bool, std::int64_t, std::uint64_t, float, std::string,
                   std::optional<std::string>, StringList, Hashtable, StructValue, StructList>;
  Data data;

  Value() = default;
  template <class T>
  requires(std::is_same_v<T, bool> || std::is_same_v<T, float>) Value(T v) : data(v) {}
  Value(int v) : data(std::int64_t{v}) {}
  Value(std::int64_t v) : data(v) {}
  Value(std::uint64_t v) : data(v) {}
  Value(const char* v) : data(std::string(v)) {}
  Value(std::string v) : data(std::move(v)) {}
  Value(std::optional<std::string> v) : data(std::move(v)) {}
  Value(StringList v) : data(std::move(v)) {}
  Value(Hashtable v) : data(std::move(v)) {}
  Value(StructValue v) : data(std::move(v)) {}
  Value(StructList v) : data(std::move(v)) {}

  bool is_none() const { return std::holds_alternative<std::monostate>(data); }
  // nullptr where it is of another type.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&data);
  }
  bool operator==(const Value&) const = default;
};

inline bool StructValue::operator==(const StructValue& o) const {
  return info == o.info && fields == o.fields;
}
inline bool StructList::operator==(const StructList& o) const {
  return info == o.info && rows == o.rows;
}

}  // namespace gs::protocol
