"""Debian's libguestfs, unmodified: a recorded run under TCG reaches ready, and the trace has it all."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


class Libguestfs(gs.Case):
    def setUp(self):
        super().setUp()
        if not shutil.which("libguestfs-test-tool"):
            sys.exit(77)
        self.env.update(LIBGUESTFS_BACKEND="direct")
        self.trace = self.path("t.gst")

    def verdict(self):
        r = self.run_in([gs.GUESTSCOPE, "diagnose", "--json", self.trace])
        return json.loads(r.stdout), r.returncode

    def test_a_boot_with_the_stock_hook(self):
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, "--debug", "--hook", "force-tcg", "--",
                         "libguestfs-test-tool"], timeout=600)
        self.assertEqual(r.returncode, 0, r.stderr[-2000:])
        events = gs.lines_of(self.trace)

        with self.subTest("what the client wrote is what we got"):
            self.assertEqual(gs.stream(events, "client-out"), r.stdout)
            own = b"guestscope record: "
            said = r.stderr[:r.stderr.rindex(own)]
            self.assertEqual(gs.stream(events, "client-err"), said)

        v, code = self.verdict()
        with self.subTest("the verdict"):
            self.assertEqual((v["outcome"], code, v["complete"]), ("ok", 0, True))
            names = [s["name"] for s in v["stages"]]
            for stage in ("client", "appliance-build", "qemu-start", "firmware", "kernel", "initrd", "root-device",
                          "init", "daemon", "ready", "shutdown"):
                self.assertIn(stage, names)

        with self.subTest("the stage times add up to the run within 1 %"):
            t = {e["data"]["who"]: e["t"] for e in events if e.get("k") == "exit"}
            run = t["command"] - next(e["t"] for e in events if e.get("k") == "run")
            total = sum(s["duration_ns"] for s in v["stages"])
            print(f"\nstage times {total / 1e9:.3f} s, run {run / 1e9:.3f} s")
            self.assertAlmostEqual(total / run, 1, delta=0.01)

        with self.subTest("the hook's work is in the trace"):
            q = [e["data"] for e in events if e.get("k") == "qemu" and not e["data"]["probe"]]
            self.assertEqual(len(q), 1)
            self.assertTrue(any(c["hook"] == "force-tcg" for c in q[0]["changes"]))
            machine = q[0]["after"][q[0]["after"].index("-machine") + 1]
            self.assertEqual(set(machine.split(",")), {"pc", "accel=tcg", "graphics=off"})

    def test_its_qemu_img_goes_through_a_hook_and_under_strace(self):
        # libguestfs makes disks with qemu-img, which it finds in PATH.
        hook = self.write("h.lua", "programs = {'qemu-img'}\n"
                          "function program(args)\n  if args:find('create') then args[#args] = '2097152' end\nend\n")
        options = ["--hook", hook]
        if shutil.which("strace"):
            options += ["--hook", f"run-under(program=\"strace -f -o {self.path('strace')}\",of=qemu-img)"]
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, *options, "--", "guestfish",
                         "disk-create", self.path("d.qcow2"), "qcow2", "1M", ":", "disk-virtual-size", self.path("d.qcow2")])
        self.assertEqual((r.returncode, r.stdout), (0, b"2097152\n"), r.stderr)
        calls = [e["data"] for e in gs.lines_of(self.trace) if e.get("k") == "program"]
        create = [c for c in calls if "create" in c["before"]]
        self.assertEqual((len(create), create[0]["before"][-1], create[0]["after"][-1]), (1, "1048576", "2097152"))
        ends = [e["data"] for e in gs.lines_of(self.trace) if e.get("k") == "exit" and e["data"]["who"] == "program"]
        self.assertEqual(len(ends), len(calls))
        if shutil.which("strace"):
            with open(self.path("strace")) as f:
                self.assertIn("qemu-img", f.read())

    def test_the_console_in_the_trace_is_what_libguestfs_got(self):
        # Its API hands out what came from the appliance, byte for byte (guestfs(3), GUESTFS_EVENT_APPLIANCE).
        got = self.path("got")
        perl = self.write("client.pl", """
            use Sys::Guestfs; use strict;
            open (my $out, ">:raw", $ARGV[0]) or die;
            my $g = Sys::Guestfs->new ();
            $g->set_event_callback (sub { my ($ev, $eh, $buf) = @_; print $out $buf; },
                                    $Sys::Guestfs::EVENT_APPLIANCE);
            $g->set_verbose (1);
            $g->add_drive_scratch (1048576); $g->launch (); $g->shutdown (); $g->close (); close $out;
        """)
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, "--hook", "force-tcg", "--", "perl", perl, got],
                        timeout=600)
        self.assertEqual(r.returncode, 0, r.stderr[-2000:])
        console = gs.stream(gs.lines_of(self.trace), "console")
        with open(got, "rb") as f:
            data = f.read()
        data = data[data.index(console[:40]):]  # what supermin said comes through the same event
        print(f"\nconsole {len(console)} bytes, libguestfs got {len(data)}")
        self.assertGreater(len(data), 10000)
        # It stops reading when it ends the machine.
        self.assertEqual(console[:len(data)], data)

    def test_without_debug_the_daemon_is_still_seen(self):
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, "--hook", "force-tcg", "--",
                         "guestfish", "-N", "fs", "exit"], timeout=600)
        self.assertEqual(r.returncode, 0, r.stderr[-2000:])
        v, code = self.verdict()
        self.assertEqual((v["outcome"], code), ("ok", 0))
        self.assertIn("daemon", [s["name"] for s in v["stages"]])


if __name__ == "__main__":
    gs.main()
