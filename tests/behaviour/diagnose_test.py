"""`guestscope diagnose` on files: what it reads, its JSON, its exit codes, and bad input."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

MSR_LOG = """qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69
qemu-system-x86_64: ../../target/i386/kvm/kvm.c:3183: kvm_buf_set_msrs: Assertion `ret == n' failed.
libguestfs: error: appliance closed the connection unexpectedly, see earlier error messages
"""
GOOD_LOG = """SeaBIOS (version 1.16.2)
[    0.000000] Linux version 6.1.0 (x@y) (gcc 12) #1 SMP
[    1.500000] Run /init as init process
supermin: mounting /proc
supermin: picked 8:16 as root device
Starting /init script ...
+ guestfsd --verbose
libguestfs: recv_from_daemon: received GUESTFS_LAUNCH_FLAG
"""


class Diagnose(gs.Case):
    def diagnose(self, *args, **kw):
        return self.run_in([gs.GUESTSCOPE, "diagnose", *args], **kw)

    def verdict(self, *args, code=None, **kw):
        r = self.diagnose("--json", *args, **kw)
        if code is not None:
            self.assertEqual(r.returncode, code, r.stderr)
        return json.loads(r.stdout)

    def test_a_log_file(self):
        v = self.verdict(self.write("a.log", MSR_LOG), code=1)
        self.assertEqual((v["outcome"], v["stage"], v["cause"]), ("fail", "qemu-start", "kvm_msr_unsupported"))
        self.assertEqual(v["evidence"]["line"], 1)
        self.assertIn("failed to set MSR 0x10a", v["evidence"]["text"])
        self.assertEqual(v["cure"]["hook"], "force-tcg")
        self.assertEqual(v["confidence"], "high")

    def test_standard_input(self):
        v = self.verdict("-", code=1, stdin=None, input=MSR_LOG.encode())
        self.assertEqual(v["cause"], "kvm_msr_unsupported")

    def test_a_healthy_log(self):
        v = self.verdict(self.write("a.log", GOOD_LOG), code=0)
        self.assertEqual((v["outcome"], v["stage"]), ("ok", "ready"))
        self.assertEqual([s["name"] for s in v["stages"]],
                         ["firmware", "kernel", "initrd", "root-device", "init", "daemon", "ready"])

    def test_text_form_says_it_all(self):
        r = self.diagnose(self.write("a.log", MSR_LOG))
        for part in (b"qemu-start", b"kvm_msr_unsupported", b"line 1", b"failed to set MSR", b"--hook force-tcg",
                     b"confidence"):
            self.assertIn(part, r.stdout)
        self.assertNotIn(b"\x1b", r.stdout, "no colour where there is no terminal")

    def test_what_a_log_holds_cannot_reach_the_terminal(self):
        r = self.diagnose(self.write("a.log", MSR_LOG.replace("0x69", "\x1b]0;owned\x07\x1b[31m0x69")))
        self.assertNotIn(b"\x1b", r.stdout)
        self.assertNotIn(b"\x07", r.stdout)

    def test_no_marker_at_all_is_a_report_and_cannot_tell(self):
        r = self.diagnose(self.write("a.log", "the quick brown fox\njumps over\n"))
        self.assertEqual(r.returncode, 2)
        self.assertTrue(r.stdout)
        v = self.verdict(self.write("b.log", "the quick brown fox\n"), code=2)
        self.assertEqual(v["outcome"], "unknown")

    def test_bad_input(self):
        good = self.path("t.gst")
        self.run_in([gs.GUESTSCOPE, "record", "-o", good, "--", "true"])
        with open(good, "rb") as f:
            trace = f.read()
        unreadable = self.write("unreadable.log", MSR_LOG, 0)
        cases = [("missing", ["/nope/x.log"]), ("a folder", [self.dir]),
                 ("empty", [self.write("empty.log", "")]),
                 ("binary", [self.write("binary", os.urandom(4096) + bytes(4096))]),
                 ("truncated within its header", [self.write("cut.gst", trace[:20])]),
                 ("neither file nor command", []),
                 ("both", ["x.log", "--", "true"]),
                 ("command that is not there", ["--", "/nope/program"]),
                 ("unknown hook", ["--hook", "nosuch", "--", "true"]),
                 ("missing qemu", ["--qemu", "/nope", "--", "true"])]
        if os.getuid() != 0:
            cases.append(("unreadable", [unreadable]))
        else:  # root may read everything: somebody else reads
            r = self.run_in(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", gs.GUESTSCOPE,
                             "diagnose", "/proc/1/mem"])
            self.assertEqual(r.returncode, 2)
            self.assertOneLine(r.stderr, "hint:")
        for what, args in cases:
            with self.subTest(what):
                r = self.diagnose(*args)
                self.assertEqual(r.returncode, 2, r.stdout + r.stderr)
                self.assertOneLine(r.stderr, "hint:")
                self.assertEqual(r.stdout, b"")

    def test_an_unknown_trace_version_is_named(self):
        good = self.path("t.gst")
        self.run_in([gs.GUESTSCOPE, "record", "-o", good, "--", "true"])
        with open(good, "rb") as f:
            opening_mark = f.read(12)  # docs/trace-format.md
        header = self.write("header", '{"guestscope":99,"stages":1}\n')
        frame = self.run_in(["zstd", "-qc", header]).stdout  # from a file: with its content size
        r = self.diagnose(self.write("future.gst", opening_mark + frame))
        self.assertEqual(r.returncode, 2)
        self.assertOneLine(r.stderr, "99", "hint:")

    def test_a_truncated_trace_is_read_and_called_incomplete(self):
        good = self.path("t.gst")
        # More than one block of the file: 64 KiB are written at once.
        log = self.write("log", MSR_LOG + "filler line\n" * 10000)
        self.run_in([gs.GUESTSCOPE, "record", "-o", good, "--", "sh", "-c", f"cat {log}; exit 1"])
        with open(good, "rb") as f:
            trace = f.read()
        v = self.verdict(good, code=1)
        self.assertEqual((v["cause"], v["complete"]), ("kvm_msr_unsupported", True))
        v = self.verdict(self.write("cut.gst", trace[:-30]))
        self.assertFalse(v["complete"])

    def test_diagnosing_a_command(self):
        r = self.diagnose("--json", "--", "sh", "-c", f"cat {self.write('log', MSR_LOG)} >&2; exit 1")
        v = json.loads(r.stdout)
        self.assertEqual((r.returncode, v["cause"]), (1, "kvm_msr_unsupported"))
        self.assertTrue(v["trace"].startswith(self.path("state")), v["trace"])
        self.assertEqual(self.verdict(v["trace"], code=1)["cause"], v["cause"])
        self.assertEqual(os.stat(v["trace"]).st_mode & 0o777, 0o600)

    def test_debug_is_asked_for_unless_told_otherwise(self):
        show = ["sh", "-c", "echo [$LIBGUESTFS_DEBUG$LIBGUESTFS_TRACE]"]
        self.assertTrue(self.diagnose("--", *show).stdout.startswith(b"[11]\n"))
        self.assertTrue(self.diagnose("--no-debug", "--", *show).stdout.startswith(b"[]\n"))

    def test_json_is_one_object_and_the_commands_output_stays_away_from_it(self):
        r = self.diagnose("--json", "--", "echo", "{")
        json.loads(r.stdout)
        self.assertIn(b"{\n", r.stderr)

    def test_stage_times_add_up_to_the_run(self):
        r = self.diagnose("--json", "--", "sh", "-c", "echo 'libguestfs: begin testing qemu features'; sleep 0.2")
        v = json.loads(r.stdout)
        events = gs.lines_of(v["trace"])
        run = next(e["t"] for e in events if e.get("k") == "exit") - next(e["t"] for e in events if e.get("k") == "run")
        self.assertAlmostEqual(sum(s["duration_ns"] for s in v["stages"]) / run, 1, delta=0.01)

    def test_help_teaches(self):
        r = self.diagnose("--help")
        self.assertEqual(r.returncode, 0)
        self.assertTrue(re.search(rb"guestscope diagnose -- libguestfs-test-tool", r.stdout))


if __name__ == "__main__":
    gs.main()
