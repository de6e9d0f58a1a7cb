// Reading data that is written as Lua tables (rules, stage markers), strictly: a key that nobody
// knows, a value of the wrong type or a missing one is an error that names the file and the entry.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "event/stage.hpp"
#include "event/stage_tracker.hpp"
#include "script/lua_host.hpp"

namespace gs::trace {

// One table on the Lua stack. Its functions throw std::runtime_error, which LuaHost turns into an
// Error; use it only inside LuaHost::run.
class LuaTable {
 public:
  LuaTable(lua_State* L, int index, std::string where);
  void only(std::initializer_list<std::string_view> keys) const;
  std::optional<std::string> text(const char* key) const;
  std::string required_text(const char* key) const;
  // A string, or a list of strings; empty where the key is missing.
  std::vector<std::string> texts(const char* key) const;
  std::optional<Stage> stage(const char* key) const;
  std::optional<Confidence> confidence(const char* key) const;
  // Calls body with the table under key, if there is one.
  void table(const char* key, const std::function<void(const LuaTable&)>& body) const;
  [[noreturn]] void fail(const std::string& what) const;

 private:
  lua_State* L_;
  int index_;
  std::string where_;
};

// Runs a Lua file that returns a list of tables and hands each of them to entry.
Status read_entries(script::LuaHost& host, std::string_view name, std::string_view text,
                    const std::function<void(const LuaTable&)>& entry);

// Lua patterns on lines of a log. A pattern costs up to O(n^k), so only the first kMaxPatternBytes
// of what is given are looked at.
inline constexpr std::size_t kMaxPatternBytes = 2048;
bool pattern_is_valid(script::LuaHost& host, const std::string& pattern);
bool pattern_matches(script::LuaHost& host, const std::string& pattern, std::string_view line);

std::string_view to_string(Confidence confidence);

}  // namespace gs::trace
