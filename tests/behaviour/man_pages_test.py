"""The manual says what the programs do: every verb, option, stage and environment variable is in a page."""
import glob
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

PAGES = os.path.join(gs.BIN, "..", "share", "man", "man1")
# For guestscope's own programs among themselves, and for tests.
INTERNAL = {"GUESTSCOPE_INSIDE", "GUESTSCOPE_VERSION"}


def page(name):
    with open(os.path.join(PAGES, name + ".1")) as f:
        return f.read().replace("\\-", "-").replace("\\&", "").replace("\\fB", "").replace("\\fR", "")


class ManPages(gs.Case):
    def help(self, *args):
        return self.run_in([gs.GUESTSCOPE, *args, "--help"]).stdout.decode()

    def verbs(self):
        block = re.search(r"Verbs:\n((?:  .+\n)+)", self.help()).group(1)
        return [line.split()[0] for line in block.splitlines()]

    def test_every_verb_has_a_page_and_stands_in_the_first(self):
        self.assertIn("diagnose", self.verbs())
        for verb in self.verbs():
            self.assertRegex(page("guestscope"), r"(?m)^%s$" % verb)
            if verb != "help":
                self.assertIn("guestscope-%s(1)" % verb, page("guestscope"))
                self.assertIn("guestscope " + verb, page("guestscope-" + verb))

    def test_every_option_is_in_its_page(self):
        for verb in self.verbs():
            options = re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", self.help(verb))
            self.assertIn("--help", options)
            for option in options if verb != "help" else []:
                self.assertIn(option, page("guestscope-" + verb), verb)

    def test_every_stage_is_explained(self):
        with open(os.path.join(gs.SOURCE, "lib", "event", "stage.cpp")) as f:
            table = re.search(r"kNames\{(.*?)\};", f.read(), re.S).group(1)
        stages = re.findall(r'"([a-z-]+)"', table)
        self.assertEqual(len(stages), 12)
        for stage in stages:
            self.assertRegex(page("guestscope"), r"(?m)^%s$" % stage)

    def test_every_stock_hook_is_explained(self):
        hooks = glob.glob(os.path.join(gs.SOURCE, "wrapper", "hooks", "*.lua"))
        self.assertTrue(hooks)
        for hook in hooks:
            self.assertRegex(page("guestscope-hooks"), r"(?m)^%s$" % os.path.basename(hook)[:-4])

    def test_every_environment_variable_is_explained(self):
        names = set()
        for folder in ("lib", "trace", "wrapper"):
            for path in glob.glob(os.path.join(gs.SOURCE, folder, "**", "*.cpp"), recursive=True):
                if not path.endswith(("_test.cpp", "_fuzz.cpp")):
                    with open(path) as f:
                        names.update(re.findall(r'env\("(GUESTSCOPE_[A-Z_]+)"', f.read()))
        self.assertIn("GUESTSCOPE_QEMU", names)
        pages = "".join(page(os.path.basename(p)[:-2]) for p in glob.glob(PAGES + "/*.1"))
        for name in names - INTERNAL:
            self.assertRegex(pages, r"(?m)^%s$" % name)

    def test_the_formatter_has_no_complaint(self):
        for path in glob.glob(PAGES + "/*.1"):
            r = subprocess.run(["groff", "-man", "-Tutf8", "-ww", path], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
            self.assertEqual((r.returncode, r.stderr), (0, b""), path)


if __name__ == "__main__":
    if not glob.glob(PAGES + "/*.1"):
        print("no manual pages were built: scdoc is missing")
        sys.exit(77)
    try:
        subprocess.run(["groff", "--version"], stdout=subprocess.DEVNULL, check=True)
    except FileNotFoundError:
        del ManPages.test_the_formatter_has_no_complaint
    unittest.main(verbosity=2, argv=sys.argv)
