#!/usr/bin/env python3
"""What `guestscope diagnose` takes for a 10 MB log, whole process, against `grep -c` for one word on the same file.
Usage: diagnose_log.py [RUNS]. The log is our own healthy boot log repeated, with a failure at its end."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


def run(argv, codes):
    start = time.monotonic()
    code = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if code not in codes:
        sys.exit(f"{argv} ended with {code}")
    return time.monotonic() - start


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with open(os.path.join(gs.SOURCE, "tests", "data", "bootlogs", "ok_test_tool.log"), "rb") as f:
        boot = f.read()
    with tempfile.TemporaryDirectory() as d:
        log = os.path.join(d, "big.log")
        with open(log, "wb") as f:
            for _ in range(10_000_000 // len(boot)):
                f.write(boot)
            f.write(boot[:10_000_000 % len(boot)])
            f.write(b"\nsupermin: failed to find a suitable kernel (host_cpu=x86_64)\n")
        print(f"{os.path.getsize(log)} bytes")
        ours, peer = [], []
        for _ in range(runs):
            peer.append(run(["grep", "-c", "panic", log], (0, 1)))
            ours.append(run([gs.GUESTSCOPE, "diagnose", log], (0, 1)))
    print(f"median of {runs}: diagnose {statistics.median(ours):.3f} s (fastest {min(ours):.3f} s), "
          f"grep {statistics.median(peer):.3f} s (promised: under 0.2 s)")


if __name__ == "__main__":
    main()
