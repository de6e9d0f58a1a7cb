#include "script/change_report.hpp"

#include <algorithm>
#include <map>

#include "base/common_subsequence.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "qemu/kernel_words.hpp"
#include "qemu/machine.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"
#include "qemu/secrets.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using qemu::Option;
using qemu::OptionId;
using Kind = ChangeItem::Kind;

// A property, or a word of the kernel's command line.
struct Fact {
  std::string key, value;  // value as it is
  std::string shown;       // masked
};

std::vector<Fact> facts_of(const Option& option) {
  std::vector<Fact> facts;
  if (option.name == "append") {
    const std::string text = option.value.value_or("");
    for (const qemu::KernelWord& w : qemu::split_kernel_words(text)) {
      std::string word = text.substr(w.begin, w.end - w.begin);
      facts.push_back({w.key, word, word});
    }
    return facts;
  }
  auto plain = qemu::properties(option);
  auto shown = qemu::properties(qemu::masked(option));
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::string key = plain[i].key;
    if (option.name == "machine" || option.name == "cpu")
      std::replace(key.begin(), key.end(), '_', '-');
    facts.push_back({std::move(key), plain[i].value,
                     i < shown.size() ? std::move(shown[i].value) : std::move(plain[i].value)});
  }
  return facts;
}

std::vector<Fact> facts_of(const std::vector<std::string>& words) {
  auto options = CommandLine::parse(words).options();
  return options.empty() ? std::vector<Fact>() : facts_of(options.front());
}

std::vector<std::string> values_of(const std::vector<Fact>& facts, std::string_view key) {
  std::vector<std::string> values;
  for (const Fact& f : facts)
    if (f.key == key) values.push_back(f.value);
  return values;
}

std::string quoted(std::string_view text) { return shell_quote(printable(text)); }

std::string quoted_words(const Option& option) {
  std::vector<std::string> words = CommandLine::words(qemu::masked(option));
  for (std::string& w : words) w = printable(w);
  return shell_join(words);
}

class Reporter {
 public:
  Reporter(const CommandLine& before, const CommandLine& after, const std::vector<HookChange>& log)
      : before_(before), after_(after) {
    for (const HookChange& c : log)
      if (c.kind == ChangeKind::kExec)
        exec_.push_back(&c);
      else
        records_[c.option].push_back(&c);
  }

  std::vector<ChangeItem> report() {
    report_exec();
    pair_removed_with_added();
    // Places in the old line up to which the removed ones have been told.
    std::size_t told = 0;
    for (std::size_t i = 0; i < after_.options().size(); ++i) {
      const Option& now = after_.options()[i];
      std::size_t old = place_in_old(now.id);
      if (old < before_.options().size() && old >= told) {
        for (; told < old; ++told) report_removed(before_.options()[told]);
        told = old + 1;
      } else {
        // As in a diff: what went away at this place stands in front of what came.
        while (told < before_.options().size() && !after_.find(before_.options()[told].id))
          report_removed(before_.options()[told++]);
      }
      report_new(i);
    }
    for (; told < before_.options().size(); ++told) report_removed(before_.options()[told]);
    return std::move(items_);
  }

 private:
  using Records = std::vector<const HookChange*>;

  static ChangeOrigin origin_of(const HookChange& c) { return {c.hook, c.file, c.line}; }

  std::size_t place_in_old(OptionId id) const {
    const auto& options = before_.options();
    auto it = std::find_if(options.begin(), options.end(),
                           [id](const Option& o) { return o.id == id; });
    return static_cast<std::size_t>(it - options.begin());
  }

  void add(ChangeItem item, const Records& records) {
    for (const HookChange* c : records) {
      ChangeOrigin o = origin_of(*c);
      std::erase(item.also, o);
      item.also.push_back(std::move(o));
    }
    if (!item.also.empty()) {
      item.origin = std::move(item.also.back());
      item.also.pop_back();
    }
    items_.push_back(std::move(item));
  }

  void report_exec() {
    for (std::size_t i = 0; i < exec_.size(); ++i) {
      const HookChange& c = *exec_[i];
      std::vector<std::string> what = c.after;
      std::string kind = std::move(what.front());
      what.erase(what.begin());
      // Of a program, and of a variable, the last one counts.
      bool variable = kind == "setenv" || kind == "unsetenv";
      auto replaces = [&](const HookChange* later) {
        const std::string& k = later->after[0];
        bool same = variable ? (k == "setenv" || k == "unsetenv") && later->after[1] == what[0]
                             : kind == "program" && k == kind;
        return same;
      };
      if (std::any_of(exec_.begin() + static_cast<std::ptrdiff_t>(i) + 1, exec_.end(), replaces))
        continue;
      ChangeItem item{.kind = Kind::kExec, .option = kind};
      std::vector<std::string> shown = what;
      for (std::string& w : shown) w = printable(w);
      item.after = shell_join(shown);
      if (kind == "under") item.text = "run under: " + *item.after;
      if (kind == "program") item.text = "program: " + *item.after;
      if (kind == "unsetenv") item.text = "environment: without " + *item.after;
      if (kind == "setenv") {
        item.after = shell_quote(shown[0] + "=" + shown[1]);
        item.text = "environment: " + *item.after;
      }
      add(std::move(item), {&c});
    }
  }

