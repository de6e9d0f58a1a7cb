"""Helper programs (qemu-img, passt) behind hooks: record --wrap-program, wrap --wrap-program, run-under."""
import base64
import json
import os
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


class Helpers(gs.Case):
    def setUp(self):
        super().setUp()
        self.trace = self.path("t.gst")
        os.mkdir(self.path("bin"))
        # A helper that says how it was called, and ends as its last word says.
        self.write("bin/helper", "#!/bin/sh\necho \"helper: $*\"; for last; do :; done; exit ${last:-0}\n", 0o755)
        os.symlink("/bin/echo", self.path("bin/elf-helper"))
        os.symlink("/bin/false", self.path("bin/failing"))
        self.env["PATH"] = self.path("bin") + ":" + os.environ["PATH"]

    def record(self, *options, command, env=None):
        return self.run_in([gs.GUESTSCOPE, "record", "-f", "-o", self.trace, *options, "--", *command], env)

    def events(self, kind):
        return [e["data"] for e in gs.lines_of(self.trace) if e.get("k") == kind]

    def hook(self, text):
        return self.write("h.lua", text)

    def test_recorded_start_and_end(self):
        r = self.record("--wrap-program", "helper", "--wrap-program", "elf-helper",
                        "--wrap-program", "failing",
                        command=["sh", "-c", "helper info 3; elf-helper a; failing; exit 0"])
        self.assertEqual((r.returncode, r.stdout), (0, b"helper: info 3\na\n"), r.stderr)
        started = self.events("program")
        self.assertEqual([(p["helper"], p["before"], p["run"]) for p in started],
                         [("helper", ["info", "3"], ["info", "3"]), ("elf-helper", ["a"], ["a"]), ("failing", [], [])])
        self.assertEqual(started[0]["qemu"], self.path("bin/helper"))
        ends = {e["pid"]: e["status"] for e in self.events("exit") if e["who"] == "program"}
        self.assertIn(ends[started[0]["pid"]], (3, None))  # a script is not traced: its parent may be first
        self.assertEqual((ends[started[1]["pid"]], ends[started[2]["pid"]]), (0, 1))
        # They are no machines: what went wrong with one is not the verdict on the run.
        v = json.loads(self.run_in([gs.GUESTSCOPE, "diagnose", "--json", self.trace]).stdout)
        self.assertEqual(v["outcome"], "ok")

    def test_a_hook_names_its_programs_and_changes_their_words(self):
        hook = self.hook("programs = {'helper', 'not-installed-here'}\n"
                         "function program(args, ctx)\n"
                         "  print('saw', args.name, args.path)\n"
                         "  args[args:find('inf*')] = 'check'\n"
                         "  args:insert('0')\n"
                         "  args:setenv('MY_TOKEN', 'hush')\nend\n")
        r = self.record("--hook", hook, command=["helper", "info", "5"])
        self.assertEqual((r.returncode, r.stdout), (0, b"helper: check 5 0\n"), r.stderr)
        p = self.events("program")[0]
        self.assertEqual((p["before"], p["after"]), (["info", "5"], ["check", "5", "0"]))
        self.assertEqual(p["notes"], [f"hook {hook}: saw\thelper\t{self.path('bin/helper')}"])
        self.assertEqual([(c["hook"], c["line"], c["kind"]) for c in p["changes"]],
                         [(hook, 6, "exec"), (hook, 2, "change")])
        self.assertNotIn("hush", json.dumps(gs.lines_of(self.trace)))

    def test_wrap_runs_hooks_on_helpers_and_becomes_the_command(self):
        hook = self.hook("function program(args) args:insert(1, args.name .. '!') end\n")
        for _ in range(2):  # the folder is made once, used again
            p = self.start([gs.GUESTSCOPE, "wrap", "--hook", hook, "--wrap-program", "elf-helper", "--",
                            "sh", "-c", "elf-helper $$; exit 7"])
            out, err = p.communicate(timeout=gs.HANG_S)
            self.assertEqual((p.returncode, out.decode()), (7, f"elf-helper! {p.pid}\n"), err)
        self.assertEqual(len(os.listdir(self.path("run"))), 1)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("run")).st_mode), 0o700)
        folder = os.path.join(self.path("run"), os.listdir(self.path("run"))[0])
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        self.assertFalse(os.path.exists(self.trace))

    def test_run_under_in_front_of_a_helper(self):
        for what in ("wrap", "record"):
            with self.subTest(what):
                argv = [gs.GUESTSCOPE, what] + (["-o", self.trace] if what == "record" else [])
                r = self.run_in([*argv, "--hook", 'run-under(program="env IN_FRONT=yes",of="helper,elf-helper")', "--",
                                 "sh", "-c", "printenv IN_FRONT; elf-helper a; helper 0"])
                self.assertEqual((r.returncode, r.stdout), (0, b"a\nhelper: 0\n"), r.stderr)
        p = self.events("program")[0]
        self.assertEqual(p["changes"][0]["after"], ["under", "env", "IN_FRONT=yes"])

    def test_run_under_really_is_in_front(self):
        self.write("bin/front", "#!/bin/sh\necho \"front of $*\"; exec \"$@\"\n", 0o755)
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", "run-under(program=front,of=elf-helper)", "--", "elf-helper", "a"])
        self.assertEqual((r.returncode, r.stdout.decode()), (0, f"front of {self.path('bin/elf-helper')} a\na\n"), r.stderr)

    def test_a_helper_that_is_a_script_leading_back_is_hooked_once(self):
        os.mkdir(self.path("first"))
        self.write("first/elf-helper", "#!/bin/sh\nexec elf-helper script \"$@\"\n", 0o755)
        hook = self.hook("function program(args) args:insert('hooked') end\n")
        # The script finds "elf-helper" in PATH: our link first, which must not run it for ever.
        env = {"PATH": self.path("first") + ":" + self.env["PATH"]}
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", hook, "--wrap-program", "elf-helper", "--", "sh", "-c",
                         f"PATH=$(echo $PATH | sed s,{self.path('first')}:,,) {self.path('first/elf-helper')} a"], env)
        self.assertEqual((r.returncode, r.stdout), (0, b"script a hooked\n"), r.stderr)

    def test_a_failing_hook_and_the_policy(self):
        hook = self.hook("function program(args) error('boom') end\n")
        argv = [gs.GUESTSCOPE, "wrap", "--hook", hook, "--wrap-program", "elf-helper", "--", "elf-helper", "a"]
        r = self.run_in(argv)
        self.assertEqual((r.returncode, r.stdout), (2, b""))
        self.assertIn(b"h.lua:1: boom", r.stderr)
        r = self.run_in(argv, {"GUESTSCOPE_HOOK_POLICY": "passthrough"})
        self.assertEqual((r.returncode, r.stdout), (0, b"a\n"), r.stderr)

    def test_words_and_argv0_arrive_as_they_are(self):
        words = [b"", b"a \xff b\n", b"x" * 100000]
        os.symlink(gs.FAKE_QEMU, self.path("bin/dumper"))
        self.record("--wrap-program", "dumper", command=["sh", "-c", b'exec dumper "$@"', b"sh", *words],
                    env={"FAKE_QEMU_DUMP": self.path("dump.json")})
        with open(self.path("dump.json")) as f:
            argv = [base64.b64decode(a) for a in json.load(f)["argv"]]
        self.assertEqual(argv[1:], words)
        self.assertEqual(argv[0], b"dumper")

    def test_bad_names_are_one_line_with_a_hint(self):
        for name in ("", "a/b", "a,b", "qemu-system-x86_64", "kvm", "no-such-program-here", ".."):
            for verb in (["wrap"], ["record", "-o", self.trace]):
                with self.subTest(f"{verb} {name}"):
                    r = self.run_in([gs.GUESTSCOPE, *verb, "--wrap-program", name, "--", "true"])
                    self.assertEqual(r.returncode, 2, r.stderr)
                    self.assertOneLine(r.stderr, "hint:")

    def test_files_are_the_users_alone(self):
        r = self.run_in([gs.GUESTSCOPE, "record", "--wrap-program", "elf-helper", "--", "elf-helper", "a"],
                        preexec_fn=lambda: os.umask(0))
        self.assertEqual(r.returncode, 0, r.stderr)
        for folder, folders, files in os.walk(self.path("state")):
            for name in folders:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o700, name)
            for name in files:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o600, name)
        self.assertEqual(len(os.listdir(self.path("state/guestscope/traces"))), 1)


