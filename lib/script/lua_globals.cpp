#include "script/lua_globals.hpp"

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/secrets.hpp"
#include "qemu/size_text.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

int size(lua_State* L) {
  auto bytes = qemu::parse_size(text_arg(L, 1));
  if (!bytes) raise(L, bytes.error());
  lua_pushinteger(L, static_cast<lua_Integer>(*bytes));
  return 1;
}

int size_text(lua_State* L) {
  lua_Integer bytes = luaL_checkinteger(L, 1);
  luaL_argcheck(L, bytes >= 0, 1, "a size is not negative");
  push_text(L, qemu::format_size(static_cast<std::uint64_t>(bytes)));
  return 1;
}

int lua_split_list(lua_State* L) {
  push_list(L, split_list(text_arg(L, 1)));
  return 1;
}

int lua_split_words(lua_State* L) {
  auto words = split_words(text_arg(L, 1));
  if (!words) raise(L, words.error());
  push_list(L, *words);
  return 1;
}

int takes_value(lua_State* L) {
  std::vector<std::string> words = {std::string(text_arg(L, 1))};
  if (!lua_isnoneornil(L, 2)) words.emplace_back(text_arg(L, 2));
  auto line = qemu::CommandLine::parse(std::move(words));
  const qemu::Option& option = line.options().front();
  lua_pushboolean(L, !option.is_image() && (option.value || option.incomplete()));
  return 1;
}

int lua_shell_quote(lua_State* L) {
  push_text(L, shell_join(word_list_arg(L, 1)));
  return 1;
}

int mask_secrets(lua_State* L) {
  push_list(L, qemu::masked_words(qemu::CommandLine::parse(word_list_arg(L, 1))));
  return 1;
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  if (text.empty()) return items;
  items.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool comma = text[i] == ',';
    if (comma && i + 1 < text.size() && text[i + 1] == ',') {
      items.back() += ',';
      ++i;
    } else if (comma) {
      items.emplace_back();
    } else {
      items.back() += text[i];
    }
  }
  for (std::string& item : items) item = trim(item);
  return items;
}

Result<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;  // a word has begun, maybe an empty one in quotes
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!quote && blank) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (quote && c == quote) {
      quote = 0;
    } else if (!quote && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size() &&
               (!quote || text[i + 1] == '"' || text[i + 1] == '\\')) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  if (quote)
    return fail(ErrorCode::kUsage, "a quote is not closed in: " + printable(text),
                "end the quoted word with " + std::string(1, quote));
  return words;
}

void register_hook_globals(lua_State* L) {
  static constexpr luaL_Reg kGlobals[] = {
      {"size", size},
      {"size_text", size_text},
      {"split_list", lua_split_list},
      {"split_words", lua_split_words},
      {"takes_value", takes_value},
      {"shell_quote", lua_shell_quote},
      {"mask_secrets", mask_secrets},
      {nullptr, nullptr},
  };
  lua_pushglobaltable(L);
  luaL_setfuncs(L, kGlobals, 0);
  lua_pop(L, 1);
}

}  // namespace gs::script
