"""The real qemu and a real kernel, recorded: same bytes, same end, and a companion that dies changes nothing."""
import glob
import os
import re
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

    def test_a_hook_stops_the_run_at_the_first_panic(self):
        # The guest would stay in its panic for ever: no reboot.
        hook = self.write("h.lua", "function on_line(text, e)\n"
                          "  if text:find('Kernel panic', 1, true) then\n"
                          "    machine:qmp('query-status', function(a) print('guest is', a.status) machine:quit() end)\n"
                          "  end\nend\n"
                          "function on_stage(name) print('stage', name) end\n"
                          "function on_exit(e) print('exit', e.status) end\n")
        qemu = [w.replace("panic=-1", "panic=0") for w in self.qemu]
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, "--hook", hook, "--", *qemu], timeout=300)
        self.assertEqual(r.returncode, 0, r.stderr)
        said = [gs.text_of(e).decode() for e in gs.lines_of(self.trace) if e.get("k") == "hook" and e["data"]["did"] == "print"]
        self.assertIn("stage\tkernel", said)
        self.assertEqual(said.count("guest is\trunning"), 1)
        self.assertEqual(said[-1], "exit\t0")

    def test_the_end_of_a_qemu_in_the_background_is_known(self):
        argv = ["qemu-system-x86_64", "-daemonize", "-display", "none", "-machine", "pc,accel=tcg", "-m", "64", "-boot",
                "order=n", "-net", "none", "-serial", "null", "-monitor", "none", "-pidfile", self.path("pid")]
        hook = self.write("h.lua", "function on_qmp(m) if m.QMP then machine:quit() end end\n")
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", self.trace, "--hook", hook, "--", *argv], timeout=300)
        self.assertEqual(r.returncode, 0, r.stderr)
        exits = [e["data"] for e in gs.lines_of(self.trace) if e.get("k") == "exit" and e["data"]["who"] == "qemu"]
        self.assertEqual([(e["status"], e["signal"]) for e in exits], [(0, None)])

    def test_serial_ports_with_a_language_of_their_own_stay_what_they_are(self):
        # What the monitor says of the serial port, with and without recording.
        def port(argv):
            r = self.run_in(argv, stdin=None, input=b"info chardev\nquit\n", timeout=300)
            self.assertEqual(r.returncode, 0, r.stderr)
            lines = [l for l in r.stdout.decode(errors="replace").split("\n") if ": filename=" in l]
            # A port of the kernel's choice differs each time.
            return [re.sub(r":[0-9]{5},", ":PORT,", l.split(": filename=")[1].strip()) for l in lines if l.startswith(("serial0", "guestscope-console0"))]
        for form in ("telnet:127.0.0.1:0,server=on,wait=off", f"unix:{self.path('s')},server=on,wait=off", "udp::9",
                     "udp:127.0.0.1:9@127.0.0.1:0", "null", f"file:{self.path('a,b')}", "vc:80Cx24C"):
            with self.subTest(form):
                argv = ["qemu-system-x86_64", "-S", "-nodefaults", "-display", "none", "-machine", "pc,accel=tcg", "-m", "64",
                        "-serial", form, "-monitor", "stdio"]
                plain = port(argv)
                self.assertEqual(len(plain), 1)
                recorded = port([gs.GUESTSCOPE, "record", "-f", "-o", self.trace, "--", *argv])
                self.assertEqual(recorded, plain)
                self.assertEqual([e["data"]["notes"] for e in gs.lines_of(self.trace) if e.get("k") == "qemu"], [[]])

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