class Secrets(gs.Case):
    def test_a_log_that_a_hook_asks_for_is_the_users_alone(self):
        log = self.path("s.log")
        for _ in range(2):
            r = self.run_in([gs.DROP_IN, "-serial", "stdio"], {"GUESTSCOPE_QEMU": gs.FAKE_QEMU,
                            "GUESTSCOPE_HOOKS": f"serial-log(path={log})"}, preexec_fn=lambda: os.umask(0))
            self.assertEqual(r.returncode, 0, r.stderr)
            self.assertEqual(stat.S_IMODE(os.stat(log).st_mode), 0o600)
        # One that is there, or cannot be made, is left to qemu.
        os.chmod(log, 0o644)
        for path in (log, "/nope/s.log"):
            r = self.run_in([gs.DROP_IN, "-serial", "stdio"], {"GUESTSCOPE_QEMU": gs.FAKE_QEMU,
                            "GUESTSCOPE_HOOKS": f"serial-log(path={path})"})
            self.assertEqual((r.returncode, r.stderr), (0, b""))
        self.assertEqual(stat.S_IMODE(os.stat(log).st_mode), 0o644)

    def test_no_secret_of_a_command_line_is_recorded(self):
        hook = self.write("h.lua", "function rewrite(cmd)\n  for _, o in ipairs(cmd:find('object')) do o.id = 'other' end\n"
                          "  cmd:add('object', 'secret,id=new,data=hush3')\n"
                          "  cmd:setenv('PGPASSWORD', 'hush4')\nend\n")
        trace = self.path("t.gst")
        qemu = ["qemu-system-x86_64", "-nodefaults", "-object", "secret,id=s,data=hush1", "-drive",
                "file=ftp://me:hush2@host/x", "-object", '{"qom-type":"secret","id":"j","data":"hush5"}']
        r = self.run_in([gs.GUESTSCOPE, "record", "-o", trace, "--hook", hook, "--", *qemu],
                        {"GUESTSCOPE_QEMU": gs.FAKE_QEMU, "FAKE_QEMU_DUMP": self.path("dump.json")})
        self.assertEqual(r.returncode, 0, r.stderr)
        text = json.dumps(gs.lines_of(trace))
        self.assertIn("secret,id=other,data=***", text)
        self.assertIn("ftp://me:***@host/x", text)
        self.assertNotIn("hush", text)
        self.assertNotIn(b"hush", r.stderr)
        with open(self.path("dump.json")) as f:  # qemu itself gets them
            argv = b" ".join(base64.b64decode(a) for a in json.load(f)["argv"])
        for n in (b"hush1", b"hush2", b"hush3", b"hush5"):
            self.assertIn(n, argv)


if __name__ == "__main__":
    gs.main()
