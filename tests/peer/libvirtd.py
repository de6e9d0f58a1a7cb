"""A libvirtd of the test's own: its sockets and logs in a temporary folder, and the fixed folders that a
privileged libvirtd insists on (/var/lib/libvirt, /run/libvirt, /etc/libvirt) in a mount namespace, where
they are a layer in memory that goes away with the daemon. Nothing on the host changes, and no network is made.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

QEMU_USER = "libvirt-qemu"  # as Debian's; exists in the namespace only, where the host has none
NAMESPACE = """
set -eu
top=$1
mount -t tmpfs guestscope-test "$top/layer"
for d in var etc run; do
  mkdir -p "$top/layer/upper/$d" "$top/layer/work/$d"
  mount -t overlay -o "lowerdir=/$d,upperdir=$top/layer/upper/$d,workdir=$top/layer/work/$d" overlay "/$d"
done
# What the host's own libvirt has (networks, domains) is no business of this one.
for d in etc/libvirt run/libvirt var/lib/libvirt var/cache/libvirt var/log/libvirt; do
  mkdir -p "$top/layer/new/$d" "/$d"
  mount --bind "$top/layer/new/$d" "/$d"
done
grep -q '^{user}:' /etc/passwd || echo '{user}:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin' >> /etc/passwd
grep -q '^{user}:' /etc/group || echo '{user}:x:64055:' >> /etc/group
cp "$top/qemu.conf" /etc/libvirt/qemu.conf
PATH=$top/path exec {libvirtd} -f "$top/libvirtd.conf"
"""
# namespaces, cgroups: a test's machine need not have them. All else is what libvirt does by itself.
QEMU_CONF = """
security_driver = "none"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
"""
LIBVIRTD_CONF = """
unix_sock_dir = "{top}/sock"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:file:{top}/libvirtd.log"
"""
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def missing():
    """Why it cannot run here, or None."""
    if os.getuid() != 0:
        return "needs root, for a mount namespace"
    for program in ("libvirtd", "virsh", "unshare", "nsenter", "qemu-system-x86_64"):
        if not shutil.which(program):
            return program + " is not installed"
    if subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        return "mount namespaces are not allowed here"
    return None


class Libvirtd:
    def __init__(self, top, qemu_conf=""):
        self.top = top
        os.chmod(top, 0o755)
        for d in ("sock", "layer", "path", "bin"):
            os.mkdir(self.path(d))
        # Our programs where qemu's user may reach them, wherever the build tree lies.
        for program in (gs.GUESTSCOPE, gs.DROP_IN):
            shutil.copy(program, self.path("bin"))
        self.guestscope = self.path("bin/guestscope")
        # One qemu in PATH: libvirt asks each that it finds what it can do.
        os.symlink(shutil.which("qemu-system-x86_64"), self.path("path/qemu-system-x86_64"))
        self.write("qemu.conf", QEMU_CONF + qemu_conf)
        self.write("libvirtd.conf", LIBVIRTD_CONF.format(top=top))
        self.write("namespace.sh", NAMESPACE.format(user=QEMU_USER, libvirtd=shutil.which("libvirtd")))
        self.uri = f"qemu+unix:///system?socket={self.path('sock/libvirt-sock')}"
        self.process = None

    def path(self, name):
        return os.path.join(self.top, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)

    def start(self):
        with open(self.path("libvirtd.out"), "w") as out:
            self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), self.path("pid"), "unshare",
                                             "--mount", "--propagation", "private", "sh", self.path("namespace.sh"), self.top],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)

        def answers():
            if self.process.poll() is not None:
                raise AssertionError("libvirtd ended: " + self.log())
            return os.path.exists(self.path("sock/libvirt-sock")) and self.virsh("uri", check=False).returncode == 0
        gs.until(answers, "libvirtd answers")

    def stop(self):
        if not self.process:
            return
        for name in self.virsh("list", "--name", check=False).stdout.split():
            self.virsh("destroy", name, check=False)
        self.process.send_signal(signal.SIGTERM)  # passed on
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def log(self):
        text = ""
        for name in ("libvirtd.out", "libvirtd.log"):
            if os.path.exists(self.path(name)):
                with open(self.path(name), errors="replace") as f:
                    text += f.read()
        return text[-4000:]

    def inside(self, argv, env=None, timeout=gs.HANG_S * 2):
        """Runs argv where libvirtd lives: with its /var, /run and accounts."""
        with open(self.path("pid")) as f:
            pid = f.read()
        return subprocess.run(["nsenter", "--mount", f"--target={pid}", "--", *argv], env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, errors="surrogateescape", timeout=timeout)

    def virsh(self, *words, check=True):
        r = subprocess.run(["virsh", "-q", "-c", self.uri, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True, timeout=gs.HANG_S * 2, env={**os.environ, "LC_ALL": "C"})
        if check and r.returncode != 0:
            raise AssertionError(f"virsh {' '.join(words)}: {r.stderr}\n{self.log()}")
        return r

    def domain_log(self, name):
        return self.inside(["cat", f"/var/log/libvirt/qemu/{name}.log"]).stdout


def reap(pid_file, argv):
    """Runs argv and waits for whatever it leaves behind. libvirt waits until a qemu that it ended is gone from
    the table of processes, and not every init of a container takes its orphans at once. Ends with the test."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    child = subprocess.Popen(argv, preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0))
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGTERM))
    with open(pid_file + ".new", "w") as f:
        f.write(str(child.pid))
    os.rename(pid_file + ".new", pid_file)
    while True:
        pid, status = os.wait()
        if pid == child.pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode


if __name__ == "__main__":
    sys.exit(reap(sys.argv[1], sys.argv[2:]))
