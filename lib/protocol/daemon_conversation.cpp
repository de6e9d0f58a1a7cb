#include "protocol/daemon_conversation.hpp"

#include <algorithm>

#include "protocol/errno_names.hpp"
#include "protocol/xdr.hpp"

namespace gs::protocol {

using Kind = DaemonEvent::Kind;

DaemonEvent DaemonConversation::event(Kind kind) const {
  return {.kind = kind, .call = call_, .header = {}, .data = {}};
}

DaemonEvent DaemonConversation::fatal(std::string why) {
  problem_ = std::move(why);
  state_ = State::kFatal;
  return event(Kind::kFatal);
}

std::optional<DaemonEvent> DaemonConversation::next(std::string_view* in, std::int64_t now_ns) {
  while (state_ != State::kFatal && state_ != State::kServing) {
    if (state_ == State::kSending) return look_for_cancel(in);
    std::optional<Frame> frame = reader_.next(in);
    if (!frame) return std::nullopt;
    if (frame->kind == FrameKind::kBad) return fatal(bad_frame_text(*frame));
    if (frame->kind == FrameKind::kCancel) continue;  // of a transfer that is over
    std::optional<DaemonEvent> event;
    if (state_ == State::kIdle)
      event = on_call(frame->body, now_ns);
    else if (state_ == State::kReceiving)
      event = on_chunk(frame->body);
    else
      event = on_drained(frame->body);
    if (event) return event;
  }
  return std::nullopt;
}

// Looks without taking: the next call may be there already.
std::optional<DaemonEvent> DaemonConversation::look_for_cancel(std::string_view* in) {
  if (in->size() < kFrameWordBytes || load_u32(in->data()) != kCancelWord) return std::nullopt;
  (void)reader_.next(in);
  append_cancel_chunk(output_.tail());
  state_ = State::kIdle;
  return event(Kind::kSendCancelled);
}

std::optional<DaemonEvent> DaemonConversation::on_call(std::string_view body, std::int64_t now_ns) {
  auto message = decode_message(body);
  if (!message) return fatal(message.error().message);
  const Header& header = message->header;
  problem_ = call_header_problem(header);
  if (!problem_.empty()) {
    // The numbers of a header that is not one of ours mean nothing; those of the call before it go
    // back, as with the real daemon.
    call_ = nullptr;
    send_error({}, problem_);
    return event(Kind::kRefused);
  }
  proc_ = header.proc;
  serial_ = header.serial;
  call_ = find_call_(proc_);
  if (!call_) {
    problem_ = "there is no procedure number " + std::to_string(proc_) +
               "; client and daemon are of different versions";
    send_error({}, problem_);
    return event(Kind::kRefused);
  }
  limiter_ = ProgressLimiter(now_ns);
  deferred_.reset();
  upload_failed_ = false;
  state_ = call_->file_in ? State::kReceiving : State::kServing;
  DaemonEvent call = event(Kind::kCall);
  call.header = header;
  call.data = message->body;
  return call;
}

std::optional<DaemonEvent> DaemonConversation::on_chunk(std::string_view body) {
  auto chunk = decode_chunk(body);
  if (!chunk) {
    problem_ = chunk.error().message;
    upload_failed_ = true;
    append_cancel(output_.tail());
    state_ = State::kDraining;
    return event(Kind::kFileBroken);
  }
  if (!chunk->is_last()) {
    DaemonEvent data = event(Kind::kFileData);
    data.data = chunk->data;
    return data;
  }
  state_ = State::kServing;
  upload_failed_ = chunk->is_cancel();
  return event(chunk->is_cancel() ? Kind::kFileCancelled : Kind::kFileEnd);
}

std::optional<DaemonEvent> DaemonConversation::on_drained(std::string_view body) {
  auto chunk = decode_chunk(body);
  if (!chunk || !chunk->is_last()) return std::nullopt;
  state_ = State::kServing;
  if (deferred_) {
    send_error(deferred_->errno_name, deferred_->text);
    deferred_.reset();
  }
  return std::nullopt;
}

void DaemonConversation::send_error(std::string_view errno_name, std::string_view text) {
  append_error_reply(output_.tail(), proc_, serial_, errno_name, text);
  state_ = State::kIdle;
}

Status DaemonConversation::reply(std::string_view body) {
  if (state_ != State::kServing || upload_failed_)
    return fail(ErrorCode::kUsage, "no reply can be sent now",
                "a reply follows a call once, and an upload after its end");
  Header header;
  header.proc = proc_;
  header.direction = kDirectionReply;
  header.serial = serial_;
  if (auto status = append_message(output_.tail(), header, body); !status) {
    send_error({}, "the result of " + std::string(call_->name) +
                       " is larger than a message may be (4 MiB)");
    return {};
  }
  state_ = call_->file_out ? State::kSending : State::kIdle;
  return {};
}

Status DaemonConversation::reply_error(int err, std::string_view text) {
  std::string_view name = errno_name(err);
  if (err != 0 && name.empty()) name = "EINVAL";
  switch (state_) {
    case State::kServing:
      send_error(name, text);
      return {};
    case State::kReceiving:
      append_cancel(output_.tail());
      state_ = State::kDraining;
      break;
    case State::kDraining:
      if (!deferred_) break;
      [[fallthrough]];
    default:
      return fail(ErrorCode::kUsage, "no error can be sent now", "a call is answered once");
  }
  deferred_ = DeferredError{std::string(name), std::string(text.substr(0, kMaxErrorText))};
  return {};
}

void DaemonConversation::send_file(std::string_view data) {
  if (state_ == State::kSending) append_chunks(output_.tail(), data);
}

void DaemonConversation::end_file() {
  if (state_ != State::kSending) return;
  append_end_chunk(output_.tail());
  state_ = State::kIdle;
}

void DaemonConversation::abort_file() {
  if (state_ != State::kSending) return;
  append_cancel_chunk(output_.tail());
  state_ = State::kIdle;
}

bool DaemonConversation::may_report() const {
  return state_ == State::kServing || state_ == State::kReceiving || state_ == State::kSending;
}

bool DaemonConversation::progress(std::uint64_t position, std::uint64_t total,
                                  std::int64_t now_ns) {
  return may_report() && limiter_.allow(position, total, now_ns) &&
         progress_unlimited(position, total, now_ns);
}

bool DaemonConversation::progress_unlimited(std::uint64_t position, std::uint64_t total,
                                            std::int64_t now_ns) {
  if (!may_report()) return false;
  limiter_.note_sent(now_ns);
  append_progress(output_.tail(), {proc_, serial_, std::min(position, total), total});
  return true;
}

bool DaemonConversation::end_pulse(std::int64_t now_ns) {
  return limiter_.any_sent() && progress_unlimited(1, 1, now_ns);
}

}  // namespace gs::protocol
