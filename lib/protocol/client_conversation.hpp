// The client's side of the protocol, without a socket: bytes of the daemon in, events out, bytes
// for the daemon out. One call at a time, as the protocol has it. See guestscope-protocol(7) for
// the rules; every race of cancelling that is told there ends here in a conversation that is ready
// for the next call.
//
//   start_call(...)                       the call's bytes are in output()
//   loop: while wants_upload(): upload(data) or end_upload() or abort_upload()
//         write output(), sent(n)         whenever there is any
//         read; while (e = next(&in)) ... until kDone
//
// What has arrived is to be given to next() before more is uploaded: the daemon's cancel flag is
// seen only there.
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

namespace gs::protocol {

struct ClientEvent {
  enum class Kind : std::uint8_t {
    kLaunched,  // the daemon is there; calls may start
    kProgress,  // of the running call, as a rule; the daemon's word is not checked
    kData,      // a piece of the file that is downloaded
    kDone,      // the call is over: see outcome()
    kLost,      // the conversation is: see problem(). Ends a running call too, without kDone
  };
  Kind kind;
  Progress progress{};
  std::string_view data;  // good until the next call of next()
};

struct CallOutcome {
  enum class Kind : std::uint8_t {
    kOk,
    kError,              // the daemon's error reply
    kCancelledByUser,    // cancel() took effect: EINTR
    kAborted,            // abort_upload() or abort_download(): the caller knows why
    kCancelledByDaemon,  // a download that the daemon gave up, for a reason it cannot tell
    kBadReply,           // the answer was none to this call, or could not be read
  };
  Kind kind = Kind::kOk;
  std::string result;      // kOk: to be given to decode_result()
  std::string message;     // otherwise one line; of kError the daemon's own text, any bytes
  std::string errno_name;  // kError: as it was sent
  int err = 0;             // kError, kCancelledByUser: errno; 0 = none
};

class ClientConversation {
 public:
  enum class State : std::uint8_t {
    kStarting,  // no launch flag yet
    kIdle,
    kUploading,  // chunks go to the daemon
    kReplyDue,
    kDownloading,  // chunks come
    kDraining,     // the rest of a cancelled download is dropped
    kLost,
  };
  // Where uploads stop to be wanted until some output is sent.
  static constexpr std::size_t kUploadAheadBytes = 64u << 10;

  // launched: the launch flag has been read by somebody else (attach).
  explicit ClientConversation(bool launched = false, std::uint32_t first_serial = kFirstSerial)
      : state_(launched ? State::kIdle : State::kStarting), next_serial_(first_serial) {}

  State state() const { return state_; }
  // kUsage where no call can start now, kLimit where it is too large; then nothing has happened.
  // upload_bytes: size of the file, where it is known.
  Status start_call(const CallInfo& call, std::uint64_t optional_mask, std::string_view arguments,
                    std::uint64_t upload_bytes = 0);

  bool wants_upload() const {
    return state_ == State::kUploading && output_.size() < kUploadAheadBytes;
  }
  // These do nothing where no upload runs (any more): the daemon may have refused it.
  void upload(std::string_view data);  // of any size
  void end_upload();
  void abort_upload();    // the file cannot be read
  void abort_download();  // it cannot be written
  // The user's wish. False: the call has no transfer that could still be cancelled.
  bool cancel();

  std::string_view output() const { return output_.view(); }
  void sent(std::size_t n) { output_.consume(n); }

  // Takes bytes of the daemon from the front of *in, all of them unless an event comes first.
  std::optional<ClientEvent> next(std::string_view* in);
  // The stream is at its end.
  void end_of_stream();

  const CallOutcome& outcome() const { return outcome_; }
  CallOutcome take_outcome() { return std::move(outcome_); }
  const Error& problem() const { return problem_; }
  // Of the call that runs or ran last.
  std::uint32_t serial() const { return serial_; }
  std::uint32_t proc() const { return proc_; }
  // The daemon's cancel flag has ended the upload; the error reply is still to come.
  bool upload_refused() const { return refused_; }

 private:
  std::optional<ClientEvent> on_body(const Frame& frame);
  std::optional<ClientEvent> on_reply(std::string_view body);
  std::optional<ClientEvent> on_chunk(std::string_view body);
  ClientEvent done(CallOutcome::Kind kind, std::string message = {}, int err = 0);
  ClientEvent lose(std::string message);
  void stop_upload();
  void start_draining();

  State state_;
  FrameReader reader_{Side::kDaemon};
  OutputBuffer output_;
  std::uint32_t next_serial_;
  std::uint32_t serial_ = 0, proc_ = 0;
  bool file_in_ = false, file_out_ = false;
  bool refused_ = false;         // the daemon's cancel flag ended the upload
  bool user_cancelled_ = false;  // by cancel()
  bool aborted_ = false;         // by abort_upload() or abort_download()
  std::string name_;
  CallOutcome outcome_;
  Error problem_;
};

}  // namespace gs::protocol
