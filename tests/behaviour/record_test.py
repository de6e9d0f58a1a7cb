"""`guestscope record` against a fake qemu: everything is in the trace, and whoever is killed disturbs nobody else."""
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

CONSOLE = b"SeaBIOS (version x)\r\n[    0.000000] Linux version 6.1\r\n\x1b[1mbold\xff\xfe\x00\nlogin: "


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Record(gs.Case):
    def setUp(self):
        super().setUp()
        self.trace = self.path("t.gst")
        self.go = self.path("go")
        self.env.update(GUESTSCOPE_QEMU=gs.FAKE_QEMU, FAKE_QEMU_CONSOLE=self.write("console", CONSOLE),
                        FAKE_QEMU_DUMP=self.path("dump.json"))

    def argv(self, *command, options=()):
        return [gs.GUESTSCOPE, "record", "-o", self.trace, *options, "--", *command]

    def script(self, text):
        return self.write("client.sh", "#!/bin/sh\n" + text, 0o755)

    def qemu(self):
        """The client of most tests: starts a qemu by its name, as any script does."""
        return self.script("echo starting; echo noise >&2\n"
                           f"{self.real_name()} -nodefaults -serial stdio -m 64; code=$?\n"
                           "echo qemu said $code; exit $code\n")

    @staticmethod
    def real_name():
        return "qemu-system-x86_64"

    def events(self):
        return gs.lines_of(self.trace)

    def one(self, kind, **want):
        found = [e for e in self.events() if e.get("k") == kind and
                 all(e.get("data", {}).get(k) == v for k, v in want.items())]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_bytes_are_the_clients_bytes(self):
        r = self.run_in(self.argv(self.qemu()))
        self.assertEqual(r.returncode, 0, r.stderr)
        events = self.events()
        self.assertEqual(gs.stream(events, "console"), CONSOLE)
        self.assertEqual(gs.stream(events, "client-out"), r.stdout)
        self.assertEqual(r.stdout, b"starting\n" + CONSOLE + b"qemu said 0\n")
        self.assertEqual(gs.stream(events, "client-err"), b"noise\n")

    def test_argv_before_and_after_and_who_changed_what(self):
        hook = self.write("two.lua", "function rewrite(cmd)\n  cmd:remove('m')\n  cmd:add('name', 'x')\nend\n")
        self.run_in(self.argv(self.qemu(), options=["--hook", hook]))
        q = self.one("qemu")["data"]
        self.assertEqual(q["before"], ["-nodefaults", "-serial", "stdio", "-m", "64"])
        self.assertEqual(q["after"], ["-nodefaults", "-serial", "stdio", "-name", "x"])
        self.assertEqual([(c["hook"], c["line"], c["kind"]) for c in q["changes"]],
                         [(hook, 2, "remove"), (hook, 3, "add")])
        self.assertEqual(q["argv0"].rsplit("/", 1)[-1], "qemu-system-x86_64")
        self.assertFalse(q["probe"])

    def test_relative_hook_works_from_another_folder(self):
        self.write("h.lua", "function rewrite(cmd) cmd:add('name', 'x') end\n")
        script = self.script("cd / && qemu-system-x86_64 -nodefaults\n")
        r = self.run_in(self.argv(script, options=["--hook", "./h.lua"]))
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual(self.one("qemu")["data"]["after"], ["-nodefaults", "-name", "x"])

    def test_qemu_stderr_reaches_the_client_and_the_trace_before_its_end(self):
        # The script reads what qemu wrote right after qemu ended: nothing may come later.
        script = self.script("qemu-system-x86_64 -nodefaults 2> err; cat err\n")
        for i in range(20):
            text = f"qemu: warning {i}\n" + "x" * 5000 + "\n"
            r = self.run_in(self.argv(script, options=["--force"] if i else []), {"FAKE_QEMU_STDERR": text})
            self.assertTrue(r.stdout.endswith(text.encode()), r.stdout[-200:])
            self.assertEqual(gs.stream(self.events(), "qemu-err"), text.encode())

    def test_exit_status_and_signal_of_both(self):
        for env, qemu, code in (({"FAKE_QEMU_EXIT": "3"}, ("status", 3), 1),
                                ({"FAKE_QEMU_SIGNAL": "6"}, ("signal", 6), 1), ({}, ("status", 0), 0)):
            with self.subTest(qemu):
                r = self.run_in(self.argv(self.qemu(), options=["--force"] if os.path.exists(self.trace) else []), env)
                self.assertEqual(r.returncode, code, r.stderr)
                self.assertEqual(self.one("exit", who="qemu")["data"][qemu[0]], qemu[1])
                want = {("status", 3): 3, ("signal", 6): 134, ("status", 0): 0}[qemu]
                self.assertEqual(self.one("exit", who="command")["data"]["status"], want)

    def test_qmp_is_recorded_through_an_added_monitor(self):
        self.run_in(self.argv(self.qemu()))
        qmp = [e["data"] for e in self.events() if e.get("k") == "qmp"]
        self.assertIn("QMP", qmp[0])
        self.assertIn({"event": "RESUME"}, qmp)

    def test_probes_are_recorded_and_not_touched(self):
        script = self.script("qemu-system-x86_64 -machine none -qmp stdio; qemu-system-x86_64 -help\n")
        r = self.run_in(self.argv(script))
        self.assertEqual(r.returncode, 0, r.stderr)
        probes = [e["data"] for e in self.events() if e.get("k") == "qemu"]
        self.assertEqual([p["probe"] for p in probes], [True, True])
        self.assertEqual([p["before"] == p["run"] for p in probes], [True, True])

    def test_a_qemu_named_by_its_path_is_recorded_too(self):
        link = self.path("qemu-system-x86_64")
        os.symlink(gs.FAKE_QEMU, link)
        r = self.run_in(self.argv(link, "-nodefaults", "-serial", "stdio"), {"GUESTSCOPE_QEMU": ""})
        self.assertEqual(r.stdout, CONSOLE)
        self.assertEqual(self.one("qemu")["data"]["qemu"], link)

    def test_several_qemus_at_once(self):
        script = self.script("for i in 1 2 3 4; do qemu-system-x86_64 -nodefaults -serial stdio > out$i & done; wait\n")
        r = self.run_in(self.argv(script))
        self.assertEqual(r.returncode, 0, r.stderr)
        events = self.events()
        pids = {e["pid"] for e in events if e.get("k") == "qemu"}
        self.assertEqual(len(pids), 4)
        for pid in pids:
            self.assertEqual(gs.stream([e for e in events if e.get("pid") == pid], "console"), CONSOLE)

    def test_times_are_of_one_clock_and_in_the_run(self):
        self.run_in(self.argv(self.qemu()))
        events = self.events()
        start = self.one("run")["t"]
        end = self.one("exit", who="command")["t"]
        for e in events:
            if e.get("k") in ("console", "client-out", "client-err", "qemu", "qmp"):
                self.assertTrue(start <= e["t"] <= end, e)
        started = self.one("qemu")["t"]
        self.assertTrue(all(e["t"] >= started for e in events if e.get("k") == "console"))

    # -- killing ----------------------------------------------------------------------------------

    def running(self):
        """A recorded client whose qemu waits in the middle of its console."""
        p = self.start(self.argv(self.qemu()), {"FAKE_QEMU_WAIT": self.go})
        qemu = gs.until(lambda: self.dumped_pid(), "qemu runs")
        gs.until(lambda: os.path.exists(self.trace) and
                 gs.stream(self.events(), "console") == CONSOLE[:-7], "the console is recorded")
        return p, qemu

    def dumped_pid(self):
        try:
            with open(self.path("dump.json")) as f:
                return json.load(f)["pid"]
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def opened(self, role):
        return [e["pid"] for e in self.events() if e.get("k") == "open" and e.get("role") == role]

    def incomplete(self):
        """How diagnose calls the trace."""
        r = self.run_in([gs.GUESTSCOPE, "diagnose", "--json", self.trace])
        self.assertIn(r.returncode, (0, 1, 2), r.stderr)
        return not json.loads(r.stdout)["complete"]

    def test_a_killed_companion_disturbs_neither_qemu_nor_client(self):
        p, qemu = self.running()
        os.kill(self.opened("companion")[0], signal.SIGKILL)
        self.write("go", "")
        out, err = p.communicate(timeout=gs.HANG_S)
        self.assertEqual(p.returncode, 0, err)
        self.assertEqual(out, b"starting\n" + CONSOLE + b"qemu said 0\n")
        self.assertTrue(self.incomplete())
        self.assertFalse(alive(qemu))

    def test_a_killed_recorder_leaves_a_trace_that_opens(self):
        p, qemu = self.running()
        p.kill()
        p.wait()
        self.assertTrue(alive(qemu))
        self.assertTrue(self.incomplete())
        self.write("go", "")
        gs.until(lambda: not alive(qemu), "qemu ends")
        gs.until(lambda: [e for e in self.events() if e.get("k") == "close"], "its companion writes to the end")
        self.assertEqual(gs.stream(self.events(), "console"), CONSOLE)
        self.assertTrue(self.incomplete())

    def test_a_killed_qemu_is_told_apart(self):
        p, qemu = self.running()
        os.kill(qemu, signal.SIGKILL)
        p.communicate(timeout=gs.HANG_S)
        self.assertEqual(self.one("exit", who="qemu")["data"]["signal"], 9)
        self.assertFalse(self.incomplete())

    def test_everything_killed_at_once(self):
        p, qemu = self.running()
        for pid in (p.pid, self.opened("companion")[0], qemu):
            os.kill(pid, signal.SIGKILL)
        p.wait()
        self.assertTrue(self.incomplete())
        self.assertEqual(gs.stream(self.events(), "console"), CONSOLE[:-7])

    def test_interrupt_reaches_the_command_and_the_trace_is_complete(self):
        p = self.start(self.argv(self.qemu()), {"FAKE_QEMU_WAIT": self.go}, start_new_session=True)
        gs.until(lambda: self.dumped_pid(), "qemu runs")
        os.killpg(p.pid, signal.SIGINT)  # as a terminal does
        p.communicate(timeout=gs.HANG_S)
        self.assertEqual(p.returncode, 1)
        self.assertFalse(self.incomplete())

    def test_a_recording_that_broke_off_is_no_good_news(self):
        p = self.start(self.argv("sleep", "60"))
        gs.until(lambda: os.path.exists(self.trace) and [e for e in self.events() if e.get("k") == "run"], "it runs")
        child = [e["pid"] for e in self.events() if e.get("k") == "run"][0]
        p.kill()
        p.wait()
        os.kill(child, signal.SIGKILL)
        r = self.run_in([gs.GUESTSCOPE, "diagnose", "--json", self.trace])
        v = json.loads(r.stdout)
        self.assertEqual((r.returncode, v["outcome"], v["complete"]), (2, "unknown", False))

    def test_daemonized(self):
        # A qemu whose first process ends while the machine goes on, as with -daemonize.
        fake = self.write("daemon", f"#!/bin/sh\n{gs.FAKE_QEMU} \"$@\" < /dev/null > /dev/null 2>&1 &\n"
                          f"while ! [ -s {self.path('dump.json')} ]; do sleep 0.01; done; exit 0\n", 0o755)
        script = self.script("x=$(qemu-system-x86_64 -nodefaults -daemonize -chardev null,id=c -serial chardev:c 2>&1)\n"
                             f"echo returned; : > {self.go}\n")
        r = self.run_in(self.argv(script), {"GUESTSCOPE_QEMU": fake, "FAKE_QEMU_WAIT": self.go})
        self.assertEqual((r.returncode, r.stdout), (0, b"returned\n"), r.stderr)
        self.assertEqual(gs.stream(self.events(), "console"), CONSOLE)
        q = self.one("exit", who="qemu")["data"]
        self.assertEqual((q["status"], q["signal"]), (None, None))
        v = json.loads(self.run_in([gs.GUESTSCOPE, "diagnose", "--json", self.trace]).stdout)
        self.assertEqual(v["outcome"], "ok")

    def test_the_end_of_a_daemonized_qemu_is_known(self):
        for env, qemu in (({"FAKE_QEMU_EXIT": "5"}, ("status", 5)), ({"FAKE_QEMU_SIGNAL": "9"}, ("signal", 9))):
            with self.subTest(qemu):
                script = self.script("x=$(qemu-system-x86_64 -nodefaults -daemonize -chardev null,id=c -serial chardev:c 2>&1)\n"
                                     f"echo returned $?; : > {self.go}\n")
                r = self.run_in(self.argv(script, options=["-f"]), {"FAKE_QEMU_WAIT": self.go, **env})
                self.assertEqual((r.returncode, r.stdout), (0, b"returned 0\n"), r.stderr)
                self.assertEqual(gs.stream(self.events(), "console"), CONSOLE)
                self.assertEqual(self.one("exit", who="qemu")["data"][qemu[0]], qemu[1])
                self.assertFalse(self.incomplete())
                os.unlink(self.go)

    def test_a_launcher_that_ignores_sigchld(self):
        r = self.run_in(self.argv("sh", "-c", "exit 3"), preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual(r.returncode, 1, r.stderr)
        self.assertEqual(self.one("exit", who="command")["data"]["status"], 3)

    def test_output_to_a_slow_non_blocking_reader_is_whole(self):
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        p = subprocess.Popen(self.argv("head", "-c", "1000000", "/dev/zero"), env=self.env, stdout=write_end,
                             stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as f:
            got = len(f.read())
        self.assertEqual((p.wait(timeout=gs.HANG_S), got), (0, 1000000))

    def test_the_command_ends_when_nobody_reads_it(self):
        p = self.start(self.argv("yes"))
        p.stdout.read(10)
        p.stdout.close()
        p.wait(timeout=gs.HANG_S)
        self.assertEqual(self.one("exit", who="command")["data"]["signal"], signal.SIGPIPE)

    def test_interrupting_guestscope_alone_ends_the_command(self):
        p = self.start(self.argv("sleep", "600"))
        gs.until(lambda: os.path.exists(self.trace) and [e for e in self.events() if e.get("k") == "run"], "it runs")
        p.send_signal(signal.SIGINT)
        p.wait(timeout=gs.HANG_S)
        self.assertEqual(self.one("exit", who="command")["data"]["signal"], signal.SIGINT)

    def test_a_run_folder_of_somebody_else_is_refused(self):
        os.mkdir(self.path("open"))
        os.chmod(self.path("open"), 0o777)
        r = self.run_in(self.argv("true"), {"GUESTSCOPE_RUNDIR": self.path("open")})
        self.assertEqual(r.returncode, 2)
        self.assertOneLine(r.stderr, "hint:")

    def test_a_drop_in_named_by_the_client_is_not_the_real_qemu(self):
        os.mkdir(self.path("links"))
        link = self.path("links/qemu-system-x86_64")
        os.symlink(gs.DROP_IN, link)
        os.mkdir(self.path("real"))
        os.symlink(gs.FAKE_QEMU, self.path("real/qemu-system-x86_64"))
        env = {"GUESTSCOPE_QEMU": "", "PATH": self.path("real") + ":/usr/bin:/bin"}
        r = self.run_in(self.argv(link, "-nodefaults", "-serial", "stdio"), env)
        self.assertEqual((r.returncode, r.stdout), (0, CONSOLE), r.stderr)
        r = self.run_in(self.argv("sh", "-c", '"$LIBGUESTFS_HV" -nodefaults -serial stdio', options=["-f"]),
                        {**env, "LIBGUESTFS_HV": link})
        self.assertEqual((r.returncode, r.stdout), (0, CONSOLE), r.stderr)

    # -- bad input ----------------------------------------------------------------------------------

    def test_bad_input_is_one_line_with_a_hint_and_nothing_is_left(self):
        bad = self.write("bad.lua", "function rewrite(\n")
        for what, argv in (("no such command", self.argv("/nope/program")),
                           ("not executable", self.argv(self.write("plain", "x"))),
                           ("no command", [gs.GUESTSCOPE, "record", "-o", self.trace]),
                           ("unknown hook", self.argv("true", options=["--hook", "nosuch"])),
                           ("missing hook file", self.argv("true", options=["--hook", "./nope.lua"])),
                           ("missing qemu", self.argv("true", options=["--qemu", "/nope"])),
                           ("unwritable folder", [gs.GUESTSCOPE, "record", "-o", "/proc/x.gst", "--", "true"])):
            with self.subTest(what):
                r = self.run_in(argv)
                self.assertEqual(r.returncode, 2, r.stderr)
                self.assertOneLine(r.stderr, "hint:")
                self.assertFalse(os.path.exists(self.trace))
        r = self.run_in(self.argv("true", options=["--hook", bad]))
        self.assertEqual(r.returncode, 2)
        self.assertIn(b"bad.lua:", r.stderr)
        self.assertFalse(os.path.exists(self.trace))

    def test_an_older_trace_is_not_lost(self):
        self.run_in(self.argv("true"))
        with open(self.trace, "rb") as f:
            before = f.read()
        r = self.run_in(self.argv("false"))
        self.assertEqual(r.returncode, 2)
        self.assertOneLine(r.stderr, "hint:")
        with open(self.trace, "rb") as f:
            self.assertEqual(f.read(), before)
        r = self.run_in(self.argv("/nope/x", options=["--force"]))
        self.assertEqual(r.returncode, 2)
        with open(self.trace, "rb") as f:
            self.assertEqual(f.read(), before, "a command that cannot start replaces nothing")
        self.assertEqual(self.run_in(self.argv("false", options=["--force"])).returncode, 1)

    def test_the_run_folder_is_removed(self):
        self.run_in(self.argv(self.qemu()))
        self.assertEqual(os.listdir(self.path("run")), [])

    def test_on_a_terminal_the_command_sees_one_and_progress_is_shown(self):
        script = self.script("[ -t 1 ] && echo out is a terminal; [ -t 2 ] && echo err is one >&2; sleep 1\n")
        argv = self.argv(script)
        r = self.run_in(["script", "-qec", subprocess.list2cmdline(argv), "/dev/null"], {"TERM": "xterm"})
        self.assertIn(b"out is a terminal", r.stdout)
        self.assertIn(b"err is one", r.stdout)
        self.assertIn(b"in all)", r.stdout)
        self.assertEqual(gs.stream(self.events(), "client-out"), b"out is a terminal\n")


if __name__ == "__main__":
    gs.main()
