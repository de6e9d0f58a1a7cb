"""A real libvirtd (the test's own) whose domain runs guestscope-qemu: probing, hooks, inherited descriptors, recording."""
import glob
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402
import libvirtd  # noqa: E402

REAL = "/usr/bin/qemu-system-x86_64"
XML = """<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>{kernel}</kernel>
    <cmdline>console=ttyS0 earlyprintk=ttyS0 panic=-1</cmdline>
  </os>
  <on_reboot>destroy</on_reboot>
  <devices>
    <emulator>{emulator}</emulator>
    <serial type='file'><source path='{console}'/></serial>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
"""
# The line that libvirt writes has its devices as JSON.
HOOK = """
function rewrite(cmd, ctx)
  for _, d in ipairs(cmd:find("device", {driver = "virtio-rng-pci"})) do
    d["max-bytes"] = 1234
    d.period = 1000
  end
end
"""


class Libvirt(gs.Case):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="guestscope-libvirt-")
        cls.addClassCleanup(gs.subprocess.run, ["rm", "-rf", cls.top], check=True)
        cls.libvirt = libvirtd.Libvirtd(cls.top)
        cls.addClassCleanup(cls.libvirt.stop)
        cls.libvirt.start()

    def setUp(self):
        super().setUp()
        os.chmod(self.dir, 0o755)
        self.emulators = self.path("emulators")

    def guestscope(self, *args, code=0):
        r = self.libvirt.inside([self.libvirt.guestscope, *args])
        self.assertEqual(r.returncode, code, r.stderr)
        return r.stdout

    def wrap(self, *args):
        return json.loads(self.guestscope("wrap", *args, "--json"))

    def define(self, name):
        """A domain with the real qemu, as a user would have it. Removed at the end."""
        console = self.write(name + ".console", "")
        xml = self.write(name + ".xml", XML.format(name=name, kernel=sorted(glob.glob("/boot/vmlinuz-*"))[-1],
                                                   emulator=REAL, console=console))
        self.libvirt.virsh("define", xml)
        self.addCleanup(self.libvirt.virsh, "undefine", name, check=False)
        self.addCleanup(self.libvirt.virsh, "destroy", name, check=False)
        return console

    def pid_of(self, name):
        return int(self.libvirt.inside(["cat", f"/run/libvirt/qemu/{name}.pid"]).stdout)

    def emulator_of(self, name):
        return re.findall(r"<emulator>(.*)</emulator>", self.libvirt.virsh("dumpxml", name).stdout)

    def monitor(self, name, command, **arguments):
        r = self.libvirt.virsh("qemu-monitor-command", name, json.dumps({"execute": command, "arguments": arguments}))
        return json.loads(r.stdout)["return"]

    def known_to_libvirt(self, emulator):
        """What libvirt wrote down about an emulator when it probed it; without what is not the emulator's."""
        asked = self.libvirt.virsh("domcapabilities", "--emulatorbin", emulator, "--virttype", "qemu").stdout
        files = self.libvirt.inside(["sh", "-c", "cat /var/cache/libvirt/qemu/capabilities/*.xml"]).stdout
        cached = [c for c in re.findall(r"<qemuCaps>.*?</qemuCaps>", files, re.S) if f"<emulator>{emulator}<" in c]
        self.assertEqual(len(cached), 1)
        version = re.search(r"<version>(\d+)</version>", cached[0]).group(1)
        without = re.sub(r"<(emulator|qemuctime|selfctime)>.*?</\1>", "", cached[0])
        return asked.replace(f"<path>{emulator}</path>", ""), without, version

    def test_probing_finds_what_the_real_qemu_can_do(self):
        # With a hook and recording: neither may show in what libvirt learns.
        got = self.wrap("--install", "libvirt", self.emulators, "--hook", "set-memory(size=300)", "--hook", "force-tcg",
                        "--trace", self.path("traces"))
        wrapped, real = self.known_to_libvirt(got["emulator"]), self.known_to_libvirt(REAL)
        self.assertEqual(wrapped[0], real[0])
        self.assertEqual(wrapped[1], real[1])
        self.assertRegex(real[2], r"^\d{7}$")
        self.assertIn("<machine>pc-", wrapped[0])
        self.assertEqual(os.listdir(self.path("traces")), [])

    def test_a_domain_with_hooks(self):
        self.define("hooked")
        hook = self.write("rng.lua", HOOK)
        got = self.wrap("--install", "libvirt", self.emulators, "--domain", "hooked", "-c", self.libvirt.uri,
                        "--hook", "set-memory(size=300)", "--hook", hook)
        self.assertEqual(got["domain"]["before"], REAL)
        self.assertEqual(got["warnings"], [])
        self.assertEqual(self.emulator_of("hooked"), [got["emulator"]])
        self.libvirt.virsh("start", "--paused", "hooked")
        pid = self.pid_of("hooked")

        with self.subTest("the process that libvirt started is qemu"):
            self.assertEqual(os.readlink(f"/proc/{pid}/exe"), REAL)
            self.assertEqual(self.monitor("hooked", "query-name"), {"name": "hooked"})
        with self.subTest("the hooks did their work"):
            self.assertEqual(self.monitor("hooked", "query-memory-size-summary")["base-memory"], 300 << 20)
            for name, value in (("max-bytes", 1234), ("period", 1000)):
                self.assertEqual(self.monitor("hooked", "qom-get", path="/machine/peripheral/rng0", property=name), value)
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            words = f.read().split(b"\0")[:-1]
        with self.subTest("nothing else changed"):
            self.assertIn(b"-S", words)
            device = [json.loads(w) for w in words if w.startswith(b'{"driver":"virtio-rng-pci"')]
            self.assertEqual([(d["id"], d["rng"], d["max-bytes"]) for d in device], [("rng0", "objrng0", 1234)])
            self.assertEqual(self.monitor("hooked", "query-status")["status"], "prelaunch")
        with self.subTest("inherited descriptors arrive"):
            monitor = re.search(rb"id=charmonitor,fd=(\d+)", b" ".join(words)).group(1).decode()
            self.assertTrue(os.readlink(f"/proc/{pid}/fd/{monitor}").startswith("socket:"))
            add_fd = re.search(rb"set=\d+,fd=(\d+),opaque=serial0-source", b" ".join(words)).group(1).decode()
            sets = self.monitor("hooked", "query-fdsets")
            self.assertIn("serial0-source", [fd.get("opaque") for s in sets for fd in s["fds"]])
            self.assertGreater(int(add_fd), 2)

        self.libvirt.virsh("destroy", "hooked")
        gs.until(lambda: not os.path.exists(f"/proc/{pid}"), "qemu is gone")
        gone = self.wrap("--uninstall", "libvirt", self.emulators)
        self.assertEqual((gone["left"], gone["kept"]), ([], []))
        self.assertEqual(self.emulator_of("hooked"), [REAL])
        self.assertFalse(os.path.exists(self.emulators))
        self.libvirt.virsh("start", "--paused", "hooked")
        self.assertEqual(self.monitor("hooked", "query-memory-size-summary")["base-memory"], 256 << 20)

    def test_hooks_of_one_domain_in_its_xml(self):
        # As --install prints it: for a domain whose neighbours shall not have the hook.
        got = self.wrap("--install", "libvirt", self.emulators, "--hook", "set-memory(size=310)")
        emulator, environment = (u["text"] for u in got["use"])
        xml = XML.format(name="single", kernel=sorted(glob.glob("/boot/vmlinuz-*"))[-1], emulator="@", console=self.write("c", ""))
        xml = xml.replace("<emulator>@</emulator>", emulator)
        environment = environment.replace("size=310", "size=320")
        self.libvirt.virsh("define", self.write("single.xml", xml.replace("</domain>", environment + "\n</domain>")))
        self.addCleanup(self.libvirt.virsh, "undefine", "single", check=False)
        self.addCleanup(self.libvirt.virsh, "destroy", "single", check=False)
        self.libvirt.virsh("start", "--paused", "single")
        self.assertEqual(self.monitor("single", "query-memory-size-summary")["base-memory"], 320 << 20)

    def test_a_hook_that_fails_is_in_libvirts_error(self):
        self.define("failing")
        hook = self.write("bad.lua", "function rewrite() error('this hook refuses') end\n")
        self.wrap("--install", "libvirt", self.emulators, "--domain", "failing", "-c", self.libvirt.uri, "--hook", hook)
        r = self.libvirt.virsh("start", "failing", check=False)
        self.assertNotEqual(r.returncode, 0)
        self.assertIn("this hook refuses", r.stderr + self.libvirt.domain_log("failing"))

    def test_a_hook_that_libvirts_user_cannot_read_is_warned_of(self):
        os.mkdir(self.path("private"), 0o700)
        hook = self.write("private/h.lua", HOOK)
        got = self.wrap("--install", "libvirt", self.emulators, "--hook", hook)
        self.assertEqual(len(got["warnings"]), 1)
        self.assertIn("may not enter " + self.path("private"), got["warnings"][0])

    def test_a_boot_is_recorded(self):
        console = self.define("recorded")
        traces = self.path("traces")
        self.wrap("--install", "libvirt", self.emulators, "--domain", "recorded", "-c", self.libvirt.uri,
                  "--hook", "kernel-append(add=guestscope.was=here)", "--trace", traces)
        self.libvirt.virsh("start", "recorded")
        # No root: the kernel panics and resets; libvirt then ends the machine.
        gs.until(lambda: self.libvirt.virsh("domstate", "recorded").stdout.strip() == "shut off", "the machine ends")
        trace = glob.glob(traces + "/*-recorded-*.gst")
        self.assertEqual(len(trace), 1, os.listdir(traces))
        events = gs.until(lambda: (e := gs.lines_of(trace[0])) and any(x.get("k") == "close" for x in e) and e,
                          "the trace is closed")
        with self.subTest("it belongs to who ran qemu, and nobody else reads it"):
            st, folder = os.stat(trace[0]), os.stat(traces)
            self.assertEqual((st.st_mode & 0o777, st.st_uid), (0o600, folder.st_uid))
        with self.subTest("byte for byte"):
            with open(console, "rb") as f:
                data = f.read()
            self.assertIn(b"guestscope.was=here", data)
            self.assertIn(b"Kernel panic", data)
            self.assertEqual(gs.stream(events, "console"), data)
        with self.subTest("command lines, QMP, the end"):
            start = [e["data"] for e in events if e.get("k") == "qemu"]
            self.assertEqual(len(start), 1)
            self.assertIn("guest=recorded,debug-threads=on", start[0]["before"])
            self.assertTrue(any(c["hook"] == "kernel-append" for c in start[0]["changes"]))
            self.assertTrue(any(e.get("k") == "qmp" for e in events))
            self.assertTrue(any(e.get("k") == "exit" and e["data"]["who"] == "qemu" for e in events))
        with self.subTest("diagnose opens it"):
            v = json.loads(self.guestscope("diagnose", "--json", trace[0], code=1))
            self.assertEqual((v["stage"], v["cause"], v["complete"]), ("kernel", "no_root_or_initrd", True))
        gone = self.wrap("--uninstall", "libvirt", self.emulators)
        self.assertEqual((gone["left"], gone["kept"]), ([], [traces]))
        self.assertTrue(os.path.exists(trace[0]))

    def test_libguestfs_through_libvirt(self):
        # libguestfs writes <emulator> itself, from LIBGUESTFS_HV; nothing else of ours gets past libvirtd.
        traces = self.path("traces")
        got = self.wrap("--install", "libvirt", self.emulators, "--hook", "kernel-append(add=guestscope.was=here)",
                        "--trace", traces)
        os.mkdir(self.path("tmp"))
        os.chmod(self.path("tmp"), 0o755)
        env = {**self.env, "LIBGUESTFS_BACKEND": "libvirt:" + self.libvirt.uri, "LIBGUESTFS_HV": got["emulator"],
               "LIBGUESTFS_BACKEND_SETTINGS": "force_tcg", "TMPDIR": self.path("tmp"), "LIBGUESTFS_CACHEDIR": "/var/tmp"}
        r = self.libvirt.inside(["libguestfs-test-tool"], env, timeout=900)
        self.assertEqual(r.returncode, 0, (r.stdout + r.stderr)[-4000:] + self.libvirt.log())
        trace = glob.glob(traces + "/*-guestfs-*.gst")
        self.assertEqual(len(trace), 1, os.listdir(traces))
        self.assertIn("guestscope.was=here", r.stderr)
        v = json.loads(self.guestscope("diagnose", "--json", trace[0]))
        self.assertEqual(v["outcome"], "ok")
        self.assertIn("daemon", [s["name"] for s in v["stages"]])


if __name__ == "__main__":
    why = libvirtd.missing() or (None if glob.glob("/boot/vmlinuz-*") else "there is no kernel in /boot")
    if why:
        print("skipped: " + why)
        sys.exit(77)
    gs.main()
