// `guestscope hooks list | show NAME`: the hooks that ship with guestscope.
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "script/hook_header.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"

namespace gs::wrapper {
namespace {

class HooksVerb final : public cli::Verb {
 public:
  HooksVerb() : Verb("hooks", "list the hooks that ship with guestscope, show one") {}
  void options(CLI::App& app) override {
    app.add_option("ACTION", action_, "list, or show")->check(CLI::IsMember({"list", "show"}));
    app.add_option("NAME", name_, "with show: the hook, by its name or a path");
    app.add_flag("--json", json_, "with list: print a JSON array");
  }
  std::string_view examples() const override {
    return "  guestscope hooks list\n"
           "  guestscope hooks show force-tcg > my-hook.lua\n";
  }

  int run(const std::vector<std::string>&, cli::Output& out) override {
    if (action_ == "show") return show(out);
    std::string json;
    for (const auto& file : embedded::stock_hooks()) {
      script::HookHeader header = script::read_hook_header(file.text);
      if (json_) {
        json += (json.empty() ? "" : ",\n ") + std::string("{\"name\":\"") +
                json_escape(file.name) + "\",\"description\":\"" + json_escape(header.description) + "\"}";
        continue;
      }
      std::string name(file.name);
      name.resize(std::max<std::size_t>(name.size() + 2, 16), ' ');
      out.out(name + header.description + "\n");
      for (const auto& [argument, what] : header.arguments)
        out.out("                  " + argument + ": " + what + "\n");
    }
    if (json_) out.out("[" + json + "]\n");
    return cli::kExitOk;
  }

 private:
  int show(cli::Output& out) {
    auto spec = script::parse_hook_spec(name_);
    if (name_.empty() || !spec) {
      out.error("hooks", name_.empty() ? Error{ErrorCode::kUsage, "show wants the name of a hook",
                                               "`guestscope hooks list` has them", {}}
                                       : spec.error());
      return cli::kExitUsage;
    }
    auto source = script::HookRunner(embedded::stock_hooks()).load(*spec);
    if (!source) {
      out.error("hooks", source.error());
      return cli::kExitUsage;
    }
    out.out(source->text);
    return cli::kExitOk;
  }

  std::string action_ = "list", name_;
  bool json_ = false;
};

HooksVerb hooks_verb;

}  // namespace
}  // namespace gs::wrapper
