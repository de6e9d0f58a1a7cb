"""guestscope-calls(3) has every call of the description, and the formatter has no complaint."""
import glob
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

PAGE = os.path.join(gs.BIN, "..", "share", "man", "man3", "guestscope-calls.3")


class CallsPage(gs.Case):
    def described(self):
        names = []
        for path in glob.glob(os.path.join(gs.SOURCE, "lib", "api", "calls", "*.lua")):
            with open(path) as f:
                names += re.findall(r'(?m)^call \{"(\w+)", (\d+)', f.read())
        return names

    def test_every_call_has_its_entry(self):
        text = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", PAGE], stdout=subprocess.PIPE,
                              check=True).stdout.decode()
        words = " ".join(text.replace("-\n", "\n").split())
        calls = self.described()
        self.assertEqual(len(calls), 492)
        for name, number in calls:
            self.assertRegex(text, r"(?m)^ {7}%s( |$)" % name)
            self.assertIn("Call %s, since " % number, words)

    def test_the_formatter_has_no_complaint(self):
        r = subprocess.run(["groff", "-man", "-Tutf8", "-ww", PAGE], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
        self.assertEqual((r.returncode, r.stderr), (0, b""))


if __name__ == "__main__":
    if not os.path.exists(PAGE):
        print("no manual pages were built: scdoc is missing")
        sys.exit(77)
    unittest.main()
