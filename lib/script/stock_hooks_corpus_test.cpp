// What every stock hook keeps to, on all real command lines of the corpus: it changes what it says
// and nothing else, once is as good as twice, and what it adds has the style of the line.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "qemu/corpus_test.hpp"
#include "qemu/machine.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"
#include "script/hook_cases.hpp"
#include "script/hook_header.hpp"
#include "script/stock_hooks_test.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;

// A second time these add one more, count from what they find, or refuse.
const std::set<std::string> kNotIdempotent = {
    "add-option", "add-qmp",   "add-tpm",    "kernel-append", "overlay",    "qemu-log",
    "seed-drive", "share-dir", "serial-log", "set-memory",
};

struct Outcome {
  CommandLine line;
  ExecPlan plan;
  std::vector<HookChange> changes;
  bool done = false;
};

Outcome run_on(const HookSpec& spec, const CommandLine& line, const std::string& argv0) {
  Outcome o{.line = line, .plan = {}, .changes = {}, .done = false};
  auto changes = HookRunner(stock()).apply({spec}, o.line, {.argv0 = argv0}, &o.plan);
  o.done = changes.has_value();
  if (changes) o.changes = std::move(*changes);
  return o;
}

template <class Check>
void on_corpus(const Check& check) {
  auto corpus = qemu::read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  std::size_t done = 0;
  for (const HookSpec& spec : all_samples())
    for (const qemu::CorpusLine& c : corpus) {
      CommandLine line = CommandLine::parse(c.args);
      Outcome o = run_on(spec, line, c.argv0);
      if (!o.done) continue;
      ++done;
      SCOPED_TRACE(format_hook_spec(spec) + " on " + c.file);
      check(spec, line, o, c);
    }
  std::printf("%zu runs of samples on the corpus\n", done);
  EXPECT_GT(done, 2000u);
}

TEST(StockHooksOnTheCorpus, ChangeWhatTheySayAndNothingElse) {
  on_corpus([](const HookSpec&, const CommandLine& line, const Outcome& o, const auto&) {
    std::map<std::string, int> balance;  // what the changes do not account for
    for (const std::string& w : o.line.args()) ++balance[w];
    for (const std::string& w : line.args()) --balance[w];
    for (const HookChange& change : o.changes) {
      if (change.kind == ChangeKind::kExec) continue;
      for (const std::string& w : change.after) --balance[w];
      for (const std::string& w : change.before) ++balance[w];
    }
    for (const auto& [word, count] : balance) EXPECT_EQ(count, 0) << word;
  });
}

TEST(StockHooksOnTheCorpus, TwiceIsAsOnce) {
  on_corpus([](const HookSpec& spec, const CommandLine&, const Outcome& once, const auto& c) {
    if (kNotIdempotent.count(spec.name)) return;
    Outcome twice = run_on(spec, once.line, c.argv0);
    ASSERT_TRUE(twice.done);
    EXPECT_EQ(shell_join(twice.line.args()), shell_join(once.line.args()));
  });
}

// qemu makes all key=value devices before all JSON ones: one style must not come into the other.
TEST(StockHooksOnTheCorpus, AddInTheStyleOfTheLine) {
  std::set<std::string> adding;
  on_corpus([&](const HookSpec& spec, const CommandLine& line, const Outcome& o, const auto&) {
    for (const char* name : {"device", "object", "netdev", "blockdev"}) {
      // Of other options than devices the style does not matter to qemu: as the user wrote them.
      if (spec.name == "add-option" && std::string_view(name) != "device") continue;
      bool json = qemu::prefers_json(line, name);
      for (qemu::OptionId id : o.line.find(name)) {
        if (line.find(id)) continue;
        EXPECT_EQ(value_style(*o.line.find(id)) == qemu::ValueStyle::kJson, json)
            << shell_join(CommandLine::words(*o.line.find(id)));
        if (json) adding.insert(spec.name);
      }
    }
  });
  if (IsSkipped()) return;
  std::string names;
  for (const std::string& n : adding) names += " " + n;
  std::printf("written as JSON on lines in JSON style by:%s\n", names.c_str());
  for (const char* name : {"add-option", "add-tpm", "hugepages", "overlay", "seed-drive", "set-network",
                           "share-dir"})
    EXPECT_TRUE(adding.count(name)) << name;
}

// A hook leaves no device without its backend, and no backend that only the removed device had.
TEST(StockHooksOnTheCorpus, LeaveNoLooseEnds) {
  on_corpus([](const HookSpec& spec, const CommandLine& line, const Outcome& o, const auto&) {
    if (spec.name == "strip-option") return;  // does as it is told
    std::set<std::string> before;
    for (const qemu::Reference& r : qemu::references(line))
      if (!r.to) before.insert(r.id);
    for (const qemu::Reference& r : qemu::references(o.line))
      EXPECT_TRUE(r.to || before.count(r.id)) << r.key << "=" << r.id;
  });
}

// Of every hook, the cases beside it show what it does to lines of three programs or more. The title
// of a case begins with the program.
TEST(StockHooks, AreShownOnLinesOfThreeProducers) {
  std::set<std::string> all;
  for (const embedded::File& file : stock()) {
    std::string path = std::string(kHooksFolder) + "/" + std::string(file.name) + ".expect";
    auto cases = parse_hook_cases(read_file(path, 1u << 20).value(), {});
    ASSERT_TRUE(cases) << path;
    std::set<std::string> producers;
    for (const HookCase& c : *cases) {
      std::string producer = c.title.substr(0, c.title.find_first_of(" ,"));
      if (c.error.empty() && producer != "by") producers.insert(producer);  // "by hand" is nobody
    }
    EXPECT_GE(producers.size(), 3u) << path;
    all.insert(producers.begin(), producers.end());
  }
  // A misspelt name would count as one more.
  const std::set<std::string> kKnown = {"libguestfs", "libvirt", "OpenStack", "Proxmox", "packer",
                                        "microvm",    "lima",    "OVS",       "buildroot",
                                        "nixos-test"};
  for (const std::string& name : all) EXPECT_TRUE(kKnown.count(name)) << name;
}

}  // namespace
}  // namespace gs::script
