#!/usr/bin/env python3
"""What recording costs: paired whole runs of libguestfs-test-tool under TCG, direct and through `guestscope record`.
Usage: record_overhead.py [PAIRS]. Prints each pair, the medians and the median of the ratios."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


def run(argv, env):
    start = time.monotonic()
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    env = {**os.environ, "LIBGUESTFS_BACKEND": "direct", "LIBGUESTFS_BACKEND_SETTINGS": "force_tcg",
           "LIBGUESTFS_DEBUG": "1", "LIBGUESTFS_TRACE": "1"}
    tool = ["libguestfs-test-tool"]
    direct, recorded = [], []
    with tempfile.TemporaryDirectory() as d:
        record = [gs.GUESTSCOPE, "record", "--force", "-o", os.path.join(d, "t.gst"), "--", *tool]
        run(tool, env)  # warm: the appliance is built, files are in the page cache
        run(record, env)
        for i in range(pairs):
            both = [("direct", tool, direct), ("recorded", record, recorded)]
            for _, argv, times in both if i % 2 == 0 else both[::-1]:
                times.append(run(argv, env))
            print(f"pair {i + 1}: direct {direct[-1]:.2f} s, recorded {recorded[-1]:.2f} s, "
                  f"ratio {recorded[-1] / direct[-1]:.3f}", flush=True)
    ratios = [r / d for r, d in zip(recorded, direct)]
    print(f"medians: direct {statistics.median(direct):.2f} s, recorded {statistics.median(recorded):.2f} s; "
          f"median ratio {statistics.median(ratios):.3f} (promised: at most 1.05)")


if __name__ == "__main__":
    main()
