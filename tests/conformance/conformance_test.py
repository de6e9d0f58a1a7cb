"""The conformance suite: guestscope-qemu passes it in every way of use, and wrappers that are known to be less do not."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

RUN = os.path.join(gs.SOURCE, "tests", "conformance", "run")
NO_CHANGE = "strip-option(name=no-hpet)"  # a hook that is run and finds nothing to do
# What a shell cannot keep, even with the best of scripts.
SHELL_FAILS = {
    "cwd": "says something where the folder is gone",
    "environment": "drops variables that are no shell names, sets its own",
    "environment-empty": "adds PWD, SHLVL",
    "recursion": "starts itself for ever",
}
DASH_FAILS = {**SHELL_FAILS, "signal-dispositions": "catches SIGINT and the like its own way"}
BASH_FAILS = {**SHELL_FAILS, "closed-descriptors": "opens descriptors of its own"}
# `sed` over "$*", and no exec: what people write first.
BAD_MUST_FAIL = {"pid", "exit-signal", "signal-arrives", "words", "words-special", "words-empty", "environment",
                 "probes", "recursion", "concurrent"}


class Conformance(gs.Case):
    def suite(self, *args, code=0):
        r = self.run_in([sys.executable, RUN, "--json", *args], timeout=500)
        self.assertEqual(r.returncode, code, (r.stdout.decode()[-3000:], r.stderr))
        return {c["check"]: c for c in json.loads(r.stdout)["checks"]}

    def results(self, checks, result):
        return {name for name, c in checks.items() if c["result"] == result}

    def test_guestscope_qemu(self):
        ways = {
            "environment": ["--real-env", "GUESTSCOPE_QEMU"],
            "PATH": [],
            "kvm": ["--name", "qemu-kvm"],
            "settings beside the link": ["--real-file", "{wrapper}.guestscope", "qemu={real}\\nhook=" + NO_CHANGE + "\\n"],
            "hooks": ["--real-env", "GUESTSCOPE_QEMU", "--env", "GUESTSCOPE_HOOKS=" + NO_CHANGE],
            # Recording adds its own options and descriptors, and passes standard error on.
            "recorded": ["--real-env", "GUESTSCOPE_QEMU", "--env", "GUESTSCOPE_TRACE={dir}/t.gst", "--env",
                         "GUESTSCOPE_PROGRAM=" + gs.GUESTSCOPE, "--allow", "args", "--allow", "fds", "--allow", "stderr"],
        }
        skips = {"PATH": {"argv0-odd", "broken-qemu"}, "kvm": {"argv0-odd", "broken-qemu"},
                 "recorded": {"no-other-descriptors"}}
        for way, args in ways.items():
            with self.subTest(way):
                checks = self.suite(*args, gs.DROP_IN)
                self.assertGreater(len(checks), 30)
                self.assertEqual(self.results(checks, "skip"), skips.get(way, set()))
                self.assertEqual(len(self.results(checks, "pass")), len(checks) - len(skips.get(way, ())))

    def test_a_shell_script_that_execs(self):
        for shell, fails in (("/bin/dash", DASH_FAILS), ("/bin/bash", BASH_FAILS)):
            if not os.access(shell, os.X_OK):
                continue
            with self.subTest(shell):
                script = self.write("wrapper", f'#!{shell}\nexec "$REAL_QEMU" "$@"\n', 0o755)
                known = [x for name, why in fails.items() for x in ("--known", f"{name}={why}")]
                checks = self.suite("--real-env", "REAL_QEMU", *known, script)
                self.assertEqual(self.results(checks, "known"), set(fails))

    def test_a_bad_wrapper_fails(self):
        script = self.write("wrapper", '#!/bin/bash\nline=$(echo "$*" | sed "s/kvm/tcg/")\n$REAL_QEMU $line\n', 0o755)
        checks = self.suite("--real-env", "REAL_QEMU", script, code=1)
        failed = self.results(checks, "fail")
        self.assertTrue(BAD_MUST_FAIL <= failed, BAD_MUST_FAIL - failed)
        for name in failed:
            self.assertTrue(checks[name]["detail"], name)

    def test_what_no_shell_script_breaks_can_be_broken_too(self):
        """Each check can fail: a wrapper that does one thing wrong is found by the check for it."""
        # python keeps argv and environment as they are, so that only the one thing is wrong.
        wrong = {
            "umask": "os.umask(0o123)", "limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
            "process-attributes": "os.nice(1)", "signal-dispositions": "signal.signal(signal.SIGUSR2, signal.SIG_IGN)",
            "no-other-descriptors": "os.set_inheritable(os.dup(1), True)",
            "inherited-descriptors": "os.closerange(10, 300)", "standard-descriptors": "os.dup2(os.open('/dev/null', 2), 1)",
            "closed-descriptors": "[os.open('/dev/null', os.O_RDWR) for _ in range(3)]; [os.set_inheritable(n, True) for n in range(3)]",
            "standard-streams": "os.write(2, b'hello')", "exit-status": "os._exit(subprocess.call([q] + argv[1:]) & 1)",
            "words-1000": "argv = argv[:500]", "words-128k": "argv = [a[:65536] for a in argv]",
            "words-megabyte": "argv = argv[:1] if sum(map(len, argv)) > 500000 else argv",
            "words-bytes": "argv = [a.decode(errors='replace').encode() for a in argv]",
            "argv0": "argv[0] = b'wrapper'",
            "cwd": "os.chdir('/')", "real-qemu": "q = b'/bin/true'", "no-children": "os.fork() or (time.sleep(30), os._exit(0))",
            "missing-qemu": "os.access(q, os.F_OK) or os._exit(0)", "broken-qemu": "os.access(q, os.X_OK) or os._exit(0)",
        }
        for check, line in wrong.items():
            with self.subTest(check):
                script = self.write("wrapper", "#!/usr/bin/python3 -SIB\nimport os, resource, signal, subprocess, sys, time\n"
                                    "q = os.environb[b'REAL_QEMU']\nargv = [q] + [os.fsencode(a) for a in sys.argv[1:]]\n"
                                    f"{line}\nos.execv(q, argv)\n", 0o755)
                checks = self.suite("--real-env", "REAL_QEMU", "--only", check, script, code=1)
                self.assertEqual(self.results(checks, "fail"), {check})

    def test_usage(self):
        for args in ([], ["/no/such"], ["/bin"], ["--only", "nosuch", "/bin/true"], ["--known", "pid", "/bin/true"],
                     ["--real-env", "A", "--real-file", "B", "C", "/bin/true"], ["--witness", "/no/such", "/bin/true"],
                     ["--env", "x", "/bin/true"]):
            with self.subTest(args):
                r = self.run_in([sys.executable, RUN, *args])
                self.assertEqual(r.returncode, 2, r.stderr)
                self.assertTrue(r.stderr)
        listed = self.run_in([sys.executable, RUN, "--list"])
        self.assertGreater(len(listed.stdout.splitlines()), 30)

    def test_a_documented_failure_that_passes_is_one(self):
        checks = self.suite("--real-env", "GUESTSCOPE_QEMU", "--only", "pid", "--known", "pid=it was so once", gs.DROP_IN, code=1)
        self.assertEqual(checks["pid"]["result"], "fail")

    def test_it_can_be_carried_elsewhere(self):
        """Without the build tree: the witness is compiled where it is needed."""
        r = self.run_in([sys.executable, RUN, "--real-env", "GUESTSCOPE_QEMU", "--only", "pid", gs.DROP_IN],
                        {"GUESTSCOPE_BIN": self.path("nowhere")})
        self.assertEqual(r.returncode, 0, (r.stdout, r.stderr))


if __name__ == "__main__":
    gs.main()
