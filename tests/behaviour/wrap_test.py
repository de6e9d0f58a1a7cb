"""`guestscope wrap` and `guestscope hooks`."""
import base64
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402


class Wrap(gs.Case):
    def setUp(self):
        super().setUp()
        self.qemu = self.path("qemu-system-x86_64")
        os.symlink(gs.FAKE_QEMU, self.qemu)
        self.dump = self.path("dump.json")

    def test_runs_qemu_with_the_hook_in_the_same_process(self):
        p = self.start([gs.GUESTSCOPE, "wrap", "--hook", "force-tcg", "--", self.qemu, "-machine", "accel=kvm"],
                       {"FAKE_QEMU_DUMP": self.dump, "FAKE_QEMU_EXIT": "7"})
        p.communicate(timeout=gs.HANG_S)
        self.assertEqual(p.returncode, 7)
        with open(self.dump) as f:
            d = json.load(f)
        self.assertEqual(d["pid"], p.pid)
        self.assertEqual([base64.b64decode(a) for a in d["argv"]][1:], [b"-machine", b"pc,accel=tcg"])

    def test_dry_run_prints_one_line_for_a_shell(self):
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", "force-tcg", "--dry-run", "--", "qemu-system-x86_64",
                         "-enable-kvm", "-append", "a b"])
        self.assertEqual(r.returncode, 0, r.stderr)
        self.assertEqual(r.stdout.decode(), "qemu-system-x86_64 -append 'a b' -machine pc,accel=tcg\n")

    def test_a_program_that_starts_qemu(self):
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", "force-tcg", "--", "sh", "-c",
                         'echo "$LIBGUESTFS_HV|$GUESTSCOPE_HOOKS"'])
        self.assertEqual(r.stdout.decode(), f"{gs.DROP_IN}|force-tcg\n")

    def test_bad_input(self):
        for argv in (["--hook", "nosuch", "--", "true"], ["--hook", "x(", "--", "true"], ["--", "/nope/x"], [],
                     ["--dry-run", "--", "true"]):
            with self.subTest(argv):
                r = self.run_in([gs.GUESTSCOPE, "wrap", *argv])
                self.assertEqual(r.returncode, 2)
                self.assertOneLine(r.stderr, "hint:")

    def test_nothing_is_started_with_a_bad_hook(self):
        bad = self.write("bad.lua", "function rewrite(\n")
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", bad, "--", "echo", "started"])
        self.assertEqual((r.returncode, r.stdout), (2, b""))

    def test_a_relative_hook_works_from_another_folder(self):
        self.write("h.lua", "function rewrite(cmd) cmd:add('name', 'x') end\n")
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", "./h.lua", "--", "sh", "-c",
                         'cd / && "$LIBGUESTFS_HV" -nodefaults'],
                        {"GUESTSCOPE_QEMU": self.qemu, "FAKE_QEMU_DUMP": self.dump})
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.dump) as f:
            self.assertEqual([base64.b64decode(a) for a in json.load(f)["argv"]][1:], [b"-nodefaults", b"-name", b"x"])

    def test_hooks_lists_and_shows(self):
        r = self.run_in([gs.GUESTSCOPE, "hooks", "list"])
        self.assertIn(b"force-tcg", r.stdout)
        names = [h["name"] for h in json.loads(self.run_in([gs.GUESTSCOPE, "hooks", "list", "--json"]).stdout)]
        self.assertIn("force-tcg", names)
        shown = self.run_in([gs.GUESTSCOPE, "hooks", "show", "force-tcg"]).stdout
        with open(os.path.join(gs.SOURCE, "wrapper", "hooks", "force-tcg.lua"), "rb") as f:
            self.assertEqual(shown, f.read())
        self.assertEqual(self.run_in([gs.GUESTSCOPE, "hooks", "show", "nosuch"]).returncode, 2)


if __name__ == "__main__":
    gs.main()
