#include "cli/verb.hpp"

#include <algorithm>
#include <memory>

#include "base/near_names.hpp"

namespace gs::cli {
namespace {

std::vector<Verb*>& registry() {
  static std::vector<Verb*> all;
  return all;
}

std::string usage() {
  std::string text =
      "guestscope shows what happens between \"start the virtual machine\" and \"the daemon\n"
      "answers\", and lets people change it.\n\nUsage: guestscope VERB [OPTIONS]\n\nVerbs:\n";
  for (Verb* v : verbs()) {
    if (v->hidden()) continue;
    std::string name(v->name());
    name.resize(std::max<std::size_t>(name.size() + 1, 12), ' ');
    text += "  " + name + std::string(v->summary()) + "\n";
  }
  text +=
      "\nStart here:\n"
      "  guestscope diagnose -- libguestfs-test-tool    say why an appliance does not boot\n"
      "  guestscope diagnose LOGFILE                    the same for a log somebody sent you\n"
      "\n`guestscope VERB --help` explains a verb; the manual is guestscope(1).\n";
  return text;
}

std::string nearest_verb(std::string_view word) {
  std::string best;
  std::size_t best_distance = 3;
  for (Verb* v : verbs()) {
    std::size_t d = edit_distance(word, v->name());
    if (!v->hidden() && d < best_distance) {
      best_distance = d;
      best = v->name();
    }
  }
  return best;
}

int unknown_verb(std::string_view word, Output& out) {
  std::string near = nearest_verb(word);
  out.error({}, {ErrorCode::kUsage, "there is no verb '" + std::string(word) + "'",
                 near.empty() ? "`guestscope --help` lists the verbs"
                              : "did you mean `guestscope " + near + "`?",
                 {}});
  return kExitUsage;
}

int run_verb(Verb& verb, std::vector<std::string> args, Output& out) {
  std::vector<std::string> command;
  auto dashes = std::find(args.begin(), args.end(), "--");
  bool has_command = dashes != args.end();
  if (has_command && verb.takes_command()) {
    command.assign(dashes + 1, args.end());
    args.erase(dashes, args.end());
    if (command.empty()) {
      out.error(verb.name(), {ErrorCode::kUsage, "there is no command after --",
                              "write the command with its arguments after --", {}});
      return kExitUsage;
    }
  }
  auto app = make_app(verb);
  std::reverse(args.begin(), args.end());  // CLI11 takes them last first
  try {
    app->parse(args);
  } catch (const CLI::CallForHelp&) {
    out.out(app->help());
    return kExitOk;
  } catch (const CLI::ParseError& e) {
    std::string hint = "`guestscope " + std::string(verb.name()) + " --help` lists the options";
    if (verb.takes_command() && !has_command) hint += "; a command goes after --";
    out.error(verb.name(), {ErrorCode::kUsage, e.what(), hint, {}});
    return kExitUsage;
  }
  return verb.run(command, out);
}

}  // namespace

Verb::Verb(std::string_view name, std::string_view summary, bool hidden)
    : name_(name), summary_(summary), hidden_(hidden) {
  registry().push_back(this);
}

std::vector<Verb*> verbs() {
  std::vector<Verb*> all = registry();
  std::sort(all.begin(), all.end(), [](Verb* a, Verb* b) { return a->name() < b->name(); });
  return all;
}

Verb* find_verb(std::string_view name) {
  for (Verb* v : registry())
    if (v->name() == name) return v;
  return nullptr;
}

std::unique_ptr<CLI::App> make_app(Verb& verb) {
  auto app = std::make_unique<CLI::App>(std::string(verb.summary()),
                                        "guestscope " + std::string(verb.name()));
  app->set_help_flag("-h,--help", "explain this verb");
  verb.options(*app);
  std::string footer;
  if (verb.takes_command()) footer = "Words after -- are the command to run: -- COMMAND ARGS...\n";
  if (!verb.examples().empty()) footer += "\nExamples:\n" + std::string(verb.examples());
  app->footer(footer);
  return app;
}

int run_guestscope(const std::vector<std::string>& args, Output& out) {
  register_help();
  if (args.empty()) {
    out.note(usage());
    return kExitUsage;
  }
  const std::string& first = args[0];
  if (first == "--help" || first == "-h") {
    out.out(usage());
    return kExitOk;
  }
  if (first == "--version" || first == "-V") {
    out.out("guestscope " GUESTSCOPE_VERSION "\n");
    return kExitOk;
  }
  Verb* verb = find_verb(first);
  if (!verb) return unknown_verb(first, out);
  return run_verb(*verb, {args.begin() + 1, args.end()}, out);
}

}  // namespace gs::cli
