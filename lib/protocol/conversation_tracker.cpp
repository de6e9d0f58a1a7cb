#include "protocol/conversation_tracker.hpp"

#include <utility>

#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

using Kind = TrackEvent::Kind;

// For calls of unknown numbers only: well-formed chunks begin with 0 or 1, messages with kProgram.
std::optional<Chunk> as_chunk(std::string_view body) {
  auto chunk = decode_chunk(body);
  if (!chunk || chunk->trailing > 0) return std::nullopt;
  return *chunk;
}

void count(const Chunk& chunk, TransferCount* transfer, TrackEvent* event) {
  event->kind = Kind::kChunk;
  event->last = chunk.is_last();
  event->cancel = chunk.is_cancel();
  if (event->last) return;
  event->data = chunk.data;
  ++transfer->chunks;
  transfer->bytes += chunk.data.size();
}

}  // namespace

std::optional<TrackEvent> ConversationTracker::next(Side from, std::string_view* in) {
  if (!pending_.empty()) {
    TrackEvent event = pending_.front();
    pending_.pop_front();
    return event;
  }
  FrameReader& reader = from == Side::kClient ? client_reader_ : daemon_reader_;
  while (in_step_) {
    std::optional<Frame> frame = reader.next(in);
    if (!frame) return std::nullopt;
    if (auto event = on_frame(from, *frame)) return event;
  }
  in->remove_prefix(in->size());
  return std::nullopt;
}

std::optional<TrackEvent> ConversationTracker::on_frame(Side from, const Frame& frame) {
  TrackEvent event;
  event.from = from;
  event.offset = frame.offset;
  event.wire_bytes = frame.wire.size();
  switch (frame.kind) {
    case FrameKind::kBad:
      return out_of_step(event, bad_frame_text(frame));
    case FrameKind::kLaunch:
      if (launched_) return out_of_step(event, "a second launch flag");
      launched_ = true;
      event.kind = Kind::kLaunch;
      return event;
    case FrameKind::kProgress:
      event.kind = Kind::kProgress;
      event.progress = frame.progress;
      if (!calls_.empty()) {
        ++calls_.front().seen.progress_frames;
        event.call = calls_.front().seen;
      }
      return event;
    case FrameKind::kCancel:
      return on_cancel_flag(from, event);
    case FrameKind::kBody:
      break;
  }
  return from == Side::kClient ? from_client(frame.body, event) : from_daemon(frame.body, event);
}

std::optional<TrackEvent> ConversationTracker::on_cancel_flag(Side from, TrackEvent event) {
  if (from == Side::kDaemon && !launched_)
    return out_of_step(event, "a cancel flag before the launch flag");
  event.kind = Kind::kCancelFlag;
  // The client's is about the download that runs, the daemon's about the upload: either is one of
  // the oldest call.
  Call* call = calls_.empty() ? nullptr : &calls_.front();
  const CallInfo* info = call ? call->seen.info : nullptr;
  if (call && (!info || (from == Side::kClient ? info->file_out : info->file_in))) {
    (from == Side::kClient ? call->seen.cancelled_by_client : call->seen.cancelled_by_daemon) =
        true;
    event.call = call->seen;
  }
  return event;
}

std::optional<TrackEvent> ConversationTracker::from_client(std::string_view body,
                                                           TrackEvent event) {
  Call* newest = calls_.empty() ? nullptr : &calls_.back();
  if (newest && newest->uploading) {
    auto chunk = decode_chunk(body);
    if (!chunk) return out_of_step(event, chunk.error().message);
    return on_upload(*chunk, event);
  }
  if (newest && !newest->seen.info && newest->phase == Call::Phase::kReplyDue) {
    if (auto chunk = as_chunk(body)) return on_upload(*chunk, event);
  }
  auto message = decode_message(body);
  if (!message) return out_of_step(event, message.error().message);
  std::string problem = call_header_problem(message->header);
  if (!problem.empty()) return out_of_step(event, "the client's " + problem);
  if (calls_.size() >= kMaxOutstanding) return out_of_step(event, "too many calls without answers");
  if (newest && newest->phase == Call::Phase::kPerhapsDownloading) {
    // The client goes on, so there was no file.
    TrackEvent finished = finish_front(event);
    pending_.push_back(on_call(*message, event));
    return finished;
  }
  return on_call(*message, event);
}

