"""The checks of the conformance suite. Each starts the wrapper as a client would and asks the witness what it
found; mostly the same is done without the wrapper, and the two are compared."""
import ctypes
import os
import resource
import signal
import socket
import subprocess
from typing import NamedTuple

from suite import HANG_S, QEMU, Failed, Ran, Skip, unhex

ALLOWANCES = ("args", "fds", "env", "stderr")
MAX_WORD = 131072 - 1  # the kernel's MAX_ARG_STRLEN, less the NUL
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
PROBES = (["-help"], ["--version"], ["-version"], ["-device", "?"], ["-device", "help"], ["-machine", "help"],
          ["-cpu", "help"], ["-accel", "help"], ["-display", "none", "-machine", "accel=kvm:tcg", "-qmp", "stdio"],
          ["-S", "-no-user-config", "-nodefaults", "-nographic", "-machine", "none,accel=tcg", "-qmp",
           "unix:/nowhere/qmp,server=on,wait=off", "-pidfile", "/nowhere/pid", "-daemonize"])


class Check(NamedTuple):
    what: str
    function: object


CHECKS = {}


def check(name, what):
    def register(function):
        CHECKS[name] = Check(what, function)
        return function
    return register


def expect(condition, *what):
    if not condition:
        text = " ".join(w if isinstance(w, str) else repr(w) for w in what)
        raise Failed(text if len(text) < 600 else text[:400] + " ... " + text[-150:])


def same(wrapped, direct, *fields):
    for f in fields:
        a, b = wrapped.seen, direct.seen
        for part in f.split("."):
            a, b = a[part], b[part]
        expect(a == b, f, "is", a, "and without the wrapper", b)


# --- the process ------------------------------------------------------------------------------------------

@check("pid", "qemu has the pid that the client started, and the client as its parent")
def _(s):
    ran = s.run()
    expect(len(ran.runs) == 1 or ran.seen["pid"] == ran.pid, "qemu was run", len(ran.runs), "times")
    expect((ran.seen["pid"], ran.seen["ppid"]) == (ran.pid, os.getpid()),
           "pid and parent are", (ran.seen["pid"], ran.seen["ppid"]), "instead of", (ran.pid, os.getpid()))


@check("real-qemu", "what runs in the end is the real qemu, and nothing else of that pid")
def _(s):
    ran = s.run()
    expect(bytes.fromhex(ran.seen["exe"]).decode() == os.path.realpath(s.real), "another program runs")
    wrapped, direct = s.both()
    same(wrapped, direct, "name")


@check("no-children", "qemu finds no children that are not its own")
def _(s):
    p = s.waiting()
    try:
        pid = s.runs()[-1]["pid"]
        with open(f"/proc/{pid}/task/{pid}/children") as f:
            children = f.read().split()
    finally:
        open(s.real + ".go", "w").close()
        s.finish(p)
    expect(not children, "children of qemu:", children)


@check("exit-status", "qemu's exit status is the client's")
def _(s):
    for status in (0, 1, 2, 3, 77, 126, 127, 128, 255):
        ran = s.run(orders=[f"exit {status}"])
        expect(ran.status == status, f"status {status} became {ran.status}")


@check("exit-signal", "a qemu that a signal ended is seen as that")
def _(s):
    for sig in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGABRT, signal.SIGSEGV):
        ran = s.run(orders=[f"signal {int(sig)}"],
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
        expect(ran.status == -sig, f"{sig.name} became status {ran.status}")


@check("signal-arrives", "a signal to the pid that was started reaches qemu, SIGKILL too")
def _(s):
    for sig in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGKILL):
        p = s.waiting(start_new_session=True)
        qemu = s.runs()[-1]["pid"]
        os.kill(p.pid, sig)
        try:
            p.wait(HANG_S)
        except subprocess.TimeoutExpired:
            s.stop(p)
            raise Failed(f"{sig.name} does not end it")
        left = qemu != p.pid and s.is_witness(qemu)
        s.stop(p) if left else s.finish(p)
        expect(not left, f"after {sig.name} qemu is left running")
        expect(p.returncode == -sig, f"{sig.name} became status {p.returncode}")


