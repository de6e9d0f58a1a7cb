#include "qemu/run_program.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.hpp"

namespace gs::qemu {
namespace {

TEST(RunProgram, CarriesInputOutputAndStatus) {
  auto r = run_program({"/bin/sh", "-c", "cat; echo oops >&2; exit 3"}, "hello\n");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->out, "hello\n");
  EXPECT_EQ(r->err, "oops\n");
  EXPECT_EQ(WEXITSTATUS(r->status), 3);
}

TEST(RunProgram, ProgramsThatCannotRunAreNamed) {
  auto missing = run_program({"/nonexistent/qemu"}, "");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("/nonexistent/qemu"), std::string::npos);
  EXPECT_EQ(run_program({"/etc/passwd"}, "").error().code, ErrorCode::kPermission);
}

TEST(RunProgram, IsBounded) {
  auto slow = run_program({"/bin/sh", "-c", "exec sleep 1000"}, "", {.timeout_ms = 50});
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, ErrorCode::kLimit);
  auto loud = run_program({"/bin/sh", "-c", "exec yes"}, "", {.max_output = 1000});
  ASSERT_FALSE(loud);
  EXPECT_EQ(loud.error().code, ErrorCode::kLimit);
}

TEST(RunProgram, SurvivesAChildThatDoesNotRead) {
  std::string much(1 << 20, 'x');
  auto r = run_program({"/bin/sh", "-c", "exec 0<&-; echo done"}, much);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->out, "done\n");
}

TEST(RunProgram, GivesTheChildNoOtherDescriptors) {
  auto pipe = make_pipe();
  ASSERT_TRUE(pipe);
  ASSERT_TRUE(set_cloexec(pipe->second.get(), false));  // as one that a client passes on
  auto r = run_program({"/bin/sh", "-c", "ls /proc/self/fd | wc -l"}, "");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->out, "4\n");  // 0, 1, 2, and the folder that ls reads
}

TEST(RunProgram, WorksWhereSigchldIsIgnored) {
  auto* old = ::signal(SIGCHLD, SIG_IGN);
  auto r = run_program({"/bin/sh", "-c", "echo hi"}, "");
  ::signal(SIGCHLD, old);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->out, "hi\n");
  EXPECT_EQ(r->status, -1);
}

}  // namespace
}  // namespace gs::qemu
