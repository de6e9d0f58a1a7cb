// The daemon's side of the protocol, without a socket: bytes of the client in, events out, bytes
// for the client out. It answers by itself what is no call (a broken header, an unknown number),
// keeps the rule of exactly one reply per call, and cancels and drains uploads.
//
//   launch()
//   loop: read into a buffer; while (e = next(&in, now_ns)) ...; keep what next() left in `in`
//   kCall           without a file: reply() or reply_error()
//         file_in:  kFileData... kFileEnd, then reply(); or reply_error() at any moment: the client
//                   is told to stop, the rest is dropped, and only then the error is sent
//         file_out: reply(), then send_file()... end_file(), with next() before each piece
//
// While a call is worked on, next() leaves further calls in `in`; they are taken after the reply.
// A client that asks and does not listen is held up by reading no more while output() is long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "protocol/call_table.hpp"
#include "protocol/frame.hpp"
#include "protocol/message.hpp"
#include "protocol/output_buffer.hpp"
#include "protocol/progress_limiter.hpp"

namespace gs::protocol {

struct DaemonEvent {
  enum class Kind : std::uint8_t {
    kCall,           // a reply is owed
    kRefused,        // a message that is no call; it was answered. problem() says why
    kFileData,       // a piece of the upload
    kFileEnd,        // it is complete
    kFileCancelled,  // the client gave it up: clean up, reply_error(0, kUploadCancelled)
    kFileBroken,     // what came is no chunk: clean up, reply_error()
    kSendCancelled,  // the client wants no more of the download: stop, the call is over
    kFatal,          // out of step for good, problem() says why: the connection is to be closed
  };
  Kind kind;
  const CallInfo* call = nullptr;
  Header header{};        // kCall
  std::string_view data;  // kCall: the arguments; kFileData. Good until the next call of next()
};

class DaemonConversation {
 public:
  enum class State : std::uint8_t {
    kIdle,
    kServing,    // a reply is owed
    kReceiving,  // a reply is owed, and the upload is still coming
    kDraining,   // the rest of an upload that was refused is dropped
    kSending,    // a download
    kFatal,
  };
  static constexpr std::string_view kUploadCancelled = "file upload cancelled";
  // More than this unsent, and the driver had better write before it sends more of a file.
  static constexpr std::size_t kSendAheadBytes = 64u << 10;

  explicit DaemonConversation(CallFinder find_call) : find_call_(find_call) {}

  void launch() { append_launch(output_.tail()); }
  std::optional<DaemonEvent> next(std::string_view* in, std::int64_t now_ns);

  // kUsage where no reply is owed, or the upload has not been read to its good end. A body that no
  // message can hold becomes an error reply.
  Status reply(std::string_view body);
  // err: 0 = none. A text that is too long is cut.
  Status reply_error(int err, std::string_view text);

  bool wants_file() const { return state_ == State::kSending && output_.size() < kSendAheadBytes; }
  // These do nothing where no download runs (any more). data: of any size.
  void send_file(std::string_view data);
  void end_file();
  void abort_file();  // what is to be sent cannot be read

  // Reports progress if the limits let it be sent now. False: nothing was sent.
  bool progress(std::uint64_t position, std::uint64_t total, std::int64_t now_ns);
  // The same without limits.
  bool progress_unlimited(std::uint64_t position, std::uint64_t total, std::int64_t now_ns);
  // For work of unknown length: 0 of 1 whenever it is due, see pulse_due_ns(), and 1 of 1 at the
  // end if there were any. On errors the end is left out.
  bool pulse(std::int64_t now_ns) { return progress(0, 1, now_ns); }
  bool end_pulse(std::int64_t now_ns);
  std::int64_t pulse_due_ns() const { return limiter_.due_ns(); }

  std::string_view output() const { return output_.view(); }
  void sent(std::size_t n) { output_.consume(n); }

  State state() const { return state_; }
  const CallInfo* call() const { return call_; }  // that is worked on or was last
  // Of kRefused and kFatal: one line.
  const std::string& problem() const { return problem_; }

 private:
  std::optional<DaemonEvent> on_call(std::string_view body, std::int64_t now_ns);
  std::optional<DaemonEvent> on_chunk(std::string_view body);
  std::optional<DaemonEvent> on_drained(std::string_view body);
  std::optional<DaemonEvent> look_for_cancel(std::string_view* in);
  DaemonEvent event(DaemonEvent::Kind kind) const;
  DaemonEvent fatal(std::string why);
  void send_error(std::string_view errno_name, std::string_view text);
  bool may_report() const;

  CallFinder find_call_;
  State state_ = State::kIdle;
  FrameReader reader_{Side::kClient};
  OutputBuffer output_;
  ProgressLimiter limiter_;
  const CallInfo* call_ = nullptr;
  std::uint32_t proc_ = 0, serial_ = 0;  // of the last call whose header was good
  std::string problem_;
  struct DeferredError {
    std::string errno_name, text;
  };
  bool upload_failed_ = false;             // only an error may answer it
  std::optional<DeferredError> deferred_;  // to be sent when the upload is drained
};

}  // namespace gs::protocol
