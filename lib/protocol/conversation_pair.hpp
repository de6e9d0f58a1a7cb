// A client and a daemon that talk in one process while a chooser decides who does what next, how
// the bytes are cut, who cancels and when: every interleaving that two processes and a socket could
// make. A tracker sits in the middle. For a test with random choices and a fuzzer that makes them.
#pragma once

#include <cerrno>
#include <functional>
#include <string>

#include "protocol/client_conversation.hpp"
#include "protocol/conversation_tracker.hpp"
#include "protocol/daemon_conversation.hpp"
#include "protocol/frame_relay.hpp"
#include "protocol/sample_calls.hpp"

namespace gs::protocol {

class ConversationPair {
 public:
  using Choose = std::function<unsigned(unsigned n)>;  // 0 .. n-1

  explicit ConversationPair(Choose choose) : choose_(std::move(choose)) { daemon_.launch(); }

  // One small step of somebody. Afterwards problem is "" unless a promise was broken.
  void step() {
    switch (choose_(6)) {
      case 0:
        return client_acts();
      case 1:
        return daemon_acts();
      case 2:
        return carry(Side::kClient);
      case 3:
        return carry(Side::kDaemon);
      case 4:
        return client_reads();
      case 5:
        return daemon_reads();
    }
  }

  // Nobody starts anything new; everything that runs is brought to its end.
  void settle() {
    settling_ = true;
    for (int i = 0; i < 100000 && !settled() && problem.empty(); ++i) {
      client_acts();
      carry(Side::kClient);
      daemon_reads();
      daemon_acts();
      carry(Side::kDaemon);
      client_reads();
    }
    if (!settled()) broken("the conversation does not come to an end");
  }

  std::string problem;
  int calls = 0;
  int outcomes[6] = {};  // by CallOutcome::Kind

 private:
  enum class Plan { kAccept, kRefuseSoon, kRefuseInTheMiddle };

  bool settled() const {
    return client_.state() == ClientConversation::State::kIdle &&
           daemon_.state() == DaemonConversation::State::kIdle && client_.output().empty() &&
           daemon_.output().empty() && pipe_[0].empty() && pipe_[1].empty() && tracker_.idle() &&
           relay_[0].output().empty() && relay_[1].output().empty();
  }
  void broken(std::string what) {
    if (problem.empty()) problem = std::move(what);
  }
  void require(bool ok, const char* what) {
    if (!ok) broken(what);
  }
  std::string some_bytes() {
    return std::string(choose_(4) == 0 ? choose_(20000) : 1 + choose_(40),
                       static_cast<char>('a' + choose_(26)));
  }

  void client_acts() {
    using State = ClientConversation::State;
    if (client_.state() == State::kIdle && !settling_) {
      static constexpr std::uint32_t kNumbers[] = {66, 66, 67, 67, 36, 92};
      const CallInfo* call = sample::find(kNumbers[choose_(6)]);
      require(client_.start_call(*call, 0, "").has_value(), "an idle client cannot call");
      uploaded_.clear(), received_.clear();
      user_cancelled_ = aborted_ = false;
      running_ = true;
      ++calls;
      return;
    }
    if (choose_(settling_ ? 2 : 12) == 0 && client_.cancel()) user_cancelled_ = true;
    if (client_.state() == State::kUploading) {
      unsigned what = choose_(settling_ ? 1 : 10);
      if (what == 0) {
        client_.end_upload();
      } else if (what == 1 && choose_(4) == 0) {
        client_.abort_upload();
        aborted_ = true;
      } else if (client_.wants_upload()) {
        std::string data = some_bytes();
        client_.upload(data);
        uploaded_ += data;
      }
    } else if (client_.state() == State::kDownloading && choose_(20) == 0) {
      client_.abort_download();
      aborted_ = true;
    }
  }

  void daemon_acts() {
    using State = DaemonConversation::State;
    now_ns_ += choose_(4) * 400'000'000;
    if (daemon_.state() != State::kIdle) daemon_.progress(choose_(9), 8, now_ns_);
    if (daemon_.state() == State::kServing) {
      bool bad = upload_cancelled_ || plan_ != Plan::kAccept;
      if (bad) refused_ = refused_ || plan_ != Plan::kAccept;
      bool ok = bad ? daemon_.reply_error(ENOSPC, "no").has_value()
                    : daemon_.reply("result..").has_value();
      require(ok, "a reply that is owed cannot be sent");
    } else if (daemon_.state() == State::kReceiving && plan_ == Plan::kRefuseInTheMiddle) {
      refused_ = true;
      require(daemon_.reply_error(ENOSPC, "no").has_value(), "an upload cannot be refused");
    } else if (daemon_.state() == State::kSending) {
      unsigned what = choose_(settling_ ? 1 : 8);
      if (what == 0) {
        daemon_.end_file();
      } else if (what == 1 && choose_(4) == 0) {
        daemon_.abort_file();
        daemon_aborted_ = true;
      } else if (daemon_.wants_file()) {
        std::string data = some_bytes();
        daemon_.send_file(data);
        sent_ += data;
      }
    }
  }