@check("process-attributes", "group, session, priority, CPUs, death signal, privileges stay")
def _(s):
    libc = ctypes.CDLL(None, use_errno=True)

    def attributes():
        os.setpgid(0, 0)
        os.nice(3)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGUSR2, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for preexec in (attributes, None):
        wrapped, direct = s.both(preexec_fn=preexec)
        expect((wrapped.seen["pgid"] == wrapped.pid) == (preexec is not None), "the process group is another one")
        same(wrapped, direct, "sid", "nice", "scheduler", "death_signal", "dumpable")
        same(wrapped, direct, *("status." + k for k in direct.seen["status"]))
    wrapped = s.run(start_new_session=True)
    expect(wrapped.seen["sid"] == wrapped.pid, "the session is another one")


@check("umask", "the umask stays")
def _(s):
    for mask in (0o000, 0o027, 0o077):
        wrapped, direct = s.both(preexec_fn=lambda: os.umask(mask))
        same(wrapped, direct, "status.Umask")


@check("cwd", "the current folder stays, if it has an odd name or is gone, too")
def _(s):
    for name in ("a b", "$(x)", os.fsdecode(b"\xff\xfe")):
        os.makedirs(s.path("work/" + name), exist_ok=True)
        wrapped, direct = s.both(cwd=s.path("work/" + name))
        same(wrapped, direct, "cwd")

    def vanish():
        os.mkdir("gone")
        os.chdir("gone")
        os.rmdir("../gone")
    wrapped, direct = s.both(preexec_fn=vanish)
    same(wrapped, direct, "cwd")
    expect((wrapped.status, wrapped.out, wrapped.err) == (0, b"", b""), "in a folder that is gone:", wrapped.err)


@check("limits", "resource limits stay")
def _(s):
    def limit():
        for what, soft in ((resource.RLIMIT_NOFILE, 300), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 1 << 30),
                           (resource.RLIMIT_STACK, 4 << 20), (resource.RLIMIT_CPU, 50)):
            resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
    for preexec in (limit, None):
        wrapped, direct = s.both(preexec_fn=preexec)
        same(wrapped, direct, "limits")


@check("concurrent", "eight at once do not disturb each other")
def _(s):
    s.order()
    started = [s.start([b"-name", b"vm%d" % i]) for i in range(8)]
    for p in started:
        s.finish(p)
    expect([p.returncode for p in started] == [0] * 8, "statuses", [p.returncode for p in started])
    got = {run["pid"]: unhex(run["argv"])[1:3] for run in s.runs()}
    for i, p in enumerate(started):
        expect(got.get(p.pid) == [b"-name", b"vm%d" % i], f"number {i} got", got.get(p.pid))


# --- descriptors ------------------------------------------------------------------------------------------

@check("standard-streams", "stdin, stdout and stderr carry qemu's bytes, all of them and no others")
def _(s):
    data = bytes(range(256)) * 4096 + b"no line end"
    ran = s.run(orders=["echo"], input=data)
    expect(ran.seen["pid"] > 0 and ran.out == data, f"{len(data)} bytes became {len(ran.out)}")
    expect(ran.err == b"witness", "stderr is", ran.err[:300])
    quiet = s.run()
    expect((quiet.out, quiet.err) == (b"", b""), "it writes something of its own:", quiet.out[:200], quiet.err[:200])


@check("standard-descriptors", "descriptors 0, 1 and 2 are the client's open files, with flags and offset")
def _(s):
    def files():
        i, o, e = (open(s.path("work/" + n), "w+b", buffering=0) for n in ("in", "out", "err"))
        i.write(b"abcdef")
        i.seek(3)
        return {"stdin": i, "stdout": o, "stderr": e}

    def run(direct):
        opened = files()
        ran = s.run(direct=direct, **opened)
        for f in opened.values():
            f.close()
        return ran
    wrapped, direct = run(False), run(True)
    for fd in ("0", "1", "2"):
        if fd == "2" and "stderr" in s.allow:
            continue
        got, want = wrapped.seen["fds"].get(fd), direct.seen["fds"].get(fd)
        expect(got == want, f"descriptor {fd} (device, inode, flags, offset) is", got, "and without the wrapper", want)


@check("closed-descriptors", "standard descriptors that the client closed stay closed")
def _(s):
    for closed in (0, 1, 2):
        s.order()
        p = s.start(QEMU, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    preexec_fn=lambda: os.close(closed))
        s.finish(p)
        ran = Ran(p.pid, p.returncode, b"", b"", s.runs())
        expect(str(closed) not in ran.seen["fds"], f"descriptor {closed} is open")


