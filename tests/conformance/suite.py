"""One wrapper under test: how it is started as a client would, with the witness (witness.cpp) as its real qemu, and
how what hangs or multiplies is stopped. Results are compared in checks.py."""
import ctypes
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from typing import NamedTuple

# Long enough for a loaded machine; only reached by a wrapper that hangs.
HANG_S = 60
# A wrapper that is led to itself may start itself for ever. More than this many at once, and it is stopped.
MAX_PROCESSES = 100
POLL_S = 0.02
PR_SET_CHILD_SUBREAPER = 36
QEMU = [b"-nodefaults", b"-S"]  # words that any qemu takes


class Failed(Exception):
    pass


class Skip(Exception):
    pass


class CannotRun(Exception):
    pass


def unhex(words):
    return [bytes.fromhex(w) for w in words]


def descendants(pid):
    """All processes below pid, zombies left out."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as f:
                state, parent = f.read().rpartition(b")")[2].split()[:2]
        except OSError:
            continue
        if state != b"Z":
            children.setdefault(int(parent), []).append(int(name))
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def feed(pipe, data):
    try:
        pipe.write(data)
        pipe.close()
    except OSError:  # nobody reads: the check finds that out by the output
        pass


class Ran(NamedTuple):
    pid: int
    status: int  # as Popen.returncode: negative = killed by a signal
    out: bytes
    err: bytes
    runs: list  # what the witness saw, each time that it ran

    @property
    def seen(self):
        if not self.runs:
            raise Failed(f"qemu was not started; status {self.status}, it said {self.err[:300]!r}")
        return self.runs[-1]


class Suite:
    """One wrapper, called through a link with qemu's name, and a witness as its real qemu."""

    def __init__(self, args, folder, witness):
        self.name, self.real_env, self.real_file = args.name, args.real_env, args.real_file
        self.allow, self.folder = set(args.allow), folder
        for d in ("called", "real", "work"):
            os.mkdir(self.path(d))
        self.called, self.real = self.path("called/" + self.name), self.path("real/" + self.name)
        os.symlink(os.path.abspath(args.wrapper), self.called)
        shutil.copy(witness, self.real)
        self.env = {os.fsencode(k): os.fsencode(v) for k, v in os.environ.items()}
        self.env[b"PATH"] = os.fsencode(":".join((self.path("called"), self.path("real"), os.environ.get("PATH", ""))))
        for pair in args.env:
            name, equals, value = pair.partition("=")
            if not equals:
                raise CannotRun(f"--env {pair} is not NAME=VALUE")
            self.env[os.fsencode(name)] = os.fsencode(value.replace("{dir}", self.path("work")))
        # What a wrapper leaves behind stays below us, where it is found.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.point_at(self.real)

    def path(self, name):
        return os.path.join(self.folder, name)

    def point_at(self, real):
        """Tells the wrapper that this is the real qemu."""
        if self.real_env:
            self.env[os.fsencode(self.real_env)] = os.fsencode(real)
        if self.real_file:
            def replaced(text):
                return text.replace("{wrapper}", self.called).replace("{real}", real)
            with open(replaced(self.real_file[0]), "w") as f:
                f.write(replaced(self.real_file[1]).replace("\\n", "\n"))

    def needed_env(self):
        """The least that the wrapper must have to find its qemu."""
        names = [b"PATH"] + ([os.fsencode(self.real_env)] if self.real_env else [])
        return {n: self.env[n] for n in names}

    def order(self, *lines):
        for name in (self.real + ".seen", self.real + ".go"):
            if os.path.exists(name):
                os.unlink(name)
        with open(self.real + ".orders", "w") as f:
            f.write("".join(line + "\n" for line in lines))

    def runs(self):
        try:
            with open(self.real + ".seen") as f:
                return [json.loads(line) for line in f if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def start(self, words, direct=False, argv0=None, **kw):
        program = self.real if direct else self.called
        for name in ("stdin", "stdout", "stderr"):
            kw.setdefault(name, subprocess.DEVNULL if name == "stdin" else subprocess.PIPE)
        kw.setdefault("cwd", self.path("work"))
        kw.setdefault("env", self.env)
        words = [w if isinstance(w, bytes) else os.fsencode(w) for w in words]
        return subprocess.Popen([os.fsencode(program) if argv0 is None else argv0] + words, executable=program, **kw)

    def run(self, words=QEMU, orders=(), direct=False, input=None, **kw):
        self.order(*orders)
        if input is not None:
            kw["stdin"] = subprocess.PIPE
        p = self.start(words, direct, **kw)
        out, err = self.finish(p, input)
        return Ran(p.pid, p.returncode, out, err, self.runs())

    def finish(self, p, input=None):
        """Waits for the end of what was started; stops what hangs or multiplies."""
        end = time.monotonic() + HANG_S
        if input is not None:
            threading.Thread(target=feed, args=(p.stdin, input), daemon=True).start()
            p.stdin = None  # communicate() loses input that a timeout interrupts
        while True:
            try:
                out, err = p.communicate(timeout=POLL_S)
                return out or b"", err or b""
            except subprocess.TimeoutExpired:
                pass
            many = len(descendants(os.getpid())) > MAX_PROCESSES
            if many or time.monotonic() > end:
                self.stop(p)
                raise Failed("it starts itself again and again" if many else f"it hangs: no end within {HANG_S} s")

    def stop(self, p):
        """Ends p and all that it left: it has all been started from here."""
        while left := descendants(os.getpid()):
            for sig in (signal.SIGSTOP, signal.SIGKILL):  # stopped first: or they would outrun us
                for pid in left:
                    try:
                        os.kill(pid, sig)
                    except ProcessLookupError:
                        pass
            try:
                p.communicate(timeout=POLL_S)
            except (subprocess.TimeoutExpired, ValueError):
                pass

    def both(self, words=QEMU, **kw):
        """The wrapper's qemu, and the same without the wrapper."""
        wrapped = self.run(words, **kw)
        wrapped.seen  # noqa: B018  it ran
        return wrapped, self.run(words, direct=True, **kw)

    def is_witness(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/exe") == os.path.realpath(self.real)
        except OSError:
            return False

    def waiting(self, **kw):
        """Starts it and returns when its qemu runs and waits for an end."""
        self.order("wait")
        p = self.start(QEMU, **kw)
        end = time.monotonic() + HANG_S
        while not self.runs():
            if p.poll() is not None or time.monotonic() > end:
                self.stop(p)
                raise Failed(f"qemu was not started; status {p.returncode}")
            time.sleep(0.005)
        return p

    def words_arrive(self, words, allow_added=True, **kw):
        ran = self.run(words, **kw)
        got = unhex(ran.seen["argv"])[1:]
        words = [w if isinstance(w, bytes) else os.fsencode(w) for w in words]
        if allow_added and "args" in self.allow:
            got = got[:len(words)]
        if got != words:
            at = next((i for i, (a, b) in enumerate(zip(got, words)) if a != b), min(len(got), len(words)))
            raise Failed(f"{len(words)} words became {len(got)}; word {at + 1} " +
                         f"was {words[at:at + 1]!r:.200}, is {got[at:at + 1]!r:.200}")
        return ran
