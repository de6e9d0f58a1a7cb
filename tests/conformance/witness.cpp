// Stands where a wrapper expects the real qemu, and writes down what it got. Needs no library, so that the
// suite can be carried to another project: c++ -std=c++17 witness.cpp -o witness.
//
// It takes its orders from a file beside itself and writes beside itself (NAME.orders, NAME.seen, one JSON
// object a line), because argv and environment are what is under test. Orders, one a line:
//   exit N | signal N | echo (stdin to stdout, then "witness" to stderr) | wait (until NAME.go is there)
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

extern char** environ;

namespace {

std::string hex(const char* bytes) {
  static const char kDigits[] = "0123456789abcdef";
  std::string out = "\"";
  for (; *bytes; ++bytes) {
    out += kDigits[static_cast<unsigned char>(*bytes) >> 4];
    out += kDigits[static_cast<unsigned char>(*bytes) & 15];
  }
  return out + "\"";
}

std::string number(long long n) { return std::to_string(n); }

std::string hex_list(char** words) {
  std::string out;
  for (; *words; ++words) out += (out.empty() ? "" : ",") + hex(*words);
  return "[" + out + "]";
}

// What the kernel says of this process: signals, groups, privileges.
std::string status_json() {
  std::ifstream f("/proc/self/status");
  std::string out;
  for (std::string line; std::getline(f, line);) {
    for (const char* key : {"Umask", "SigBlk", "SigIgn", "SigPnd", "ShdPnd", "Uid", "Gid", "Groups", "NoNewPrivs",
                            "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "Cpus_allowed", "Seccomp"}) {
      const std::string start = std::string(key) + ":\t";
      if (line.compare(0, start.size(), start) == 0)
        out += (out.empty() ? "" : ",") + ("\"" + std::string(key) + "\":" + hex(line.c_str() + start.size()));
    }
  }
  return "{" + out + "}";
}

std::string limits_json() {
  std::string out;
  for (int i = 0; i < RLIMIT_NLIMITS; ++i) {
    rlimit r{};
    ::getrlimit(static_cast<__rlimit_resource_t>(i), &r);
    out += (out.empty() ? "" : ",") + ("\"" + number(static_cast<long long>(r.rlim_cur)) + ":" +
                                       number(static_cast<long long>(r.rlim_max)) + "\"");
  }
  return "[" + out + "]";
}

std::string fds_json() {
  std::string out;
  DIR* d = ::opendir("/proc/self/fd");
  while (const dirent* e = d ? ::readdir(d) : nullptr) {
    int fd = std::atoi(e->d_name);
    struct stat st {};
    if (e->d_name[0] == '.' || fd == ::dirfd(d) || ::fstat(fd, &st) != 0) continue;
    out += (out.empty() ? "" : ",") + ("\"" + number(fd) + "\":[" + number(static_cast<long long>(st.st_dev)) + "," +
                                       number(static_cast<long long>(st.st_ino)) + "," + number(::fcntl(fd, F_GETFL)) +
                                       "," + number(static_cast<long long>(::lseek(fd, 0, SEEK_CUR))) + "]");
  }
  if (d) ::closedir(d);
  return "{" + out + "}";
}

std::string handler_json(int sig) {
  struct sigaction a {};
  if (::sigaction(sig, nullptr, &a) != 0) return "\"none\"";
  return a.sa_handler == SIG_DFL ? "\"default\"" : a.sa_handler == SIG_IGN ? "\"ignore\"" : "\"handler\"";
}

std::string seen(char** argv) {
  char cwd[4096] = "", exe[4096] = "";
  if (!::getcwd(cwd, sizeof cwd)) cwd[0] = 0;
  if (::readlink("/proc/self/exe", exe, sizeof exe - 1) < 0) exe[0] = 0;
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal);
  char name[32] = "";
  ::prctl(PR_GET_NAME, name);
  std::string signals;
  for (int sig = 1; sig < NSIG; ++sig) signals += (sig > 1 ? "," : "") + handler_json(sig);
  return "{\"pid\":" + number(::getpid()) + ",\"ppid\":" + number(::getppid()) + ",\"pgid\":" + number(::getpgrp()) +
         ",\"sid\":" + number(::getsid(0)) + ",\"nice\":" + number(::getpriority(PRIO_PROCESS, 0)) +
         ",\"scheduler\":" + number(::sched_getscheduler(0)) + ",\"death_signal\":" + number(death_signal) +
         ",\"dumpable\":" + number(::prctl(PR_GET_DUMPABLE)) + ",\"name\":" + hex(name) + ",\"cwd\":" + hex(cwd) +
         ",\"exe\":" + hex(exe) + ",\"argv\":" + hex_list(argv) + ",\"env\":" + hex_list(environ) +
         ",\"status\":" + status_json() + ",\"limits\":" + limits_json() + ",\"fds\":" + fds_json() +
         ",\"signals\":[" + signals + "]}\n";
}

bool write_whole(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    ssize_t n = ::write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

void echo() {
  char buffer[65536];
  for (ssize_t n; (n = ::read(STDIN_FILENO, buffer, sizeof buffer)) > 0;)
    if (!write_whole(STDOUT_FILENO, buffer, static_cast<std::size_t>(n))) return;
  write_whole(STDERR_FILENO, "witness", 7);
}

}  // namespace

int main(int, char** argv) {
  const std::string all = seen(argv);
  char exe[4096] = "";
  if (::readlink("/proc/self/exe", exe, sizeof exe - 1) < 0) return 120;
  const std::string base = exe;
  // Appended: a wrapper may run its qemu more than once.
  int fd = ::open((base + ".seen").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0 || !write_whole(fd, all.data(), all.size())) return 121;
  ::close(fd);
  std::ifstream orders(base + ".orders");
  for (std::string line; std::getline(orders, line);) {
    std::istringstream words(line);
    std::string what;
    int n = 0;
    words >> what >> n;
    if (what == "echo") echo();
    if (what == "wait")
      while (::access((base + ".go").c_str(), F_OK) != 0) ::usleep(2000);
    if (what == "signal") {
      ::signal(n, SIG_DFL);
      sigset_t set;
      ::sigemptyset(&set);
      ::sigaddset(&set, n);
      ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
      ::raise(n);
    }
    if (what == "exit") return n;
  }
  return 0;
}
