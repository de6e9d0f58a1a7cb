// What `guestscope diagnose` spends on a text log of 10 MB (docs/SPECIFICATION.md: under 0.2 s with
// everything): loading rules and markers, splitting into lines, searching, judging.
#include <benchmark/benchmark.h>

#include <string>

#include "trace/verdict.hpp"
#include "trace/verdict_text.hpp"

namespace {

using namespace gs::trace;

// The shape of a verbose libguestfs session: one boot, then calls without end.
std::string make_log(std::size_t bytes) {
  std::string log =
      "libguestfs: launch: program=libguestfs-test-tool\n"
      "libguestfs: begin building supermin appliance\n"
      "libguestfs: begin testing qemu features\n"
      "SeaBIOS (version 1.16.2)\n"
      "[    0.000000] Linux version 6.1.0\n"
      "supermin: mounting /proc\n"
      "supermin: picked 8:16 as root device\n"
      "Starting /init script ...\n"
      "guestfsd --verbose\n"
      "libguestfs: recv_from_daemon: received GUESTFS_LAUNCH_FLAG\n";
  for (std::size_t call = 0; log.size() < bytes; ++call) {
    log +=
        "guestfsd: <= mount (0x1) request length " + std::to_string(call % 97) + " bytes\n" +
        "commandrvf: stdout=n stderr=y flags=0x0\ncommandrvf: udevadm --debug settle -E /dev/sda\n"
        "No filesystem is currently mounted on /sys/fs/cgroup.\n[   " +
        std::to_string(10 + call % 80) +
        ".675014] EXT4-fs (sda1): mounting ext2 file system using the ext4 subsystem\n"
        "umount-all: /proc/mounts: fsname=/dev/sda1 dir=/sysroot type=ext2 opts=rw freq=0\n";
  }
  log += "libguestfs: sending SIGTERM to process 1348\n";
  return log;
}

void load_rules(benchmark::State& state) {
  for (auto _ : state) {
    auto d = Diagnoser::create();
    if (!d) state.SkipWithError(d.error().message.c_str());
    benchmark::DoNotOptimize(d);
  }
}
BENCHMARK(load_rules)->Unit(benchmark::kMillisecond);

void diagnose_10_mb(benchmark::State& state) {
  const std::string log = make_log(10'000'000);
  for (auto _ : state) {
    auto d = Diagnoser::create();
    auto t = Transcript::from_log(log);
    if (!d || !t) {
      state.SkipWithError("no verdict");
      break;
    }
    Verdict v = d->diagnose(*t);
    if (v.outcome != Outcome::kOk) state.SkipWithError(v.cause.c_str());
    benchmark::DoNotOptimize(verdict_json(v));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(log.size()));
}
BENCHMARK(diagnose_10_mb)->Unit(benchmark::kMillisecond);

}  // namespace
