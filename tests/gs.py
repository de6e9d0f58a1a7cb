"""What the behaviour tests share: the programs of the build tree, traces as Python objects, one clean environment."""
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

BIN = os.environ.get("GUESTSCOPE_BIN") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "build", "release", "bin")
BIN = os.path.abspath(BIN)
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GUESTSCOPE = os.path.join(BIN, "guestscope")
DROP_IN = os.path.join(BIN, "guestscope-qemu")
FAKE_QEMU = os.path.join(BIN, "fake-qemu")
# Long enough for a loaded machine; only reached when something hangs.
HANG_S = 120


class Case(unittest.TestCase):
    """A folder of its own, and an environment without the caller's guestscope and libguestfs variables."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="guestscope-test-")
        self.addCleanup(subprocess.run, ["rm", "-rf", self.dir], check=True)
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith(("GUESTSCOPE_", "LIBGUESTFS_", "FAKE_QEMU_"))}
        self.env["XDG_STATE_HOME"] = self.path("state")
        self.env["XDG_CACHE_HOME"] = self.path("cache")
        self.env["GUESTSCOPE_RUNDIR"] = self.path("run")

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, data, mode=0o644):
        p = self.path(name)
        with open(p, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        os.chmod(p, mode)
        return p

    def run_in(self, argv, env=None, **kw):
        """Runs to the end; returns the CompletedProcess with bytes."""
        kw.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(argv, env={**self.env, **(env or {})}, cwd=kw.pop("cwd", self.dir),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=kw.pop("timeout", HANG_S), **kw)

    def start(self, argv, env=None, **kw):
        kw.setdefault("stdin", subprocess.DEVNULL)
        p = subprocess.Popen(argv, env={**self.env, **(env or {})}, cwd=self.dir,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)

        def stop():
            if p.poll() is None:
                p.kill()
            p.communicate()
        self.addCleanup(stop)
        return p

    def assertOneLine(self, data, *parts):
        text = data.decode(errors="replace")
        self.assertEqual(text.count("\n"), 1, text)
        for part in parts:
            self.assertIn(part, text)


def until(condition, what):
    """Waits for something that will happen; fails only when it plainly never does."""
    end = time.monotonic() + HANG_S
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(0.01)
    raise AssertionError("never happened: " + what)


def lines_of(path):
    """The lines of a trace, read as a user would: zstd -dc, one JSON object a line. Torn tails are cut off."""
    out = subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return [json.loads(l) for l in out.split(b"\n") if l]


def text_of(event):
    if "b64" in event:
        return base64.b64decode(event["b64"])
    return event.get("text", "").encode()


def stream(events, kind):
    """All bytes of one kind, in order."""
    return b"".join(text_of(e) for e in sorted((e for e in events if e.get("k") == kind), key=lambda e: e["t"]))


def word(value):
    """A word of an argv in a trace: a string, or {"b64": ...}."""
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value.encode()


def main():
    unittest.main(verbosity=2, argv=sys.argv)
