// `guestscope help [VERB]`, and the option table in the forms that man pages and shells take.
#include <memory>

#include "cli/verb.hpp"

namespace gs::cli {
namespace {

// Options without positionals.
std::vector<const CLI::Option*> listed(const CLI::App& app) {
  std::vector<const CLI::Option*> out;
  for (const CLI::Option* o : app.get_options())
    if (!o->get_positional() && !o->get_group().empty()) out.push_back(o);
  return out;
}

std::string names_of(const CLI::Option& o, std::string_view mark) {
  std::string text;
  auto add = [&](const std::string& dashes, const std::string& name) {
    if (!text.empty()) text += ", ";
    text += std::string(mark) + dashes + name + std::string(mark);
  };
  for (const auto& s : o.get_snames()) add("-", s);
  for (const auto& l : o.get_lnames()) add("--", l);
  return text;
}

std::string scd_escape(std::string_view s) {
  std::string out;
  for (char c : s) {
    if (c == '_' || c == '*' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// scdoc text: one paragraph an option.
std::string options_scd(Verb& verb) {
  auto app = make_app(verb);
  std::string text;
  for (const CLI::Option* o : listed(*app)) {
    text += names_of(*o, "*");
    if (o->get_expected_max() > 0 && !o->get_type_name().empty())
      text += " _" + scd_escape(o->get_type_name()) + "_";
    text += "\n\t" + scd_escape(o->get_description()) + "\n\n";
  }
  return text;
}

// What follows an option that names a hook, and `guestscope hooks show|test`: the hooks' names, which
// the program has, and files.
std::string value_completion() {
  return "  local before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  if [[ ${COMP_WORDS[1]} == hooks && $COMP_CWORD == 2 ]]; then\n"
         "    COMPREPLY=($(compgen -W \"list show new test\" -- \"$cur\")); return\n"
         "  fi\n"
         "  if [[ $before == --hook || ${COMP_WORDS[1]}:$before == hooks:show ||\n"
         "        ${COMP_WORDS[1]}:$before == hooks:test ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$(guestscope hooks list --names 2>/dev/null)\" -- \"$cur\")\n"
         "               $(compgen -f -- \"$cur\")); return\n"
         "  fi\n";
}

std::string completion_bash() {
  std::string words, cases;
  for (Verb* v : verbs()) {
    if (v->hidden()) continue;
    words += std::string(v->name()) + " ";
    auto app = make_app(*v);
    std::string flags;
    for (const CLI::Option* o : listed(*app)) {
      for (const auto& l : o->get_lnames()) flags += "--" + l + " ";
      for (const auto& s : o->get_snames()) flags += "-" + s + " ";
    }
    cases += "    " + std::string(v->name()) + ") flags=\"" + flags + "\" ;;\n";
  }
  return "# bash completion for guestscope; made by `guestscope help --completion bash`\n"
         "_guestscope() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} flags=\"\" i\n"
         "  if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W \"" + words +
         "--help --version\" -- \"$cur\")); return; fi\n"
         "  for ((i = 2; i < COMP_CWORD; i++)); do\n"
         "    if [[ ${COMP_WORDS[i]} == -- ]]; then\n"
         "      if ((i + 1 == COMP_CWORD)); then COMPREPLY=($(compgen -c -- \"$cur\"));\n"
         "      else COMPREPLY=($(compgen -f -- \"$cur\")); fi\n"
         "      return\n"
         "    fi\n"
         "  done\n"
         "  case ${COMP_WORDS[1]} in\n" + cases +
         "  esac\n" +
         value_completion() +
         "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$flags --\" -- \"$cur\"));\n"
         "  else COMPREPLY=($(compgen -f -- \"$cur\")); fi\n"
         "}\n"
         "complete -o filenames -F _guestscope guestscope\n";
}

class HelpVerb final : public Verb {
 public:
  HelpVerb() : Verb("help", "explain a verb, print completion for a shell") {}
  void options(CLI::App& app) override {
    app.add_option("VERB", verb_, "the verb to explain");
    app.add_option("--completion", shell_, "print completion for this shell (bash)")
        ->type_name("SHELL");
    app.add_flag("--options-scd", scd_, "print VERB's options for its man page")->group("");
  }
  std::string_view examples() const override {
    return "  guestscope help diagnose\n"
           "  guestscope help --completion bash > ~/.local/share/bash-completion/completions/guestscope\n";
  }
  int run(const std::vector<std::string>&, Output& out) override {
    if (!shell_.empty()) {
      if (shell_ != "bash") {
        out.error("help", {ErrorCode::kUsage, "no completion for '" + shell_ + "'",
                           "bash is there (zsh reads it through bashcompinit)", {}});
        return kExitUsage;
      }
      out.out(completion_bash());
      return kExitOk;
    }
    if (verb_.empty()) return run_guestscope({"--help"}, out);
    Verb* verb = find_verb(verb_);
    if (!verb) return run_guestscope({verb_}, out);
    out.out(scd_ ? options_scd(*verb) : make_app(*verb)->help());
    return kExitOk;
  }

 private:
  std::string verb_, shell_;
  bool scd_ = false;
};

}  // namespace

void register_help() { static HelpVerb verb; }

}  // namespace gs::cli
