#include "script/lua_command_line.hpp"

#include <algorithm>

#include "lua.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"
#include "script/lua_cmd_object.hpp"
#include "script/lua_host.hpp"
#include "script/lua_option.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using qemu::Option;
using qemu::OptionId;

// Bounds on what one run notes; a hook that rewrites every option of a large guest stays far below.
constexpr std::size_t kMaxChanges = 20'000;
constexpr std::size_t kMaxNotedBytes = 32u << 20;

}  // namespace

LuaCommandLine& LuaCommandLine::self_at(lua_State* L, int index) {
  return **static_cast<LuaCommandLine**>(luaL_checkudata(L, index, kCommandLineType));
}

const Option& LuaCommandLine::option_at(lua_State* L, int index, LuaCommandLine** owner) {
  auto* handle = static_cast<OptionHandle*>(luaL_checkudata(L, index, kOptionType));
  *owner = handle->owner;
  if (const Option* option = handle->owner->line_.find(handle->id)) return *option;
  auto at = handle->owner->removed_at_.find(handle->id);
  raise_text(L, "this option was removed in line " +
                    std::to_string(at == handle->owner->removed_at_.end() ? 0 : at->second));
}

void LuaCommandLine::push(lua_State* L) {
  register_command_line_type(L);
  register_option_type(L);
  auto** self = static_cast<LuaCommandLine**>(lua_newuserdatauv(L, sizeof(LuaCommandLine*), 0));
  *self = this;
  luaL_setmetatable(L, kCommandLineType);
}

void LuaCommandLine::push_option(lua_State* L, OptionId id) {
  auto* handle = static_cast<OptionHandle*>(lua_newuserdatauv(L, sizeof(OptionHandle), 0));
  *handle = {this, id};
  luaL_setmetatable(L, kOptionType);
}

void LuaCommandLine::note(lua_State* L, ChangeKind kind, OptionId id,
                          std::vector<std::string> before, std::vector<std::string> after, int at) {
  if (before == after) return;
  // Neither is counted by the Lua state's own limits.
  for (const auto* list : {&before, &after})
    for (const std::string& word : *list) noted_bytes_ += word.size();
  if (changes_.size() >= kMaxChanges || noted_bytes_ > kMaxNotedBytes)
    luaL_error(L, "the hook changed too much (%d changes, %d MiB)",
               static_cast<int>(changes_.size()), static_cast<int>(noted_bytes_ >> 20));
  changes_.push_back({hook_, file_, at ? at : script_line(L), kind, id, std::move(before),
                      std::move(after)});
}

void LuaCommandLine::note_difference(lua_State* L, const CommandLine& old, int at) {
  for (const Option& was : old.options()) {
    const Option* now = line_.find(was.id);
    if (!now) {
      note(L, ChangeKind::kRemove, was.id, CommandLine::words(was), {}, at);
      removed_at_[was.id] = at ? at : script_line(L);
    } else if (now->value != was.value || now->spelling != was.spelling) {
      note(L, ChangeKind::kChange, was.id, CommandLine::words(was), CommandLine::words(*now), at);
    }
  }
  for (const Option& now : line_.options())
    if (!old.find(now.id)) note(L, ChangeKind::kAdd, now.id, {}, CommandLine::words(now), at);
}

void LuaCommandLine::remove(lua_State* L, OptionId id, int at) {
  const Option* option = line_.find(id);
  if (!option) return;
  note(L, ChangeKind::kRemove, id, CommandLine::words(*option), {}, at);
  line_.remove(id);
  removed_at_[id] = at ? at : script_line(L);
}

OptionId LuaCommandLine::insert(lua_State* L, std::string_view name,
                                std::optional<std::string> value, OptionId place, bool before) {
  auto id = !place   ? line_.append(name, std::move(value))
            : before ? line_.insert_before(place, name, std::move(value))
                     : line_.insert_after(place, name, std::move(value));
  if (!id) raise(L, id.error());
  note(L, ChangeKind::kAdd, *id, {}, CommandLine::words(*line_.find(*id)));
  return *id;
}

void LuaCommandLine::set_value(lua_State* L, OptionId id, std::optional<std::string> value,
                               int at) {
  if (!line_.find(id)) luaL_error(L, "this option was removed while it was set");
  const Option& option = *line_.find(id);
  const qemu::OptionInfo* info = qemu::find_option(option.name);
  if (info && info->takes_value() != value.has_value())
    luaL_error(
        L, "option -%s %s", option.name.c_str(),
        info->takes_value() ? "needs a value (cmd:remove takes an option out)" : "takes no value");
  if (option.is_image() && (!value || value->starts_with('-')))
    luaL_error(L, "a disk image needs a name that does not start with '-'");
  auto before = CommandLine::words(option);
  line_.set_value(id, std::move(value));
  note(L, ChangeKind::kChange, id, std::move(before), CommandLine::words(*line_.find(id)), at);
}

void LuaCommandLine::edit(lua_State* L, const std::function<Status(CommandLine&)>& change, int at) {
  LuaHost::charge(L, line_.options().size());
  CommandLine draft = line_;
  if (Status status = change(draft); !status) raise(L, status.error());
  std::swap(line_, draft);  // draft is the old line now
  note_difference(L, draft, at);
}

void LuaCommandLine::take_result(lua_State* L, int index, int at) {
  if (lua_isnil(L, index) || luaL_testudata(L, index, kCommandLineType)) return;
  if (!lua_istable(L, index))
    luaL_error(L, "rewrite returned a %s: return nothing, cmd, or a list of words",
               luaL_typename(L, index));
  auto words = word_list_arg(L, index);
  LuaHost::charge(L, line_.options().size() + words.size());
  CommandLine old = line_;
  line_.assign(std::move(words));
  note_difference(L, old, at);
}

void LuaCommandLine::take_option_result(lua_State* L, int index, OptionId id, int at) {
  const Option* option = line_.find(id);
  if (!option || lua_isnil(L, index)) return;
  if (auto* handle = static_cast<OptionHandle*>(luaL_testudata(L, index, kOptionType))) {
    if (handle->id == id) return;
    luaL_error(L, "the function for -%s returned another option", option->name.c_str());
  }
  if (!lua_istable(L, index)) return set_value(L, id, word_arg(L, index), at);
  if (is_property_table(L, index)) {
    bool json = qemu::value_style(*option) == qemu::ValueStyle::kJson;
    const std::string name = option->name;  // a metamethod of the table may change the line
    std::string value = value_from_table(L, index, name, json);
    if (line_.find(id)) set_value(L, id, std::move(value), at);
    return;
  }
  auto words = word_list_arg(L, index);
  if (words.empty()) return remove(L, id, at);
  if (!line_.find(id)) return;
  edit(
      L,
      [&](CommandLine& line) -> Status {
        OptionId place = id;
        for (const Option& o : CommandLine::parse(words).options()) {
          auto added = line.insert_after(place, o.spelling, o.value);
          if (!added) return tl::unexpected<Error>(added.error());
          place = *added;
        }
        line.remove(id);
        return {};
      },
      at);
}

}  // namespace gs::script