  // Some of what one side wants to send goes through the relay into the pipe.
  void carry(Side from) {
    int i = static_cast<int>(from);
    std::string_view out = from == Side::kClient ? client_.output() : daemon_.output();
    std::size_t n = choose_(3) == 0 ? std::min<std::size_t>(out.size(), choose_(50)) : out.size();
    if (settling_) n = out.size();
    relay_[i].receive(out.substr(0, n), [this](const TrackEvent& e) {
      tracked_done_ += e.kind == TrackEvent::Kind::kDone;
    });
    from == Side::kClient ? client_.sent(n) : daemon_.sent(n);
    pipe_[i] += relay_[i].output();
    relay_[i].sent(relay_[i].output().size());
    require(tracker_.in_step(), "the tracker lost its step");
    if (!tracker_.in_step()) problem += ": " + tracker_.problem();
  }

  void client_reads() {
    std::string& pipe = pipe_[1];
    std::size_t n = choose_(3) == 0 && !settling_ ? std::min<std::size_t>(pipe.size(), choose_(50))
                                                  : pipe.size();
    std::string piece = pipe.substr(0, n);
    pipe.erase(0, n);
    std::string_view in = piece;
    while (auto e = client_.next(&in)) {
      if (e->kind == ClientEvent::Kind::kData) received_ += e->data;
      if (e->kind == ClientEvent::Kind::kLost) broken(client_.problem().message);
      if (e->kind == ClientEvent::Kind::kDone) client_is_done();
    }
    require(in.empty(), "the client leaves bytes");
  }

  void client_is_done() {
    using Kind = CallOutcome::Kind;
    const CallOutcome& o = client_.outcome();
    ++outcomes[static_cast<int>(o.kind)];
    require(running_, "a call ends twice");
    running_ = false;
    const CallInfo* call = sample::find(client_.proc());
    if (o.kind == Kind::kOk) {
      require(o.result == "result..", "the result is not what was sent");
      require(!call->file_in || accepted_ == uploaded_, "the upload is not what was sent");
      require(!call->file_out || received_ == sent_, "the download is not what was sent");
      require(!user_cancelled_ && !aborted_ && !refused_, "a cancelled call is ok");
    }
    require(o.kind != Kind::kBadReply, "an answer of the daemon is not understood");
    require(o.kind != Kind::kError || refused_, "an error that nobody made");
    require(o.kind != Kind::kCancelledByUser || user_cancelled_, "nobody cancelled");
    require(o.kind != Kind::kAborted || aborted_, "nobody broke it off");
    require(o.kind != Kind::kCancelledByDaemon || daemon_aborted_, "the daemon did not cancel");
  }

  void daemon_reads() {
    std::string& buffer = daemon_input_;
    std::string& pipe = pipe_[0];
    std::size_t n = choose_(3) == 0 && !settling_ ? std::min<std::size_t>(pipe.size(), choose_(50))
                                                  : pipe.size();
    buffer += pipe.substr(0, n);
    pipe.erase(0, n);
    std::string_view in = buffer;
    while (auto e = daemon_.next(&in, now_ns_)) {
      using Kind = DaemonEvent::Kind;
      if (e->kind == Kind::kCall) {
        accepted_.clear(), sent_.clear();
        refused_ = daemon_aborted_ = upload_cancelled_ = false;
        plan_ = choose_(3) == 0 ? Plan::kRefuseSoon : Plan::kAccept;
        if (e->call->file_in && plan_ == Plan::kRefuseSoon) {
          refused_ = true;
          require(daemon_.reply_error(ENOSPC, "no").has_value(), "a call cannot be refused");
        } else if (e->call->file_in && choose_(3) == 0) {
          plan_ = Plan::kRefuseInTheMiddle;
        }
      }
      if (e->kind == Kind::kFileData) accepted_ += e->data;
      if (e->kind == Kind::kFileCancelled) upload_cancelled_ = true;
      if (e->kind == Kind::kFatal || e->kind == Kind::kRefused || e->kind == Kind::kFileBroken)
        broken(daemon_.problem());
    }
    buffer.erase(0, buffer.size() - in.size());
  }

  Choose choose_;
  ClientConversation client_;
  DaemonConversation daemon_{&sample::find};
  ConversationTracker tracker_{&sample::find};
  FrameRelay relay_[2] = {{Side::kClient, &tracker_, FrameRelay::Mode::kBytes},
                          {Side::kDaemon, &tracker_, FrameRelay::Mode::kWholeFrames}};
  std::string pipe_[2];
  std::string daemon_input_;
  std::string uploaded_, accepted_, sent_, received_;
  std::int64_t now_ns_ = 0;
  int tracked_done_ = 0;
  bool settling_ = false, running_ = false;
  bool user_cancelled_ = false, aborted_ = false;
  bool refused_ = false, upload_cancelled_ = false, daemon_aborted_ = false;
  Plan plan_ = Plan::kAccept;
};

}  // namespace gs::protocol