  // A removed option and an added one that are the same thing to people: a move, or a change.
  void pair_removed_with_added() {
    std::vector<const Option*> gone, fresh;
    for (const Option& o : before_.options())
      if (!after_.find(o.id)) gone.push_back(&o);
    for (const Option& o : after_.options())
      if (!before_.find(o.id)) fresh.push_back(&o);
    auto pair = [&](auto&& alike) {
      for (const Option*& g : gone) {
        for (const Option*& f : fresh) {
          if (!g || !f || g->name != f->name || !alike(*g, *f)) continue;
          old_of_[f->id] = g->id;
          paired_.push_back(g->id);
          g = f = nullptr;
        }
      }
    };
    pair([](const Option& a, const Option& b) { return a.value == b.value; });
    pair([](const Option& a, const Option& b) {
      std::string x, y;
      return qemu::defines(a, &x) == qemu::defines(b, &y) && !x.empty() && x == y;
    });
    auto only_one = [](const std::vector<const Option*>& list, std::string_view name) {
      return std::count_if(list.begin(), list.end(),
                           [&](const Option* o) { return o && o->name == name; }) == 1;
    };
    pair([&](const Option& a, const Option&) {
      return !a.is_image() && qemu::repeat_of(a.name) != qemu::Repeat::kList &&
             only_one(gone, a.name) && only_one(fresh, a.name);
    });
  }

  // "-device net0", "-machine", "-drive #2": which option is meant.
  std::string label(const Option& option) const {
    if (option.is_image()) return "disk image";
    std::string text = printable(option.spelling), id;
    if (qemu::defines(option, &id) != qemu::IdGroup::kNone && !id.empty())
      return text + " " + printable(id);
    if (option.name == "device")
      if (auto driver = qemu::get_property(option, "driver")) return text + " " + printable(*driver);
    auto ids = after_.find(option.name);
    if (ids.size() < 2) return text;
    auto at = std::find(ids.begin(), ids.end(), option.id) - ids.begin() + 1;
    return text + " #" + std::to_string(at);
  }

  Records records_of(OptionId id, OptionId other = 0) const {
    Records all;
    for (OptionId i : {other, id})
      if (auto it = records_.find(i); it != records_.end())
        all.insert(all.end(), it->second.begin(), it->second.end());
    return all;
  }

  void report_removed(const Option& option) {
    if (after_.find(option.id) ||
        std::find(paired_.begin(), paired_.end(), option.id) != paired_.end())
      return;
    ChangeItem item{.kind = Kind::kRemove, .option = option.name};
    item.before = item.text = quoted_words(option);
    Records records = records_of(option.id);
    if (!records.empty()) records.erase(records.begin(), records.end() - 1);
    add(std::move(item), records);
  }

  void report_new(std::size_t i) {
    const Option& now = after_.options()[i];
    auto paired = old_of_.find(now.id);
    OptionId old_id = paired == old_of_.end() ? 0 : paired->second;
    const Option* old = before_.find(old_id ? old_id : now.id);
    ChangeItem item{.kind = Kind::kAdd, .option = now.name};
    if (!old) {
      item.after = item.text = quoted_words(now);
      Records records = records_of(now.id);
      // The one that added it is what people look for.
      std::reverse(records.begin(), records.end());
      add(std::move(item), records);
      return;
    }
    if (old->value == now.value && old->spelling == now.spelling) {
      if (!old_id) return;
      item.kind = Kind::kMove;
      item.before = item.after = quoted_words(now);
      item.text = *item.after + (i ? "  behind  " + quoted_words(after_.options()[i - 1])
                                   : "  to the front");
      add(std::move(item), records_of(now.id));
      return;
    }
    report_changed(*old, now, records_of(now.id, old_id));
  }

