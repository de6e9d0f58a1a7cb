#include "protocol/client_conversation.hpp"

#include <cerrno>

#include "protocol/errno_names.hpp"

namespace gs::protocol {
namespace {

constexpr const char* kStartAgain = "start the appliance again; its console may tell what happened";

}  // namespace

Status ClientConversation::start_call(const CallInfo& call, std::uint64_t optional_mask,
                                      std::string_view arguments, std::uint64_t upload_bytes) {
  if (state_ == State::kLost) return tl::unexpected<Error>(problem_);
  if (state_ == State::kStarting)
    return fail(ErrorCode::kUsage, std::string(call.name) + ": the daemon is not up yet",
                "launch the appliance, or wait until it is up");
  if (state_ != State::kIdle)
    return fail(ErrorCode::kUsage,
                std::string(call.name) + ": the call " + name_ + " is still running",
                "wait for its end, or cancel it");
  Header header;
  header.proc = call.number;
  header.serial = next_serial_;
  header.progress_hint = upload_bytes;
  header.optional_mask = optional_mask;
  if (auto status = append_message(output_.tail(), header, arguments); !status) {
    status.error().message = std::string(call.name) + ": " + status.error().message;
    return status;
  }
  serial_ = next_serial_++;
  proc_ = call.number;
  name_ = call.name;
  file_in_ = call.file_in;
  file_out_ = call.file_out;
  refused_ = user_cancelled_ = aborted_ = false;
  outcome_ = {};
  state_ = file_in_ ? State::kUploading : State::kReplyDue;
  return {};
}

void ClientConversation::upload(std::string_view data) {
  if (state_ == State::kUploading) append_chunks(output_.tail(), data);
}

void ClientConversation::end_upload() {
  if (state_ != State::kUploading) return;
  append_end_chunk(output_.tail());
  state_ = State::kReplyDue;
}

void ClientConversation::stop_upload() {
  append_cancel_chunk(output_.tail());
  state_ = State::kReplyDue;
}

void ClientConversation::abort_upload() {
  if (state_ != State::kUploading) return;
  aborted_ = true;
  stop_upload();
}

void ClientConversation::start_draining() {
  append_cancel(output_.tail());
  state_ = State::kDraining;
}

void ClientConversation::abort_download() {
  if (state_ != State::kDownloading) return;
  aborted_ = true;
  start_draining();
}

bool ClientConversation::cancel() {
  if (user_cancelled_ && state_ != State::kLost) return true;
  if (state_ == State::kUploading) {
    stop_upload();
  } else if (state_ == State::kDownloading) {
    start_draining();
  } else if (state_ != State::kReplyDue || !file_out_) {
    return false;  // a download whose reply is due is cancelled when that is there
  }
  user_cancelled_ = true;
  return true;
}

ClientEvent ClientConversation::done(CallOutcome::Kind kind, std::string message, int err) {
  user_cancelled_ = false;
  outcome_.kind = kind;
  outcome_.err = err;
  if (kind != CallOutcome::Kind::kOk) outcome_.message = std::move(message);
  state_ = State::kIdle;
  return {.kind = ClientEvent::Kind::kDone, .data = {}};
}

ClientEvent ClientConversation::lose(std::string message) {
  problem_ = Error{
      ErrorCode::kFormat, "out of step with the daemon: " + std::move(message), kStartAgain, {}};
  state_ = State::kLost;
  return {.kind = ClientEvent::Kind::kLost, .data = {}};
}

void ClientConversation::end_of_stream() {
  if (state_ == State::kLost) return;
  std::string when = state_ == State::kStarting ? "before it was up"
                     : state_ == State::kIdle   ? "between two calls"
                                                : "during " + name_;
  if (reader_.held() > 0) when += ", in the middle of a frame";
  problem_ = Error{ErrorCode::kSystem, "the daemon closed the connection " + when, kStartAgain, {}};
  state_ = State::kLost;
}

std::optional<ClientEvent> ClientConversation::next(std::string_view* in) {
  while (state_ != State::kLost) {
    std::optional<Frame> frame = reader_.next(in);
    if (!frame) return std::nullopt;
    switch (frame->kind) {
      case FrameKind::kBad:
        return lose(bad_frame_text(*frame));
      case FrameKind::kLaunch:
        // A second one is a daemon that was started anew and knows nothing of what was before.
        if (state_ != State::kStarting) return lose("it sent the launch flag a second time");
        state_ = State::kIdle;
        return ClientEvent{.kind = ClientEvent::Kind::kLaunched, .data = {}};
      case FrameKind::kProgress:
        return ClientEvent{
            .kind = ClientEvent::Kind::kProgress, .progress = frame->progress, .data = {}};
      case FrameKind::kCancel:
        if (state_ == State::kStarting) return lose("it sent a cancel flag before the launch flag");
        if (state_ == State::kUploading) {
          refused_ = true;
          stop_upload();
        }
        break;  // anywhere else it came too late and means nothing
      case FrameKind::kBody:
        if (auto event = on_body(*frame)) return event;
    }
  }
  in->remove_prefix(in->size());
  return std::nullopt;
}

std::optional<ClientEvent> ClientConversation::on_body(const Frame& frame) {
  switch (state_) {
    case State::kReplyDue:
      return on_reply(frame.body);
    case State::kDownloading:
    case State::kDraining:
      return on_chunk(frame.body);
    case State::kStarting:
      return lose("it sent a message before the launch flag");
    case State::kUploading:
      return lose("it answered " + name_ + " before the end of the upload");
    default:
      return lose("it sent a message that nobody asked for");
  }
}

std::optional<ClientEvent> ClientConversation::on_reply(std::string_view body) {
  using Kind = CallOutcome::Kind;
  // An upload that this side cancelled: there is exactly one reply, which says nothing new.
  bool cancelled_upload = file_in_ && (user_cancelled_ || aborted_);
  auto message = decode_message(body);
  std::string problem =
      message ? reply_header_problem(message->header, proc_, serial_) : message.error().message;
  if (!problem.empty())
    return done(Kind::kBadReply, name_ + ": the answer is not to this call: " + problem);
  if (cancelled_upload) {
    if (user_cancelled_) return done(Kind::kCancelledByUser, name_ + ": cancelled", EINTR);
    return done(Kind::kAborted, name_ + ": the upload was broken off");
  }
  if (message->header.status == kStatusError) {
    auto error = decode_error(message->body);
    if (!error) return done(Kind::kBadReply, name_ + ": " + error.error().message);
    outcome_.errno_name = error->errno_name;
    return done(Kind::kError, std::string(error->text), errno_from_name(error->errno_name));
  }
  // Any other status is success, as it is for the real client.
  if (refused_)
    return done(Kind::kBadReply, name_ + ": the daemon refused the file and then reported success");
  outcome_.result = message->body;
  if (!file_out_) return done(Kind::kOk);
  state_ = State::kDownloading;
  if (user_cancelled_) start_draining();
  return std::nullopt;
}

std::optional<ClientEvent> ClientConversation::on_chunk(std::string_view body) {
  using Kind = CallOutcome::Kind;
  auto chunk = decode_chunk(body);
  if (!chunk) return lose(name_ + ": " + chunk.error().message);
  if (state_ == State::kDraining) {
    if (!chunk->is_last()) return std::nullopt;
    if (user_cancelled_) return done(Kind::kCancelledByUser, name_ + ": cancelled", EINTR);
    return done(Kind::kAborted, name_ + ": the download was broken off");
  }
  if (chunk->is_cancel())
    return done(Kind::kCancelledByDaemon, name_ + ": the daemon broke off the file it was sending");
  if (chunk->is_end()) return done(Kind::kOk);
  return ClientEvent{.kind = ClientEvent::Kind::kData, .data = chunk->data};
}

}  // namespace gs::protocol
