"""The real qemu and a real kernel, recorded: same bytes, same end, and a companion that dies changes nothing."""
import glob
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


class RecordQemu(gs.Case):
    def setUp(self):
        super().setUp()
        kernels = sorted(glob.glob("/boot/vmlinuz-*") + glob.glob("/var/tmp/.guestfs-*/appliance.d/kernel"))
        if not kernels:
            sys.exit(77)
        self.trace = self.path("t.gst")
        # No root: the kernel panics after a second or ten, and -no-reboot ends qemu.
        self.qemu = ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-machine", "pc,accel=tcg", "-m", "256",
                     "-no-reboot", "-serial", "stdio", "-kernel", kernels[-1], "-append",
                     "console=ttyS0 panic=-1 earlyprintk=ttyS0"]

    def record(self, *command):
        return [gs.GUESTSCOPE, "record", "-o", self.trace, "--", *command]

    def test_console_is_byte_for_byte_what_the_client_got(self):
        r = self.run_in(self.record(*self.qemu), timeout=300)
        events = gs.lines_of(self.trace)
        self.assertIn(b"Kernel panic", r.stdout)
        self.assertEqual(gs.stream(events, "client-out"), r.stdout)
        self.assertEqual(gs.stream(events, "console"), r.stdout)
        ended = [e["data"]["event"] for e in events if e.get("k") == "qmp" and "event" in e["data"]]
        self.assertTrue({"SHUTDOWN", "RESET", "GUEST_PANICKED"} & set(ended), ended)
        exits = {e["data"]["who"]: e["data"]["status"] for e in events if e.get("k") == "exit"}
        self.assertEqual(exits["qemu"], exits["command"])

    def test_a_killed_companion_disturbs_nothing(self):
        p = self.start(self.record(*self.qemu))
        first = os.read(p.stdout.fileno(), 1)  # the guest runs
        companion = gs.until(lambda: os.path.exists(self.trace) and
                             [e["pid"] for e in gs.lines_of(self.trace)
                              if e.get("k") == "open" and e.get("role") == "companion"], "a companion")
        os.kill(companion[0], signal.SIGKILL)
        out, err = p.communicate(timeout=300)
        self.assertIn(b"Kernel panic", first + out)
        self.assertEqual(p.returncode, 0, err)

    def test_default_serial_and_monitor_are_kept(self):
        # -nographic: serial port and monitor share stdio; ^A c and "quit" in the monitor end qemu.
        argv = ["qemu-system-x86_64", "-nographic", "-machine", "pc,accel=tcg", "-m", "64", "-boot", "order=n",
                "-net", "none"]
        r = self.run_in(self.record(*argv), stdin=None, input=b"\x01cquit\n", timeout=300)
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertIn(b"QEMU 7", r.stdout)
        self.assertIn(b"(qemu) ", r.stdout)


if __name__ == "__main__":
    gs.main()