  void report_changed(const Option& old, const Option& now, const Records& records) {
    std::vector<Fact> was = facts_of(old), is = facts_of(now);
    std::vector<std::string> keys;
    for (const auto* list : {&is, &was})
      for (const Fact& f : *list)
        if (std::find(keys.begin(), keys.end(), f.key) == keys.end()) keys.push_back(f.key);
    std::size_t items_before = items_.size();
    for (const std::string& key : keys)
      if (values_of(was, key) != values_of(is, key)) report_property(now, key, was, is, records);
    if (items_.size() > items_before) return;
    // No properties, or only their spelling or order.
    ChangeItem item{.kind = Kind::kChange, .option = now.name};
    item.before = quoted_words(old);
    item.after = quoted_words(now);
    bool value_only = old.spelling == now.spelling && old.value && now.value;
    item.text = value_only ? label(now) + ": " + quoted(*qemu::masked(old).value) + " -> " +
                                 quoted(*qemu::masked(now).value)
                           : *item.before + " -> " + *item.after;
    add(std::move(item), records);
  }

  void report_property(const Option& option, const std::string& key, const std::vector<Fact>& was,
                       const std::vector<Fact>& is, const Records& records) {
    Records touching;
    for (const HookChange* c : records)
      if (values_of(facts_of(c->before), key) != values_of(facts_of(c->after), key))
        touching.push_back(c);
    std::vector<const Fact*> old, now;
    for (const Fact& f : was)
      if (f.key == key) old.push_back(&f);
    for (const Fact& f : is)
      if (f.key == key) now.push_back(&f);
    auto same = common_subsequence(old.size(), now.size(), [&](std::size_t a, std::size_t b) {
      return old[a]->value == now[b]->value;
    });
    for (auto it = same.rbegin(); it != same.rend(); ++it) {
      old.erase(old.begin() + static_cast<std::ptrdiff_t>(it->first));
      now.erase(now.begin() + static_cast<std::ptrdiff_t>(it->second));
    }
    const bool word = option.name == "append";
    auto spelled = [&](const Fact& f) { return word ? f.shown : key + "=" + f.shown; };
    for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i) {
      const Fact* a = i < old.size() ? old[i] : nullptr;
      const Fact* b = i < now.size() ? now[i] : nullptr;
      ChangeItem item{.kind = Kind::kChange, .option = option.name};
      item.property = key;
      if (a) item.before = a->shown;
      if (b) item.after = b->shown;
      item.text = label(option) + ": ";
      if (a && b)
        item.text += (word ? "" : printable(key) + " ") + quoted(a->shown) + " -> " + quoted(b->shown);
      else
        item.text += (b ? "+ " : "- ") + quoted(spelled(b ? *b : *a));
      add(std::move(item), touching.empty() ? records : touching);
    }
  }

  const CommandLine& before_;
  const CommandLine& after_;
  Records exec_;
  std::map<OptionId, Records> records_;  // in order
  std::map<OptionId, OptionId> old_of_;  // a new option that stands for a removed one
  std::vector<OptionId> paired_;         // those removed ones
  std::vector<ChangeItem> items_;
};

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::kAdd:
      return "add";
    case Kind::kRemove:
      return "remove";
    case Kind::kMove:
      return "move";
    case Kind::kExec:
      return "exec";
    case Kind::kChange:
      break;
  }
  return "change";
}

std::string json_of(const ChangeOrigin& o) {
  return "\"hook\":" + json_bytes(o.hook) + ",\"file\":" + json_bytes(o.file) +
         ",\"line\":" + std::to_string(o.line);
}

}  // namespace

std::vector<ChangeItem> change_report(const CommandLine& before, const CommandLine& after,
                                      const std::vector<HookChange>& log) {
  return Reporter(before, after, log).report();
}

char mark_of(Kind kind) {
  switch (kind) {
    case Kind::kAdd:
      return '+';
    case Kind::kRemove:
      return '-';
    case Kind::kMove:
      return '>';
    case Kind::kExec:
      return '!';
    case Kind::kChange:
      break;
  }
  return '~';
}

std::string to_json(const std::vector<ChangeItem>& items) {
  auto optional = [](const std::optional<std::string>& s) { return s ? json_bytes(*s) : "null"; };
  std::string json = "[";
  for (const ChangeItem& item : items) {
    if (json.size() > 1) json += ',';
    json += "{" + json_of(item.origin) + ",\"kind\":\"" + name_of(item.kind) +
            "\",\"option\":" + json_bytes(item.option) +
            ",\"property\":" + (item.property.empty() ? "null" : json_bytes(item.property)) +
            ",\"before\":" + optional(item.before) + ",\"after\":" + optional(item.after) +
            ",\"text\":" + json_bytes(item.text);
    if (!item.also.empty()) {
      json += ",\"also\":[";
      for (const ChangeOrigin& o : item.also)
        json += (&o == &item.also.front() ? "{" : ",{") + json_of(o) + "}";
      json += "]";
    }
    json += "}";
  }
  return json + "]";
}

}  // namespace gs::script
