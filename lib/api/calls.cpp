#include "api/calls.hpp"

#include <algorithm>

namespace gs::api {

const protocol::CallInfo* find_call(std::uint32_t number) {
  auto all = calls();
  auto it = std::ranges::lower_bound(all, number, {}, &protocol::CallInfo::number);
  return it != all.end() && it->number == number ? &*it : nullptr;
}

const protocol::CallInfo* find_call(std::string_view name) {
  auto all = calls();
  auto it = std::ranges::find(all, name, &protocol::CallInfo::name);
  return it != all.end() ? &*it : nullptr;
}

const protocol::StructInfo* find_struct(std::string_view name) {
  auto all = structs();
  auto it = std::ranges::find(all, name, &protocol::StructInfo::name);
  return it != all.end() ? &*it : nullptr;
}

}  // namespace gs::api
