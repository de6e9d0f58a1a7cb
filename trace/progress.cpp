#include "trace/progress.hpp"

#include <algorithm>
#include <optional>

#include "trace/stage_follower.hpp"
#include "tracefile/trace_reader.hpp"

namespace gs::trace {
namespace {

std::string seconds(std::int64_t ns) {
  std::int64_t tenths = ns / 100'000'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

struct Progress::Impl {
  std::string trace;
  std::int64_t start_ns;
  std::optional<TraceFollower> follower;
  std::optional<StageFollower> stages;
};

Progress::Progress(std::string trace, std::int64_t start_ns)
    : impl_(std::make_unique<Impl>(Impl{std::move(trace), start_ns, {}, {}})) {}
Progress::~Progress() = default;

std::string Progress::line(std::int64_t now_ns, bool command_ended) {
  if (!impl_->follower) {
    auto follower = TraceFollower::open(impl_->trace);
    auto stages = StageFollower::create();
    // Progress is a service: without it the recording goes on, and opening is tried again next time.
    if (!follower || !stages) return "recording, " + seconds(now_ns - impl_->start_ns);
    impl_->follower.emplace(std::move(*follower));
    impl_->stages.emplace(std::move(*stages));
  }
  if (auto events = impl_->follower->poll())
    for (const Event& e : *events) impl_->stages->feed(e);
  std::int64_t since_ns = std::max(impl_->stages->since_ns(), impl_->start_ns);
  std::string text = std::string(to_string(impl_->stages->current())) + " " + seconds(now_ns - since_ns) + " (" +
                     seconds(now_ns - impl_->start_ns) + " in all)";
  if (command_ended) text += "; the command has ended, a qemu still runs (^C: do not wait for it)";
  return text;
}

}  // namespace gs::trace
