// A qemu for tests: says on request what it was given (argv, descriptors, signals, environment), plays a
// console on the descriptors that real qemu would use, speaks a little QMP, and ends as told. Environment:
//   FAKE_QEMU_DUMP=FILE     JSON with pid, ppid, argv (base64), fds, signal masks, environment names
//   FAKE_QEMU_CONSOLE=FILE  bytes for the console: to stdout, and to every -add-fd descriptor
//   FAKE_QEMU_STDERR=TEXT   to stderr
//   FAKE_QEMU_WAIT=FILE     wait until FILE exists before the last console line and the end
//   FAKE_QEMU_QMP=FILE      what comes on QMP, a command a line; each is answered, quit ends the program,
//                           and a system_powerdown lets FAKE_QEMU_WAIT go on
//   FAKE_QEMU_EXIT=N, FAKE_QEMU_SIGNAL=N
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

extern char** environ;

namespace {

std::string proc_status(std::string_view key) {
  std::ifstream f("/proc/self/status");
  for (std::string line; std::getline(f, line);)
    if (line.starts_with(key)) return std::string(gs::trim(line.substr(key.size() + 1)));
  return {};
}

std::string fds_json() {
  std::string json;
  DIR* d = ::opendir("/proc/self/fd");
  while (const dirent* e = ::readdir(d)) {
    if (e->d_name[0] == '.' || std::atoi(e->d_name) == ::dirfd(d)) continue;
    std::array<char, 512> to{};
    if (::readlink((std::string("/proc/self/fd/") + e->d_name).c_str(), to.data(), to.size() - 1) <= 0)
      continue;
    if (!json.empty()) json += ',';
    json += "\"" + std::string(e->d_name) + "\":\"" + gs::json_escape(to.data()) + "\"";
  }
  ::closedir(d);
  return "{" + json + "}";
}

void dump(const std::string& path, int argc, char** argv) {
  std::string args, names;
  for (int i = 0; i < argc; ++i) {
    if (i) args += ',';
    args += "\"" + gs::base64_encode(argv[i]) + "\"";
  }
  for (char** e = environ; *e; ++e) {
    if (!names.empty()) names += ',';
    names += "\"" + gs::base64_encode(*e) + "\"";
  }
  const std::string fds = fds_json();  // before the file is open
  std::ofstream(path) << "{\"pid\":" << ::getpid() << ",\"ppid\":" << ::getppid() << ",\"argv\":[" << args
                      << "],\"env\":[" << names << "],\"fds\":" << fds << ",\"blocked\":\""
                      << proc_status("SigBlk:") << "\",\"ignored\":\"" << proc_status("SigIgn:") << "\"}\n";
}

void write_console(std::string_view bytes, const std::vector<int>& fds) {
  for (int fd : fds)
    if (!gs::write_all(fd, bytes)) continue;  // a log that nobody reads: as qemu does, go on
}

// -daemonize: as qemu's os_daemonize forks, the first process ends when the machine runs.
void daemonize() {
  auto started = gs::make_pipe();
  if (::fork() != 0) {
    started->second.reset();
    char c = 0;
    ::_exit(::read(started->first.get(), &c, 1) == 1 ? 0 : 1);
  }
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  int null_fd = ::open("/dev/null", O_RDWR);
  for (int fd : {0, 1, 2}) ::dup2(null_fd, fd);
  (void)gs::write_all(started->second.get(), "r");
}

// Answers commands, on a thread, until the other end closes.
void serve_qmp(int fd) {
  std::string pending;
  char buffer[4096];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) {
    pending.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1)) {
      std::string line = pending.substr(0, end);
      if (auto log = gs::env("FAKE_QEMU_QMP"); !log.empty()) std::ofstream(log, std::ios::app) << line << "\n";
      auto id = line.rfind("\"id\":");
      std::string with_id = id == std::string::npos ? "}" : ", " + line.substr(id);
      auto is = [&](const char* name) { return line.find("\"execute\":\"" + std::string(name) + "\"") != line.npos; };
      if (is("nope"))
        (void)gs::write_all(fd, "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"x\"}" + with_id + "\r\n");
      else
        (void)gs::write_all(fd, "{\"return\": {\"status\": \"running\"}" + with_id + "\r\n");
      if (is("system_powerdown")) {
        (void)gs::write_all(fd, "{\"event\": \"POWERDOWN\"}\r\n");
        std::ofstream(gs::env("FAKE_QEMU_WAIT")) << "\n";
      }
      if (is("quit")) {
        (void)gs::write_all(fd, "{\"event\": \"SHUTDOWN\"}\r\n");
        ::_exit(0);
      }
    }
  }
}

// Greets, and answers one command before all else.
void speak_qmp(int fd) {
  (void)gs::write_all(fd, "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7}}, \"capabilities\": []}}\r\n");
  pollfd p{fd, POLLIN, 0};
  char buffer[4096];
  if (::poll(&p, 1, 10'000) == 1 && ::read(fd, buffer, sizeof buffer) > 0)
    (void)gs::write_all(fd, "{\"return\": {}}\r\n{\"event\": \"RESUME\"}\r\n");
  std::thread(serve_qmp, fd).detach();
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);  // as qemu does
  if (auto path = gs::env("FAKE_QEMU_DUMP"); !path.empty()) dump(path, argc, argv);
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "-daemonize") daemonize();
  std::vector<int> console{STDOUT_FILENO};
  int qmp = -1;
  for (int i = 1; i + 1 < argc; ++i) {
    std::string_view option = argv[i], value = argv[i + 1];
    if (option == "-add-fd" && value.starts_with("fd=")) console.push_back(std::atoi(argv[i + 1] + 3));
    auto fd = value.find("id=guestscope-qmp,fd=");
    if (option == "-chardev" && fd != std::string_view::npos) qmp = std::atoi(argv[i + 1] + fd + 21);
  }
  if (qmp >= 0) speak_qmp(qmp);
  if (auto text = gs::env("FAKE_QEMU_STDERR"); !text.empty()) (void)gs::write_all(STDERR_FILENO, text);
  std::string last;
  if (auto path = gs::env("FAKE_QEMU_CONSOLE"); !path.empty()) {
    std::ifstream f(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(f), {}};
    auto cut = bytes.rfind('\n', bytes.size() < 2 ? 0 : bytes.size() - 2);
    cut = cut == std::string::npos ? 0 : cut + 1;
    write_console(std::string_view(bytes).substr(0, cut), console);
    last = bytes.substr(cut);
  }
  if (auto path = gs::env("FAKE_QEMU_WAIT"); !path.empty())
    while (::access(path.c_str(), F_OK) != 0) ::usleep(2000);
  write_console(last, console);
  if (auto sig = gs::env("FAKE_QEMU_SIGNAL"); !sig.empty()) {
    ::signal(std::atoi(sig.c_str()), SIG_DFL);
    ::raise(std::atoi(sig.c_str()));
  }
  ::_exit(std::atoi(gs::env("FAKE_QEMU_EXIT").c_str()));  // the QMP thread may still run
}