TrackEvent ConversationTracker::on_call(const Message& message, TrackEvent event) {
  Call call;
  call.seen.info = find_call_(message.header.proc);
  call.seen.header = message.header;
  call.uploading = call.seen.info && call.seen.info->file_in;
  event.kind = Kind::kCall;
  event.call = call.seen;
  event.data = message.body;
  calls_.push_back(call);
  return event;
}

TrackEvent ConversationTracker::on_upload(const Chunk& chunk, TrackEvent event) {
  Call& call = calls_.back();
  count(chunk, &call.seen.upload, &event);
  call.uploading = !event.last;
  if (event.cancel && !call.seen.cancelled_by_daemon) call.seen.cancelled_by_client = true;
  event.call = call.seen;
  return event;
}

std::optional<TrackEvent> ConversationTracker::from_daemon(std::string_view body,
                                                           TrackEvent event) {
  if (!launched_) return out_of_step(event, "a message before the launch flag");
  if (calls_.empty()) return out_of_step(event, "an answer that no call asked for");
  if (calls_.front().phase == Call::Phase::kDownloading) {
    auto chunk = decode_chunk(body);
    if (!chunk) return out_of_step(event, chunk.error().message);
    return on_download(*chunk, event);
  }
  std::optional<TrackEvent> finished;
  if (calls_.front().phase == Call::Phase::kPerhapsDownloading) {
    if (auto chunk = as_chunk(body)) return on_download(*chunk, event);
    if (calls_.size() == 1) return out_of_step(event, "an answer that no call asked for");
    finished = finish_front(event);
  }
  const Call& call = calls_.front();
  TrackEvent answer;
  if (call.uploading) {
    answer = out_of_step(event, "an answer before the end of the upload");
  } else if (auto message = decode_message(body); !message) {
    answer = out_of_step(event, message.error().message);
  } else {
    const Header& asked = call.seen.header;
    std::string problem = reply_header_problem(message->header, asked.proc, asked.serial);
    answer =
        problem.empty() ? on_reply(*message, event) : out_of_step(event, "the daemon's " + problem);
  }
  if (!finished) return answer;
  pending_.push_front(answer);  // before the end of the call that it may have brought
  return finished;
}

TrackEvent ConversationTracker::on_reply(const Message& message, TrackEvent event) {
  Call& call = calls_.front();
  event.data = message.body;
  if (message.header.status == kStatusError) {
    event.kind = Kind::kErrorReply;
    call.seen.failed = true;
    if (auto error = decode_error(message.body)) event.error = *error;
  } else {
    event.kind = Kind::kReply;
    if (!call.seen.info)
      call.phase = Call::Phase::kPerhapsDownloading;
    else if (call.seen.info->file_out)
      call.phase = Call::Phase::kDownloading;
  }
  event.call = call.seen;
  if (call.phase == Call::Phase::kReplyDue) pending_.push_back(finish_front(event));
  return event;
}

TrackEvent ConversationTracker::on_download(const Chunk& chunk, TrackEvent event) {
  Call& call = calls_.front();
  call.phase = Call::Phase::kDownloading;
  count(chunk, &call.seen.download, &event);
  if (event.cancel && !call.seen.cancelled_by_client) call.seen.cancelled_by_daemon = true;
  event.call = call.seen;
  if (event.last) pending_.push_back(finish_front(event));
  return event;
}

TrackEvent ConversationTracker::finish_front(const TrackEvent& last) {
  TrackEvent event;
  event.kind = Kind::kDone;
  event.from = last.from;
  event.offset = last.offset + last.wire_bytes;
  event.call = calls_.front().seen;
  calls_.pop_front();
  return event;
}

TrackEvent ConversationTracker::out_of_step(TrackEvent event, std::string why) {
  in_step_ = false;
  problem_ = std::string(event.from == Side::kClient ? "client" : "daemon") + ", byte " +
             std::to_string(event.offset) + ": " + std::move(why);
  event.kind = Kind::kOutOfStep;
  if (!calls_.empty()) event.call = calls_.front().seen;
  return event;
}

}  // namespace gs::protocol
