#include "trace/live_hooks.hpp"

#include <sys/eventfd.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "base/fd.hpp"
#include "script/stock_hooks.hpp"
#include "trace/stage_follower.hpp"

namespace gs::trace {
namespace {

// What may wait for a slow hook.
constexpr std::size_t kMaxEvents = 50'000;
constexpr std::size_t kMaxBytes = 16u << 20;
// What may wait for the companion, which takes it at once unless it is stopped.
constexpr std::size_t kMaxActions = 100'000;

std::size_t size_of(const Event& e) { return sizeof e + e.text.size() + e.data.size(); }

}  // namespace

struct LiveHooks::Shared {
  qemu::StartInfo info;
  UniqueFd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex:
  std::deque<Event> queue;
  std::size_t queue_bytes = 0, left_out = 0;
  bool over = false;   // no more events come
  bool ended = false;  // the thread is done
  std::vector<script::HookAction> actions;

  void act(script::HookAction action) {
    std::lock_guard lock(mutex);
    if (actions.size() >= kMaxActions) return;
    actions.push_back(std::move(action));
    (void)::eventfd_write(wake.get(), 1);
  }
  void fail(Error error) { act({script::HookAction::Kind::kError, {}, {}, {}, std::move(error)}); }

  std::optional<Event> next() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return over || !queue.empty(); });
    if (queue.empty()) return std::nullopt;
    Event e = std::move(queue.front());
    queue.pop_front();
    queue_bytes -= size_of(e);
    return e;
  }

  void run() {
    try {
      work();
    } catch (const std::exception& e) {
      fail({ErrorCode::kSystem,
            std::string("the hooks ended: ") + e.what(),
            "report this as a bug",
            {}});
    }
    std::lock_guard lock(mutex);
    ended = true;
    queue.clear();
    changed.notify_all();
  }

  void work() {
    auto specs = script::parse_hook_list(info.hooks);
    if (!specs) return fail(specs.error());
    const script::HookContext context{.caller = info.caller, .argv0 = info.qemu, .qemu = info.qemu};
    auto hooks =
        script::HookEvents::load(script::HookRunner(embedded::stock_hooks()), *specs, context,
                                 [this](script::HookAction a) { act(std::move(a)); });
    if (!hooks) return fail(hooks.error());
    std::optional<StageFollower> stages;
    if (hooks->wants_stages()) {
      auto follower = StageFollower::create();
      if (follower)
        stages.emplace(std::move(*follower));
      else
        fail(follower.error());
    }
    while (!hooks->empty()) {
      auto event = next();
      if (!event) return;
      // Stage client is not the machine's: what comes after its end.
      if (stages && stages->feed(*event) && stages->current() != Stage::kClient)
        hooks->on_stage(to_string(stages->current()), event->t_ns, event->pid);
      hooks->on_event(*event);
    }
  }
};

std::unique_ptr<LiveHooks> LiveHooks::start(const qemu::StartInfo& info) {
  if (info.hooks.empty() || info.probe) return nullptr;
  auto specs = script::parse_hook_list(info.hooks);
  if (!specs ||
      !script::HookEvents::may_listen(script::HookRunner(embedded::stock_hooks()), *specs))
    return nullptr;
  auto shared = std::make_shared<Shared>();
  shared->info = info;
  std::thread([shared] {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    shared->run();
  }).detach();
  return std::unique_ptr<LiveHooks>(new LiveHooks(std::move(shared)));
}

LiveHooks::~LiveHooks() {
  std::lock_guard lock(shared_->mutex);
  shared_->over = true;
  shared_->changed.notify_all();
}

void LiveHooks::feed(const Event& event) {
  std::lock_guard lock(shared_->mutex);
  if (shared_->ended) return;
  if (shared_->queue.size() >= kMaxEvents || shared_->queue_bytes + size_of(event) > kMaxBytes) {
    ++shared_->left_out;
    return;
  }
  shared_->queue_bytes += size_of(event);
  shared_->queue.push_back(event);
  shared_->changed.notify_all();
}

int LiveHooks::wake_fd() const { return shared_->wake.get(); }

std::vector<script::HookAction> LiveHooks::take() {
  eventfd_t count;
  (void)::eventfd_read(shared_->wake.get(), &count);
  std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->actions, {});
}

std::vector<script::HookAction> LiveHooks::finish(std::chrono::milliseconds at_most) {
  std::size_t left_out = 0;
  bool ended = false;
  {
    std::unique_lock lock(shared_->mutex);
    shared_->over = true;
    shared_->changed.notify_all();
    ended = shared_->changed.wait_for(lock, at_most, [this] { return shared_->ended; });
    left_out = shared_->left_out + (ended ? 0 : shared_->queue.size());
  }
  if (!ended || left_out > 0)
    shared_->fail({ErrorCode::kLimit,
                   ended ? std::to_string(left_out) +
                               " events were not shown to the hooks, which were too slow"
                         : "the hooks were too slow: they had not ended after the machine, " +
                               std::to_string(left_out) + " events were not shown to them",
                   "do less in on_line",
                   {}});
  return take();
}

}  // namespace gs::trace