def is_open(fd):
    try:
        os.fstat(fd)
        return True
    except OSError:
        return False


def passed_descriptors(s):
    """Pipes, a socket, a file in the middle: on numbers that shells and runtimes like to use themselves (10, 255),
    or near them where the suite has those open. Returns the numbers."""
    r, w = os.pipe()
    a, b = socket.socketpair()
    f = os.open(s.path("work/data"), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(f, b"0123456789")
    os.lseek(f, 4, os.SEEK_SET)
    os.set_blocking(r, False)
    numbers = []
    for number, fd in zip((10, 63, 199, 254, 255), (r, w, a.fileno(), b.fileno(), f)):
        while is_open(number):
            number += 1
        os.dup2(fd, number, inheritable=True)
        numbers.append(number)
    for fd in (r, w, f):
        os.close(fd)
    a.close()
    b.close()
    return numbers


@check("inherited-descriptors", "descriptors that the client passes arrive: number, file, flags, offset")
def _(s):
    numbers = passed_descriptors(s)
    try:
        wrapped, direct = s.both(pass_fds=numbers)
        for n in numbers:
            got, want = wrapped.seen["fds"].get(str(n)), direct.seen["fds"].get(str(n))
            expect(got == want, f"descriptor {n} (device, inode, flags, offset) is", got, "and without the wrapper", want)
    finally:
        for n in numbers:
            os.close(n)


@check("no-other-descriptors", "qemu gets no descriptor that the client did not pass")
def _(s):
    if "fds" in s.allow:
        raise Skip("allowed")
    wrapped, direct = s.both()
    expect(set(wrapped.seen["fds"]) == set(direct.seen["fds"]),
           "descriptors", sorted(wrapped.seen["fds"]), "instead of", sorted(direct.seen["fds"]))


# --- environment and signals ------------------------------------------------------------------------------

def same_environment(s, wrapped, direct):
    got, want = sorted(unhex(wrapped.seen["env"])), sorted(unhex(direct.seen["env"]))
    more, less = [e for e in got if e not in want], [e for e in want if e not in got]
    expect(not less, "lost or changed:", [e[:80] for e in less])
    expect(not more or "env" in s.allow, "added:", [e[:80] for e in more])


@check("environment", "all of the environment arrives, whatever bytes it has")
def _(s):
    odd = {b"EMPTY": b"", b"BYTES": b"\xff\xfe\x01", b"LINES": b"a\nb\n", b"odd.name-x": b"1", b"with blank": b"a  b",
           b"LONG": b"x" * 100_000, b"EQUALS": b"a=b=c", b"QUOTES": b"\"'`$(x)\\", b"_": b"/somewhere", b"SHLVL": b"41",
           b"BASH_FUNC_x%%": b"() { :; }", b"LC_ALL": b"xx_YY", b"TZ": b":/nowhere"}
    wrapped, direct = s.both(env={**s.env, **odd})
    same_environment(s, wrapped, direct)


@check("environment-empty", "an almost empty environment stays so")
def _(s):
    wrapped, direct = s.both(env=s.needed_env())
    same_environment(s, wrapped, direct)


@check("signal-dispositions", "ignored, default and blocked signals stay as the client set them")
def _(s):
    def ignoring():
        for sig in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(sig, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR2, signal.SIGALRM])

    def defaults():
        for sig in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGINT, signal.SIGXFSZ):
            signal.signal(sig, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for preexec in (ignoring, defaults):
        wrapped, direct = s.both(preexec_fn=preexec)
        same(wrapped, direct, "signals", "status.SigBlk", "status.SigIgn")


# --- words ------------------------------------------------------------------------------------------------

@check("words", "the client's words arrive in order")
def _(s):
    s.words_arrive(QEMU + [b"-m", b"1", b"-device", b"a,id=x", b"-device", b"a,id=x", b"-append", b"console=ttyS0 a=b"])
    s.words_arrive([])


@check("words-special", "what a shell or a format would take for itself stays as it is")
def _(s):
    s.words_arrive(QEMU + [b"a b", b" a ", b"\t", b"'", b"\"", b"`id`", b"$HOME", b"$(id)", b"${x}", b"\\", b"\\\\", b"*",
                           b"/*", b"~", b"[a]", b"{a,b}", b"a;b", b"a|b", b"a&b", b"<x", b">x", b"#x", b"!x", b"%s%n",
                           b"@file", b"a\nb", b"\n", b"\r", b"\x01\x7f\x1b[31m", b"a,,b", b"a=b=c", b"{\"a\": \"b\"}"])


@check("words-empty", "empty words arrive")
def _(s):
    s.words_arrive(QEMU + [b"", b"", b"-append", b"", b"x", b""])


@check("words-bytes", "words that are not UTF-8 arrive")
def _(s):
    s.words_arrive(QEMU + [bytes(range(1, 256)), b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"caf\xe9", "ä€𝄞".encode()],
                   env={**s.env, b"LC_ALL": b"C.UTF-8"})


@check("words-1000", "a thousand words arrive")
def _(s):
    s.words_arrive(QEMU + [b"-m", b"1"] * 500)


@check("words-128k", "a word of the kernel's greatest length arrives (131,071 bytes)")
def _(s):
    s.words_arrive(QEMU + [b"-append", b"x" * MAX_WORD])
    s.words_arrive(QEMU + [b"-append", b"\xff" * MAX_WORD, b"", b"y"])


@check("words-megabyte", "a command line of a megabyte arrives")
def _(s):
    s.words_arrive(QEMU + [b"x" * 100_000] * 10)


@check("argv0", "qemu's argv[0] names the real qemu")
def _(s):
    argv0 = unhex(s.run().seen["argv"])[0]
    expect(os.path.basename(argv0) == os.fsencode(s.name), "argv[0] is", argv0)


@check("argv0-odd", "any argv[0] that the client gives will do")
def _(s):
    if not (s.real_env or s.real_file):
        raise Skip("the name is how this wrapper finds its qemu")
    for argv0 in (b"x", b"-x", b"/no/such/kvm", b"a b\n", b"\xff", b"y" * 5000):
        ran = s.run(argv0=argv0)
        expect(bytes.fromhex(ran.seen["exe"]).decode() == os.path.realpath(s.real), "another program runs for", argv0)


@check("probes", "questions (-help, -version, -device ?, QMP without a guest) pass untouched")
def _(s):
    for probe in PROBES:
        ran = s.words_arrive(probe, allow_added=False, orders=["echo"], input=b"")
        expect((ran.status, ran.out, ran.err) == (0, b"", b"witness"), probe, "gave", ran.status, ran.out, ran.err)
        expect(ran.seen["pid"] == ran.pid, probe, "has another pid")


# --- what goes wrong --------------------------------------------------------------------------------------

def fails_clearly(ran, what):
    expect(not ran.runs, what, ": qemu was run all the same")
    expect(ran.status > 0, what, ": the status is", ran.status)
    expect(ran.out == b"", what, ": it writes on stdout, where a client may speak QMP:", ran.out[:200])
    expect(ran.err.strip(), what, ": it says nothing")
    expect(len(ran.err) < 2000, what, ": it says too much:", ran.err[:200])


def without_real(s, real):
    """Runs with another "real qemu" configured, and the witness out of PATH."""
    hidden = s.path("hidden")
    os.rename(s.path("real"), hidden)
    try:
        s.point_at(real)
        p = s.start(QEMU, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (2, 2)),
                    env={**s.env, b"PATH": os.fsencode(s.path("called") + ":/usr/bin:/bin") if s.real_env or s.real_file
                         else os.fsencode(s.path("called"))})
        out, err = s.finish(p)
    finally:
        os.rename(hidden, s.path("real"))
        s.point_at(s.real)
    return Ran(p.pid, p.returncode, out, err, [])


@check("missing-qemu", "a real qemu that is not there is an error with a message")
def _(s):
    s.order()
    fails_clearly(without_real(s, "/no/such/" + s.name), "a missing qemu")


@check("broken-qemu", "a real qemu that cannot be executed is an error with a message")
def _(s):
    if not (s.real_env or s.real_file):
        raise Skip("what cannot be executed is no program in PATH")
    s.order()
    broken = s.path("work/broken")
    with open(broken, "w") as f:
        f.write("no program")
    os.chmod(broken, 0o644)
    fails_clearly(without_real(s, broken), "a qemu that is not executable")
    fails_clearly(without_real(s, s.path("work")), "a qemu that is a folder")


@check("recursion", "a wrapper that is led to itself ends, with a message")
def _(s):
    s.order()
    fails_clearly(without_real(s, s.called), "led to itself")
