"""guestscope-qemu keeps what a client relies on: pid, standard and inherited descriptors, signals, exit status."""
import base64
import json
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


class DropIn(gs.Case):
    def setUp(self):
        super().setUp()
        self.dump = self.path("dump.json")
        self.env.update(GUESTSCOPE_QEMU=gs.FAKE_QEMU, FAKE_QEMU_DUMP=self.dump)

    def dumped(self):
        """What the last fake qemu saw; taken away, so that an older one cannot answer."""
        with open(self.dump) as f:
            d = json.load(f)
        os.unlink(self.dump)
        return d

    def run_in(self, argv, env=None, **kw):
        r = super().run_in(argv, env, **kw)
        self.check_recorded(env, r.stderr)
        return r

    def check_recorded(self, env, stderr=b""):
        """Where recording was asked for, it happened."""
        if "GUESTSCOPE_TRACE" not in (env or {}):
            return
        self.assertNotIn(b"not recorded", stderr)
        gs.until(lambda: os.path.exists(env["GUESTSCOPE_TRACE"]), "the trace is there")
        self.assertTrue([e for e in gs.lines_of(env["GUESTSCOPE_TRACE"]) if e.get("k") == "qemu"])

    def argv(self):
        return [base64.b64decode(a) for a in self.dumped()["argv"]][1:]

    def traced(self):
        return {"GUESTSCOPE_TRACE": self.path("t.gst")}

    def both(self):
        """With and without recording: the rules are the same."""
        return [("plain", {"GUESTSCOPE_HOOKS": "force-tcg"}), ("recorded", self.traced())]

    def test_same_pid(self):
        for name, env in self.both():
            with self.subTest(name):
                p = self.start([gs.DROP_IN, "-nodefaults"], env)
                p.communicate(timeout=gs.HANG_S)
                d = self.dumped()
                self.assertEqual((d["pid"], d["ppid"]), (p.pid, os.getpid()))
                self.check_recorded(env)

    def test_exit_status(self):
        for name, env in self.both():
            for code in (0, 1, 77):
                with self.subTest(f"{name} {code}"):
                    r = self.run_in([gs.DROP_IN, "-nodefaults"], {**env, "FAKE_QEMU_EXIT": str(code)})
                    self.assertEqual(r.returncode, code, r.stderr)

    def test_exit_signal(self):
        for name, env in self.both():
            for sig in (signal.SIGABRT, signal.SIGKILL, signal.SIGTERM):
                with self.subTest(f"{name} {sig}"):
                    r = self.run_in([gs.DROP_IN, "-nodefaults"], {**env, "FAKE_QEMU_SIGNAL": str(int(sig))})
                    self.assertEqual(r.returncode, -sig)

    def test_inherited_descriptors(self):
        r, w = os.pipe()
        self.addCleanup(os.close, r)
        self.addCleanup(os.close, w)
        want = os.readlink(f"/proc/self/fd/{w}")
        for name, env in self.both():
            with self.subTest(name):
                self.run_in([gs.DROP_IN, "-nodefaults"], env, pass_fds=[w])
                self.assertEqual(self.dumped()["fds"][str(w)], want)

    def test_no_descriptor_of_ours_without_recording(self):
        self.run_in([gs.DROP_IN, "-nodefaults"], {"GUESTSCOPE_HOOKS": "force-tcg"})
        self.assertEqual(sorted(self.dumped()["fds"]), ["0", "1", "2"])

    def test_standard_descriptors_stay_the_clients(self):
        for name, env in self.both():
            with self.subTest(name):
                with open(self.path("in"), "w+") as i, open(self.path("out"), "w") as o:
                    subprocess.run([gs.DROP_IN, "-nodefaults", "-serial", "stdio"], env={**self.env, **env},
                                   stdin=i, stdout=o, check=True, timeout=gs.HANG_S)
                fds = self.dumped()["fds"]
                self.assertEqual((fds["0"], fds["1"]), (self.path("in"), self.path("out")))

    def test_signal_dispositions(self):
        for name, env in self.both():
            with self.subTest(name):
                def dispose():
                    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
                    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
                    signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGCHLD])
                self.run_in([gs.FAKE_QEMU], preexec_fn=dispose)
                direct = self.dumped()
                self.run_in([gs.DROP_IN, "-nodefaults"], env, preexec_fn=dispose)
                wrapped = self.dumped()
                self.assertEqual((wrapped["blocked"], wrapped["ignored"]), (direct["blocked"], direct["ignored"]))

    def test_no_child_is_left_to_the_client(self):
        # The wrapper's helper must be reaped and the companion be nobody's child here.
        p = self.start([gs.DROP_IN, "-nodefaults"], {**self.traced(), "FAKE_QEMU_WAIT": self.path("go")})
        gs.until(lambda: os.path.exists(self.dump), "fake-qemu runs")
        with open(f"/proc/{p.pid}/task/{p.pid}/children") as f:
            self.assertEqual(f.read().strip(), "")
        self.write("go", "")
        p.communicate(timeout=gs.HANG_S)

    def test_words_arrive_as_they_are(self):
        words = [b"-name", b"", b"-append", b"a \xff\xfe b\n", b"-device", b"x" * 131000] + [b"-m", b"1"] * 500
        for name, env in (("no hook", {}), *self.both()):
            with self.subTest(name):
                r = self.run_in([gs.DROP_IN.encode()] + words, env)
                self.assertEqual(r.returncode, 0, r.stderr)
                self.assertEqual(self.argv()[:len(words)], words)

    def test_probes_pass_untouched(self):
        probes = [["-help"], ["--version"], ["-device", "?"], ["-machine", "help"], ["-cpu", "help"],
                  ["-display", "none", "-machine", "accel=kvm:tcg", "-qmp", "stdio"],
                  ["-machine", "none", "-qmp", "unix:/x,server,nowait", "-nodefaults"]]
        for probe in probes:
            with self.subTest(probe):
                env = {**self.traced(), "GUESTSCOPE_HOOKS": "force-tcg", "FAKE_QEMU_STDERR": "said\n"}
                r = self.run_in([gs.DROP_IN] + probe, env)
                self.assertEqual([a.decode() for a in self.argv()], probe)
                self.assertEqual((r.stdout, r.stderr), (b"", b"said\n"))

    def test_environment_is_the_clients(self):
        self.run_in([gs.FAKE_QEMU])
        direct = self.dumped()["env"]
        self.run_in([gs.DROP_IN, "-nodefaults"])
        self.assertEqual(self.dumped()["env"], direct)
        self.run_in([gs.DROP_IN, "-nodefaults"], self.traced())
        extra = base64.b64encode(b"GUESTSCOPE_TRACE=" + self.path("t.gst").encode()).decode()
        self.assertEqual(sorted(self.dumped()["env"]), sorted(direct + [extra]))

    def test_a_link_runs_the_qemu_of_its_name(self):
        for d in ("links", "real"):
            os.mkdir(self.path(d))
        os.symlink(gs.DROP_IN, self.path("links/qemu-system-aarch64"))
        os.symlink(gs.FAKE_QEMU, self.path("real/qemu-system-aarch64"))
        env = {"PATH": self.path("links") + ":" + self.path("real"), "GUESTSCOPE_QEMU": ""}
        r = self.run_in([self.path("links/qemu-system-aarch64"), "-S"], env)
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.dump) as f:
            argv0 = base64.b64decode(json.load(f)["argv"][0]).decode()
        self.assertEqual(argv0, self.path("real/qemu-system-aarch64"))

    def test_never_runs_itself(self):
        os.mkdir(self.path("links"))
        os.symlink(gs.DROP_IN, self.path("links/qemu-system-x86_64"))
        for what, env in (("PATH", {"PATH": self.path("links"), "GUESTSCOPE_QEMU": ""}),
                          ("GUESTSCOPE_QEMU", {"GUESTSCOPE_QEMU": self.path("links/qemu-system-x86_64")})):
            with self.subTest(what):
                r = self.run_in([self.path("links/qemu-system-x86_64")], env)
                self.assertEqual(r.returncode, 2)
                self.assertOneLine(r.stderr, "hint:")

    def test_two_copies_do_not_run_each_other(self):
        for d in ("a", "b"):
            os.mkdir(self.path(d))
            shutil.copy(gs.DROP_IN, self.path(f"{d}/guestscope-qemu"))
        os.symlink(self.path("a/guestscope-qemu"), self.path("a/qemu-system-x86_64"))
        os.rename(self.path("b/guestscope-qemu"), self.path("b/qemu-system-x86_64"))  # under another name
        for d in ("a", "b"):
            r = self.run_in([self.path(d + "/qemu-system-x86_64")],
                            {"PATH": self.path("a") + ":" + self.path("b"), "GUESTSCOPE_QEMU": ""})
            self.assertEqual(r.returncode, 2)
            self.assertOneLine(r.stderr, "hint:")

    def test_closed_standard_descriptors_stay_closed(self):
        for closed in (0, 1, 2):
            with self.subTest(closed):
                env = self.traced()
                subprocess.run([gs.DROP_IN, "-nodefaults", "-serial", "stdio"], env={**self.env, **env},
                               preexec_fn=lambda: os.close(closed), timeout=gs.HANG_S,
                               stdin=subprocess.DEVNULL if closed != 0 else None, check=True)
                self.assertNotIn(str(closed), self.dumped()["fds"])
                self.check_recorded(env)

    def test_recording_takes_no_privileges_away(self):
        if os.getuid() != 0:
            self.skipTest("needs root to make a set-uid program")
        os.chmod(self.dir, 0o755)
        suid = self.path("suid")
        shutil.copy("/usr/bin/id", suid)
        os.chmod(suid, 0o4755)
        script = self.write("script", f"#!/bin/sh\nexec {suid} -u\n", 0o755)
        trace_dir = self.path("traces")
        os.mkdir(trace_dir)
        os.chmod(trace_dir, 0o777)
        r = self.run_in(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", gs.DROP_IN, "-nodefaults"],
                        {"GUESTSCOPE_QEMU": script, "GUESTSCOPE_TRACE": trace_dir + "/t.gst"})
        self.assertEqual(r.stdout, b"0\n", r.stderr)

    def test_a_script_that_leads_back_here_meets_no_hooks_twice(self):
        os.mkdir(self.path("real"))
        os.symlink(gs.FAKE_QEMU, self.path("real/qemu-system-x86_64"))
        os.mkdir(self.path("links"))
        os.symlink(gs.DROP_IN, self.path("links/qemu-system-x86_64"))
        script = self.write("script", "#!/bin/sh\nexec qemu-system-x86_64 \"$@\"\n", 0o755)
        hook = self.write("once.lua", "function rewrite(cmd) cmd:add('name', 'x') end\n")
        r = self.run_in([gs.DROP_IN, "-S"], {
            "GUESTSCOPE_QEMU": script, "GUESTSCOPE_HOOKS": hook,
            "PATH": self.path("links") + ":" + self.path("real") + ":/usr/bin:/bin"})
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual(self.argv(), [b"-S", b"-name", b"x"])

    def test_bad_wishes_are_one_line_with_a_hint(self):
        bad = self.write("bad.lua", "function rewrite(\n")
        for what, env in (("missing qemu", {"GUESTSCOPE_QEMU": "/nope/qemu"}),
                          ("not in PATH", {"GUESTSCOPE_QEMU": "qemu-nope"}),
                          ("no such hook", {"GUESTSCOPE_HOOKS": "nosuch"}),
                          ("bad spec", {"GUESTSCOPE_HOOKS": "force-tcg(x"}),
                          ("no such file", {"GUESTSCOPE_HOOKS": "/nope/x.lua"})):
            with self.subTest(what):
                r = self.run_in([gs.DROP_IN, "-S"], env)
                self.assertEqual(r.returncode, 2)
                self.assertOneLine(r.stderr, "hint:")
        r = self.run_in([gs.DROP_IN, "-S"], {"GUESTSCOPE_HOOKS": bad})
        self.assertEqual(r.returncode, 2)
        self.assertIn(b"bad.lua:", r.stderr)

    def test_policy_passthrough_runs_qemu_unchanged(self):
        bad = self.write("bad.lua", "function rewrite(cmd) cmd:remove('S') error('no') end\n")
        r = self.run_in([gs.DROP_IN, "-S"], {"GUESTSCOPE_HOOKS": bad, "GUESTSCOPE_HOOK_POLICY": "passthrough"})
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual(self.argv(), [b"-S"])


if __name__ == "__main__":
    gs.main()
