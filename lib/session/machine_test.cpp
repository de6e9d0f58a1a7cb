#include "session/machine.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace gs::session {
namespace {

MachineStart shell(const std::string& script) { return {{"/bin/sh", "-c", script}, {}}; }

std::string read_all(int fd) {
  std::string out;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof buffer)) > 0)
    out.append(buffer, static_cast<std::size_t>(n));
  return out;
}

TEST(Machine, ConsoleIsItsThreeDescriptors) {
  auto m = Machine::start(shell("read x; echo out $x; echo err >&2; exit 7"));
  ASSERT_TRUE(m) << m.error().message;
  ASSERT_EQ(::write(m->console(), "in\n", 3), 3);
  EXPECT_EQ(read_all(m->console()), "out in\nerr\n");
  const MachineEnd end = m->wait();
  EXPECT_EQ(end.status, 7);
  EXPECT_EQ(end.text(), "exited with status 7");
}

TEST(Machine, TheSignalThatKilledItIsNamed) {
  auto m = Machine::start(shell("kill -KILL $$"));
  ASSERT_TRUE(m);
  const MachineEnd end = m->wait();
  EXPECT_EQ(end.signal, SIGKILL);
  EXPECT_EQ(end.text(), "was killed by signal 9 (KILL)");
}

TEST(Machine, StopsOneThatIgnoresTheSoftSignal) {
  auto m = Machine::start(shell("trap '' TERM; echo ready; while :; do sleep 0.01; done"));
  ASSERT_TRUE(m);
  char line[6];
  ASSERT_EQ(::read(m->console(), line, 6), 6);
  EXPECT_FALSE(m->poll_end());
  EXPECT_EQ(m->stop(20).signal, SIGKILL);
  EXPECT_EQ(m->poll_end()->signal, SIGKILL);
}

TEST(Machine, AMissingProgramIsAnError) {
  const auto m = Machine::start({{"/nowhere/qemu"}, {}});
  ASSERT_FALSE(m);
  EXPECT_EQ(m.error().code, ErrorCode::kNotFound);
}

TEST(Machine, EnvironmentOnTopOfOurs) {
  auto m = Machine::start({{"/bin/sh", "-c", "echo $GS_A $PATH"}, {{"GS_A", "1"}}});
  ASSERT_TRUE(m);
  const std::string out = read_all(m->console());
  EXPECT_EQ(out.substr(0, 2), "1 ");
  EXPECT_GT(out.size(), 4u);
}

// The user of the library is killed: the machine must not stay.
TEST(Machine, DiesWithItsOwner) {
  int report[2];
  ASSERT_EQ(::pipe2(report, O_CLOEXEC), 0);
  const pid_t owner = ::fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    auto m = Machine::start(shell("exec sleep 1000"));
    const pid_t pid = m ? m->pid() : -1;
    (void)!::write(report[1], &pid, sizeof pid);
    ::pause();
    ::_exit(0);
  }
  pid_t machine = -1;
  ASSERT_EQ(::read(report[0], &machine, sizeof machine), static_cast<ssize_t>(sizeof machine));
  ASSERT_GT(machine, 0);
  const int pidfd = static_cast<int>(::syscall(434 /* pidfd_open */, machine, 0));
  ASSERT_GE(pidfd, 0);
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  pollfd p{pidfd, POLLIN, 0};
  EXPECT_EQ(::poll(&p, 1, 30'000), 1) << "the machine outlived its owner";
  ::close(pidfd);
  ::close(report[0]);
  ::close(report[1]);
}

}  // namespace
}  // namespace gs::session
