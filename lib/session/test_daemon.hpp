// A daemon in a thread, for tests: a real DaemonConversation over a socket pair, with one file in
// memory. No mock of the protocol: what it answers is what guestscoped's side answers.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "api/calls.hpp"
#include "base/clock.hpp"
#include "base/fd.hpp"
#include "protocol/daemon_conversation.hpp"

namespace gs::session::test {

class TestDaemon {
 public:
  TestDaemon() {
    auto pair = make_socketpair();
    client_ = std::move(pair->first);
    fd_ = std::move(pair->second);
  }
  ~TestDaemon() {
    if (thread_.joinable()) thread_.join();
  }
  // Serves until the client is gone, or `end_after` calls were answered.
  void start(int end_after = -1) {
    end_after_ = end_after;
    thread_ = std::thread([this] { serve(); });
  }
  UniqueFd client() { return std::move(client_); }

  std::string file;                 // what upload left and download sends
  std::vector<std::string> called;  // read after the session has ended

 private:
  using Event = protocol::DaemonEvent;

  void serve() {
    protocol::DaemonConversation c([](std::uint32_t number) { return api::find_call(number); });
    c.launch();
    std::string in;
    std::size_t position = 0;
    bool sending = false;
    int answered = 0;
    while (true) {
      while (!c.output().empty()) {
        const auto n = ::send(fd_.get(), c.output().data(), c.output().size(), MSG_NOSIGNAL);
        if (n <= 0) return;
        c.sent(static_cast<std::size_t>(n));
      }
      if (end_after_ >= 0 && answered >= end_after_ && !sending) {
        fd_.reset();
        return;
      }
      pollfd p{fd_.get(), POLLIN, 0};
      if (::poll(&p, 1, sending ? 0 : -1) == 1) {
        char buffer[65536];
        const auto n = ::recv(fd_.get(), buffer, sizeof buffer, 0);
        if (n <= 0) return;
        in.append(buffer, static_cast<std::size_t>(n));
      }
      std::string_view view = in;
      while (auto e = c.next(&view, monotonic_ns())) {
        if (e->kind == Event::Kind::kFatal) return;
        if (e->kind == Event::Kind::kSendCancelled) sending = false;
        if (e->kind == Event::Kind::kFileData) file += e->data;
        if (e->kind == Event::Kind::kFileEnd) (void)c.reply({}), ++answered;
        if (e->kind == Event::Kind::kFileCancelled || e->kind == Event::Kind::kFileBroken)
          (void)c.reply_error(0, protocol::DaemonConversation::kUploadCancelled), ++answered;
        if (e->kind == Event::Kind::kCall) {
          called.emplace_back(e->call->name);
          if (e->call->file_in) {
            file.clear();
            if (refuse_uploads) (void)c.reply_error(ENOSPC, "no room"), ++answered;
          } else if (e->call->name == "rm") {
            (void)c.reply_error(ENOENT, "/x: No such file"), ++answered;
          } else {
            if (send_progress) (void)c.progress_unlimited(1, 2, monotonic_ns());
            (void)c.reply(e->call->name == "umask" ? std::string("\0\0\0\22", 4) : std::string());
            ++answered;
            if (e->call->file_out) sending = true, position = 0;
          }
        }
      }
      in.erase(0, in.size() - view.size());
      if (sending && c.wants_file()) {
        const std::string piece = file.substr(position, 20'000);
        position += piece.size();
        if (piece.empty()) {
          c.end_file();
          sending = false;
        } else {
          c.send_file(piece);
        }
      }
    }
  }

 public:
  std::atomic<bool> refuse_uploads{false};
  std::atomic<bool> send_progress{false};

 private:
  UniqueFd client_, fd_;
  int end_after_ = -1;
  std::thread thread_;
};

}  // namespace gs::session::test
