"""Hooks that run beside a guest (on_stage, on_line, on_qmp, on_exit), against a fake qemu."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

CONSOLE = (b"[    0.000000] Linux version 6.1 (x@y) #1 SMP\r\n[    1.0] Kernel panic - not syncing: no root\r\n"
           b"[    1.1] more\r\nlogin: ")


class LiveHooks(gs.Case):
    def setUp(self):
        super().setUp()
        self.trace = self.path("t.gst")
        self.env.update(GUESTSCOPE_QEMU=gs.FAKE_QEMU, FAKE_QEMU_CONSOLE=self.write("console", CONSOLE),
                        FAKE_QEMU_QMP=self.path("qmp"))

    def record(self, hook, env=None, command=("qemu-system-x86_64", "-nodefaults", "-serial", "stdio"), options=()):
        path = self.write("h.lua", hook)
        return self.run_in([gs.GUESTSCOPE, "record", "-f", "-o", self.trace, "--hook", path, *options, "--", *command], env)

    def events(self, kind):
        return [e for e in gs.lines_of(self.trace) if e.get("k") == kind]

    def printed(self):
        return [gs.text_of(e).decode() for e in self.events("hook") if e["data"]["did"] == "print"]

    def did(self, what):
        return [e for e in self.events("hook") if e["data"]["did"] == what]

    def sent(self):
        with open(self.path("qmp")) as f:
            return [json.loads(line) for line in f]

    def test_lines_qmp_stages_and_exit_reach_the_hook_and_its_words_the_trace(self):
        r = self.record("function on_line(t, e) print('line', e.source, t) end\n"
                        "function on_qmp(m) if m.event then print('qmp', m.event) end end\n"
                        "function on_stage(name) print('stage', name) end\n"
                        "function on_exit(e) print('exit', e.status, e.signal, ctx.caller) end\n",
                        {"FAKE_QEMU_STDERR": "qemu: a warning\n", "FAKE_QEMU_EXIT": "3"})
        self.assertEqual(r.returncode, 1, r.stderr)
        self.assertEqual(r.stdout, CONSOLE)
        self.assertEqual(r.stderr.count(b"\n"), 2, r.stderr)  # qemu's, and how the command ended
        said = self.printed()
        console = [s for s in said if s.startswith("line\tconsole")]
        self.assertEqual(console, ["line\tconsole\t" + l.strip("\r") for l in CONSOLE.decode().split("\n")])
        self.assertIn("line\tstderr\tqemu: a warning", said)
        self.assertIn("qmp\tRESUME", said)
        self.assertIn("stage\tkernel", said)
        self.assertEqual(said[-1], "exit\t3\tnil\tplain")
        self.assertEqual({e["data"]["hook"] for e in self.events("hook")}, {self.path("h.lua")})
        self.assertEqual({e["pid"] for e in self.events("hook")}, {self.events("qemu")[0]["pid"]})

    def test_the_first_panic_ends_the_machine(self):
        # It would wait for ever: only the hook ends it.
        r = self.record("function on_line(t)\n  if t:find('Kernel panic', 1, true) then machine:quit() end\nend\n",
                        {"FAKE_QEMU_WAIT": self.path("never")})
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual([c["execute"] for c in self.sent()], ["quit"])
        self.assertEqual(len(self.did("quit")), 1)
        self.assertIn("SHUTDOWN", [e["data"].get("event") for e in self.events("qmp")])

    def test_a_stage_powers_the_machine_down_and_the_answer_comes_back(self):
        r = self.record("function on_stage(name)\n"
                        "  if name ~= 'kernel' then return end\n"
                        "  machine:qmp('query-status', function(a) print('is', a.status) end)\n"
                        "  machine:qmp('nope', {x=1}, function(a, e) print(e.class) end)\n"
                        "  machine:qmp('set_password', {protocol='vnc', password='hush'})\n"
                        "  machine:qmp('system_powerdown')\nend\n", {"FAKE_QEMU_WAIT": self.path("down")})
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual([c["execute"] for c in self.sent()], ["query-status", "nope", "set_password", "system_powerdown"])
        self.assertEqual(self.sent()[2]["arguments"]["password"], "hush")
        self.assertEqual(self.printed(), ["is\trunning", "CommandNotFound"])
        self.assertEqual([e["data"]["command"]["execute"] for e in self.did("qmp")],
                         ["query-status", "nope", "set_password", "system_powerdown"])
        self.assertNotIn("hush", json.dumps(gs.lines_of(self.trace)))

    def test_a_hook_that_fails_disturbs_nothing_and_is_reported_once(self):
        good = self.write("good.lua", "function on_line(t) print('good ' .. t) end\n")
        r = self.record("n = 0\nfunction on_line(t) n = n + 1 if n == 2 then error('boom') end print('bad ' .. t) end\n",
                        options=["--hook", good])
        self.assertEqual((r.returncode, r.stdout), (0, CONSOLE), r.stderr)
        errors = self.did("error")
        self.assertEqual(len(errors), 1)
        self.assertIn("h.lua:2: boom", errors[0]["data"]["message"])
        self.assertIn("traceback", errors[0]["data"]["detail"])
        self.assertEqual(r.stderr.count(b"boom"), 1)
        self.assertIn(b"hint:", r.stderr)
        said = self.printed()
        self.assertEqual((len([s for s in said if s.startswith("bad")]), len([s for s in said if s.startswith("good")])), (1, 4))

    def test_a_hook_that_loops_holds_nobody_up(self):
        r = self.record("function on_line(t) while true do pcall(string.find, ('a'):rep(60000), '.-.-.-b') end end\n")
        self.assertEqual((r.returncode, r.stdout), (0, CONSOLE), r.stderr)
        self.assertIn(b"too slow", r.stderr)
        self.assertEqual(gs.stream(gs.lines_of(self.trace), "console"), CONSOLE)

    def test_a_hook_may_rewrite_and_listen(self):
        r = self.record("function rewrite(cmd) cmd:add('name', 'x') end\n"
                        "function on_exit() print('over', ctx.args.word) end\narguments = { word = 'w' }\n")
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertIn("-name", self.events("qemu")[0]["data"]["after"])
        self.assertEqual(self.printed(), ["over\tw"])

    def test_probes_have_no_live_hooks(self):
        r = self.record("print('loaded')\nfunction on_exit() print('over') end\n", command=["qemu-system-x86_64", "-help"])
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual(self.events("hook"), [])

    def test_several_qemus_have_a_state_each(self):
        script = self.write("two.sh", "#!/bin/sh\nfor i in 1 2; do qemu-system-x86_64 -nodefaults -serial stdio; done\n", 0o755)
        self.record("n = 0\nfunction on_line() n = n + 1 end\nfunction on_exit(e) print(n) end\n", command=[script])
        self.assertEqual(self.printed(), ["4", "4"])

    def test_without_recording_they_are_not_run_and_no_companion_is_started(self):
        hook = self.write("h.lua", "function on_line(t) print(t) end\n")
        dump = self.path("dump.json")
        argv = ["--hook", hook, "--", gs.FAKE_QEMU]
        r = self.run_in([gs.DROP_IN, "-nodefaults"], {"GUESTSCOPE_HOOKS": hook, "FAKE_QEMU_DUMP": dump,
                                                      "GUESTSCOPE_PROGRAM": "/nope"})
        self.assertEqual((r.returncode, r.stderr), (0, b""))
        with open(dump) as f:
            self.assertEqual(sorted(json.load(f)["fds"]), ["0", "1", "2"])
        r = self.run_in([gs.GUESTSCOPE, "wrap", *argv])
        self.assertEqual((r.returncode, r.stderr), (0, b""))

    def test_wrap_says_so_to_a_person(self):
        hook = self.write("h.lua", "function on_line(t) print(t) end\n")
        r = self.run_in(["script", "-qec", subprocess.list2cmdline([gs.GUESTSCOPE, "wrap", "--hook", hook, "--", "true"]),
                         "/dev/null"], {"TERM": "xterm"})
        self.assertIn(b"only while recording", r.stdout)


if __name__ == "__main__":
    gs.main()
