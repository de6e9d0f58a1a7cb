// Follows a conversation between a client and a daemon from the bytes that pass, for tracing and
// for the broker. It changes nothing and asks for nothing; when the bytes make no sense it says so
// once and lets everything pass unread from there on.
//
// The bytes of each side have to be given before they reach the other: then an answer can never be
// seen before its question, whatever the timing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/call_table.hpp"
#include "protocol/frame.hpp"
#include "protocol/message.hpp"

namespace gs::protocol {

struct TransferCount {
  std::uint64_t chunks = 0;  // that held data
  std::uint64_t bytes = 0;
};

// What is known of a call so far.
struct TrackedCall {
  const CallInfo* info = nullptr;  // nullptr: the number is not known
  Header header;                   // of the call
  TransferCount upload, download;
  std::uint64_t progress_frames = 0;
  // Who broke the transfer off. Both may have, at once; the answer to the other's wish does not
  // count.
  bool cancelled_by_client = false, cancelled_by_daemon = false;
  bool failed = false;  // the reply was an error
};

struct TrackEvent {
  enum class Kind : std::uint8_t {
    kLaunch,
    kCall,   // data: the arguments
    kChunk,  // data: a piece of the file, empty in the last; by the client: upload
    kProgress,
    kCancelFlag,  // call is none where it came too late to mean anything
    kReply,       // data: the result
    kErrorReply,  // data: the error as it was sent; error is empty where it cannot be read
    kDone,        // call: the final count
    kOutOfStep,   // see problem(); the last event
  };
  Kind kind = Kind::kOutOfStep;
  Side from = Side::kClient;
  std::uint64_t offset = 0;    // of the frame, in what its side sent
  std::size_t wire_bytes = 0;  // of the frame; 0 for kDone, which is none
  std::optional<TrackedCall> call;
  std::string_view data;              // good until the next call of next()
  bool last = false, cancel = false;  // kChunk
  Progress progress;
  ErrorBody error;
};

class ConversationTracker {
 public:
  // More calls than this without an answer are no conversation; real clients have one.
  static constexpr std::size_t kMaxOutstanding = 64;

  // launched: the launch flag passed before the tracker was there.
  explicit ConversationTracker(CallFinder find_call, bool launched = false)
      : find_call_(find_call), launched_(launched) {}

  // Takes bytes that `from` sent from the front of *in, all of them unless an event comes first.
  std::optional<TrackEvent> next(Side from, std::string_view* in);

  bool in_step() const { return in_step_; }
  const std::string& problem() const { return problem_; }
  // Bytes of `from` that belong to a frame which is not whole yet; 0 when out of step.
  std::size_t held(Side from) const { return in_step_ ? reader(from).held() : 0; }
  // No call is outstanding, and both sides are between two frames. (A call of an unknown number
  // that was answered well counts as outstanding until the next one: a file may still follow.)
  bool idle() const { return calls_.empty() && held(Side::kClient) + held(Side::kDaemon) == 0; }
  std::size_t outstanding() const { return calls_.size(); }
  // The i-th oldest call without an end, i < outstanding().
  const TrackedCall& unfinished(std::size_t i) const { return calls_[i].seen; }

 private:
  struct Call {
    TrackedCall seen;
    enum class Phase : std::uint8_t {
      kReplyDue,
      kDownloading,
      kPerhapsDownloading,  // of an unknown number, after its reply
    } phase = Phase::kReplyDue;
    bool uploading = false;
  };

  const FrameReader& reader(Side from) const {
    return from == Side::kClient ? client_reader_ : daemon_reader_;
  }
  std::optional<TrackEvent> on_frame(Side from, const Frame& frame);
  std::optional<TrackEvent> on_cancel_flag(Side from, TrackEvent event);
  std::optional<TrackEvent> from_client(std::string_view body, TrackEvent event);
  std::optional<TrackEvent> from_daemon(std::string_view body, TrackEvent event);
  TrackEvent on_call(const Message& message, TrackEvent event);
  TrackEvent on_reply(const Message& message, TrackEvent event);
  TrackEvent on_upload(const Chunk& chunk, TrackEvent event);
  TrackEvent on_download(const Chunk& chunk, TrackEvent event);
  TrackEvent finish_front(const TrackEvent& last);
  TrackEvent out_of_step(TrackEvent event, std::string why);

  CallFinder find_call_;
  bool launched_;
  bool in_step_ = true;
  std::string problem_;
  FrameReader client_reader_{Side::kClient}, daemon_reader_{Side::kDaemon};
  std::deque<Call> calls_;          // oldest first; the daemon answers the first
  std::deque<TrackEvent> pending_;  // at most two
};

}  // namespace gs::protocol
