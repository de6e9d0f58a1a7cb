// `guestscope hooks list | show | new | test`: the hooks that ship with guestscope, and one's own.
#include "base/json_text.hpp"
#include "cli/verb.hpp"
#include "wrapper/hook_list.hpp"
#include "wrapper/hook_skeleton.hpp"
#include "wrapper/hook_trial.hpp"

namespace gs::wrapper {
namespace {

class HooksVerb final : public cli::Verb {
 public:
  HooksVerb() : Verb("hooks", "list hooks, show one, begin one, test one") {}
  void options(CLI::App& app) override {
    app.add_option("ACTION", action_, "list, show, new, or test")
        ->check(CLI::IsMember({"list", "show", "new", "test"}));
    app.add_option("HOOK", hook_,
                   "a stock hook's name or a path, with test also with arguments as "
                   "name(key=value,...); with new: what to call it")
        ->type_name("HOOK");
    app.add_flag("--json", json_, "print JSON");
    trial_.add_options(app);
    app.add_flag("--names", names_, "with list: only the names, for completion")->group("");
    app.add_flag("--scd", scd_, "with list: as the manual has it")->group("");
  }
  std::string_view examples() const override {
    return "  guestscope hooks list\n"
           "  guestscope hooks show force-tcg > my-hook.lua\n"
           "  guestscope hooks new my-hook\n"
           "  guestscope hooks test ./my-hook.lua\n"
           "  guestscope hooks test ./my-hook.lua --over traces/ --update\n";
  }

  int run(const std::vector<std::string>&, cli::Output& out) override {
    if (action_ != "test" && trial_.has_options())
      return cannot(out, "--case, --over and --update belong to `guestscope hooks test`",
                    "`guestscope hooks test " + (hook_.empty() ? "HOOK" : hook_) + "` runs a test");
    if (action_ == "list") return list(out);
    if (hook_.empty())
      return cannot(out, action_ + " wants the name of a hook",
                    action_ == "new" ? "write `guestscope hooks new NAME`"
                                     : "`guestscope hooks list` has them");
    if (action_ == "show") return show_hook(hook_, json_, out);
    return action_ == "new" ? begin(out) : trial_.run(hook_, json_, out);
  }

 private:
  static int cannot(cli::Output& out, std::string message, std::string hint) {
    out.error("hooks", {ErrorCode::kUsage, std::move(message), std::move(hint), {}});
    return cli::kExitUsage;
  }

  int list(cli::Output& out) const {
    if (!hook_.empty())
      return cannot(out, "list takes no name", "`guestscope hooks show " + hook_ + "` shows one hook");
    out.out(hook_list(names_  ? HookListing::kNames
                      : scd_  ? HookListing::kScdoc
                      : json_ ? HookListing::kJson
                              : HookListing::kText));
    return cli::kExitOk;
  }

  int begin(cli::Output& out) const {
    auto made = write_hook_skeleton(hook_);
    if (!made) {
      out.error("hooks", made.error());
      return cli::kExitUsage;
    }
    if (json_)
      out.out("{\"hook\":" + json_bytes(made->hook) + ",\"cases\":" + json_bytes(made->cases) + "}\n");
    else
      out.out(made->hook + "\n" + made->cases + "\n");
    return cli::kExitOk;
  }

  std::string action_ = "list", hook_;
  bool json_ = false, names_ = false, scd_ = false;
  HookTrial trial_;
};

HooksVerb hooks_verb;

}  // namespace
}  // namespace gs::wrapper
