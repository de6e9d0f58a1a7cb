"""`guestscope wrap --install` and `--uninstall`, without a VM: what is made, what it does, and that nothing else is touched."""
import base64
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

CLIENTS = ("kata", "libguestfs", "libvirt", "packer", "path")
FAKE_VIRSH = """#!/usr/bin/env python3
# A libvirt of one domain: its XML is in $DOMAIN_XML. `define` takes any XML, as far as $VIRSH_BREAKS lets it.
import os, re, sys
args = sys.argv[1:]
if "-c" in args: i = args.index("-c"); uri = args[i + 1]; del args[i:i + 2]
else: uri = "test:///default"
if args[0] == "-q": args = args[1:]
path = os.environ["DOMAIN_XML"]
if os.environ.get("VIRSH_BREAKS") == args[0]: sys.exit("error: broken on purpose")
if args[0] == "uri": print(uri)
elif args[0] == "dominfo": print("Name:   vm\\nState:          shut off\\nPersistent:     " + os.environ.get("PERSISTENT", "yes"))
elif args[0] == "dumpxml": sys.stdout.write(open(path).read())
elif args[0] == "list": print("11111111-2222-3333-4444-555555555555\\n" if os.path.exists(path) else "")
elif args[0] == "define": open(path, "w").write(open(args[args.index("--file") + 1]).read())
"""
XML = """<domain type='qemu'>
  <name>vm &amp; co</name>
  <uuid>11111111-2222-3333-4444-555555555555</uuid>
  <metadata><x:app xmlns:x="http://x"><emulator>not this one</emulator></x:app></metadata>
  <devices>
    <!-- <emulator>nor this</emulator> -->
    <emulator>%s</emulator>
    <graphics type='vnc' passwd='s>cret'/>
  </devices>
</domain>
"""


class Install(gs.Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("real"))
        self.real = self.path("real/qemu-system-x86_64")
        os.symlink(gs.FAKE_QEMU, self.real)
        self.dump = self.path("dump.json")
        self.env.update(PATH=self.path("real") + ":" + os.environ["PATH"], HOME=self.path("home"))
        self.folder = self.path("wrappers")

    def wrap(self, *args, code=0, env=None):
        r = self.run_in([gs.GUESTSCOPE, "wrap", *args], env)
        self.assertEqual(r.returncode, code, (r.stdout, r.stderr))
        return r

    def install(self, client, *args, env=None):
        return json.loads(self.wrap("--install", client, self.folder, "--json", *args, env=env).stdout)

    def words_of(self, argv, env=None):
        """What qemu got when it was started with nothing in the environment but where to put that."""
        r = subprocess.run(argv, env={"FAKE_QEMU_DUMP": self.dump, **(env or {})}, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=gs.HANG_S)
        self.assertEqual(r.returncode, 0, r.stderr)
        with open(self.dump) as f:
            return [base64.b64decode(a).decode() for a in json.load(f)["argv"]]

    def everything(self):
        return sorted(os.path.join(d, n) for d, ds, fs in os.walk(self.dir) for n in ds + fs)

    def test_hooks_reach_a_qemu_that_gets_no_environment(self):
        hook = self.write("h.lua", "function rewrite(cmd) cmd:add('name', 'from hook') end\n")
        for client in CLIENTS:
            with self.subTest(client):
                got = self.install(client, "--hook", "force-tcg", "--hook", "./h.lua", "--qemu", self.real)
                self.assertEqual(self.words_of([got["emulator"], "-S"]),
                                 [self.real, "-S", "-accel", "tcg", "-name", "from hook"])
                self.assertEqual(got["hooks"], ["force-tcg", self.dir + "/./h.lua"])
                self.wrap("--uninstall", client, self.folder)
        self.assertTrue(os.path.exists(hook))

    def test_uninstall_leaves_what_was_there(self):
        before = self.everything()
        for client in CLIENTS:
            with self.subTest(client):
                # Below folders that are not there, and with a trace folder.
                self.folder = self.path("a/b/" + client)
                got = self.install(client, "--trace", self.path("t/traces"))
                self.assertTrue(set(got["made"]) <= set(self.everything()))
                gone = json.loads(self.wrap("--uninstall", client, self.folder, "--json").stdout)
                self.assertEqual(gone["left"], [])
                self.assertTrue(set(got["made"]) <= set(gone["removed"]))
                self.assertEqual(self.everything(), before)
                r = self.wrap("--uninstall", client, self.folder, code=2)
                self.assertOneLine(r.stderr, "hint:")

    def test_what_was_changed_since_is_left(self):
        got = self.install("libvirt")
        with open(got["emulator"] + ".guestscope", "a") as f:
            f.write("# mine\n")
        self.write("wrappers/other", "not yours")
        os.remove(got["emulator"])
        os.symlink("/bin/true", got["emulator"])
        r = self.wrap("--uninstall", "libvirt", self.folder, code=1)
        self.assertEqual(sorted(l.split()[0] for l in r.stdout.decode().splitlines()),
                         ["kept", "left", "left", "removed"], r.stdout)
        self.assertEqual(sorted(os.listdir(self.folder)),
                         ["other", "qemu-system-x86_64", "qemu-system-x86_64.guestscope"])

    def test_nothing_of_others_is_overwritten(self):
        os.mkdir(self.folder)
        for name in ("qemu-system-x86_64", "qemu-system-x86_64.guestscope"):
            with self.subTest(name):
                self.write("wrappers/" + name, "precious")
                r = self.wrap("--install", "libvirt", self.folder, code=2)
                self.assertOneLine(r.stderr, name, "hint:")
                self.assertEqual(os.listdir(self.folder), [name])
                os.remove(self.path("wrappers/" + name))

    def test_installing_again_brings_up_to_date(self):
        self.install("libvirt", "--hook", "force-tcg")
        got = self.install("libvirt", "--hook", "set-memory(size=300)")
        self.assertEqual(self.words_of([got["emulator"], "-S"])[1:], ["-S", "-m", "300M"])
        r = self.wrap("--install", "packer", self.folder, code=2)
        self.assertOneLine(r.stderr, "installed for libvirt", "hint:")
        self.wrap("--uninstall", "libvirt", self.folder)
        self.assertFalse(os.path.exists(self.folder))

    def test_path_is_for_eval_and_takes_all_qemus(self):
        os.symlink(gs.FAKE_QEMU, self.path("real/qemu-kvm"))
        os.symlink(gs.FAKE_QEMU, self.path("real/qemu-system-riscv64"))
        self.folder = self.path("with 'blank and quote")
        out = self.wrap("--install", "path", self.folder, "--hook", "force-tcg").stdout.decode()
        script = out + '\nFAKE_QEMU_DUMP=%s qemu-system-riscv64 -S' % self.dump
        self.run_in(["sh", "-ec", script])
        with open(self.dump) as f:
            argv = [base64.b64decode(a).decode() for a in json.load(f)["argv"]]
        self.assertEqual(argv, [self.path("real/qemu-system-riscv64"), "-S", "-accel", "tcg"])
        self.assertTrue({"qemu-kvm", "qemu-system-riscv64", "qemu-system-x86_64"} <= set(os.listdir(self.folder)))

    def test_called_in_every_way(self):
        got = self.install("path", "--hook", "force-tcg", "--qemu", self.real)
        emulator, env = got["emulator"], {"PATH": self.folder + ":/usr/bin:/bin"}
        for what, argv in (("path", [emulator]), ("name", ["sh", "-c", "qemu-system-x86_64 -S"]),
                           ("relative", ["sh", "-c", f"cd {self.folder} && ./qemu-system-x86_64 -S"]),
                           ("other argv[0]", ["bash", "-c", f"exec -a kvm {emulator} -S"]),
                           ("empty argv[0]", ["bash", "-c", f"exec -a '' {emulator} -S"])):
            with self.subTest(what):
                want = [self.real] + ["-S"] * (what != "path") + ["-accel", "tcg"]
                self.assertEqual(self.words_of(argv, env), want)

    def test_the_environment_of_a_run_wins(self):
        other = self.path("other-qemu")
        os.symlink(gs.FAKE_QEMU, other)
        hook = self.write("bad.lua", "function rewrite() error('no') end\n")
        got = self.install("libvirt", "--hook", "set-memory(size=300)")
        words = self.words_of([got["emulator"], "-S"], {"GUESTSCOPE_QEMU": other, "GUESTSCOPE_HOOKS": "set-memory(size=400)"})
        self.assertEqual(words, [other, "-S", "-m", "400M"])  # its hooks come last
        got = self.install("libvirt", "--hook", hook, "--policy", "passthrough")
        self.assertEqual(self.words_of([got["emulator"], "-S"])[1:], ["-S"])
        r = self.run_in([got["emulator"], "-S"], {"GUESTSCOPE_HOOK_POLICY": "fail"})
        self.assertEqual(r.returncode, 2)

    def test_every_machine_gets_a_trace_of_its_own_and_probes_none(self):
        traces = self.path("traces")
        got = self.install("libvirt", "--trace", traces)
        self.words_of([got["emulator"], "-machine", "none", "-qmp", "unix:/x,server,nowait", "-nodefaults"])
        self.words_of([got["emulator"], "-name", "guest=one,debug-threads=on", "-S"])
        self.words_of([got["emulator"], "-S"])
        names = sorted(os.listdir(traces))
        self.assertEqual(len(names), 2, names)
        self.assertRegex(" ".join(names), r"-one-\d+\.gst")
        for name in names:
            path = os.path.join(traces, name)
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            gs.until(lambda: any(e.get("k") == "exit" for e in gs.lines_of(path)), "the trace has its end")

    def test_a_settings_file_that_others_could_write_is_refused(self):
        got = self.install("libvirt", "--hook", "force-tcg")
        settings = got["emulator"] + ".guestscope"
        self.assertEqual(os.stat(settings).st_mode & 0o777, 0o644)
        for mode in (0o664, 0o666):
            os.chmod(settings, mode)
            r = self.run_in([got["emulator"], "-S"], {"FAKE_QEMU_DUMP": self.dump})
            self.assertEqual(r.returncode, 2)
            self.assertOneLine(r.stderr, settings, "hint:")
            self.assertFalse(os.path.exists(self.dump))

    def test_a_folder_or_hook_that_others_could_write_is_refused(self):
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o777)
        self.assertOneLine(self.wrap("--install", "path", self.folder, code=2).stderr, "hint:")
        hook = self.write("h.lua", "function rewrite() end\n", 0o666)
        self.assertOneLine(self.wrap("--install", "path", self.path("new"), "--hook", hook, code=2).stderr, "hint:")
        self.assertFalse(os.path.exists(self.path("new")))

    def test_bad_input_is_one_line_with_a_hint_and_makes_nothing(self):
        before = self.everything()
        f = self.folder
        for args in (["--install", "nosuch", f], ["--install", "path", f, "--", "true"], ["--trace", f],
                     ["--uninstall", "path", f], ["--uninstall", "path", f, "--hook", "force-tcg"],
                     ["--install", "path", f, "--uninstall", "path", f], ["--install", "packer", f, "--domain", "x"],
                     ["--install", "path", f, "--dry-run"], ["--install", "path", f, "--wrap-program", "qemu-img"],
                     ["--install", "libvirt", f, "--qemu", "/nope"], ["--install", "libvirt", f, "--qemu", gs.DROP_IN],
                     ["--install", "libvirt", f, "--hook", "nosuch"], ["--install", "libvirt", self.real],
                     ["--install", "libvirt", f + "\nx"], ["--install", "libvirt", f, "--trace", "a\nb"]):
            with self.subTest(args):
                self.assertOneLine(self.wrap(*args, code=2).stderr, "hint:")
                self.assertEqual(self.everything(), before)

    def test_a_damaged_manifest_removes_nothing(self):
        got = self.install("libvirt")
        manifest = os.path.join(self.folder, "guestscope-installed.json")
        with open(manifest) as file:
            text = file.read()
        for bad in ("", "{", "[]", text.replace("qemu-system-x86_64\"", "../real/qemu-system-x86_64\""),
                    text.replace('"guestscope":1', '"guestscope":2'), text.replace('"links"', '"lynx"')):
            with self.subTest(bad[:40]), open(manifest, "w") as file:
                file.write(bad)
                file.flush()
                self.assertOneLine(self.wrap("--uninstall", "libvirt", self.folder, code=2).stderr, "hint:")
                self.assertTrue(os.path.lexists(got["emulator"]) and os.path.exists(self.real))
        with open(manifest, "w") as file:
            file.write(text)
        os.chmod(manifest, 0o666)
        self.assertOneLine(self.wrap("--uninstall", "libvirt", self.folder, code=2).stderr, "hint:")

    def domain(self, emulator):
        os.makedirs(self.path("virsh"), exist_ok=True)
        self.write("virsh/virsh", FAKE_VIRSH, 0o755)
        xml = self.write("vm.xml", XML % emulator)
        return xml, {"PATH": self.path("virsh") + ":" + self.env["PATH"], "DOMAIN_XML": xml}

    def test_a_domain_is_changed_and_changed_back(self):
        special = self.path("qemu & <co>")
        shutil.copy(gs.FAKE_QEMU, special)
        xml, env = self.domain(special.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
        with open(xml) as f:
            before = f.read()
        args = ("--domain", "vm", "-c", "test:///x", "--hook", "force-tcg")
        got = self.install("libvirt", *args, env=env)
        self.assertEqual((got["domain"]["before"], got["domain"]["name"]), (special, "vm & co"))
        with open(xml) as f:
            now = f.read()
        self.assertIn("<emulator>%s</emulator>\n    <graphics" % got["emulator"].replace("&", "&amp;")
                      .replace("<", "&lt;").replace(">", "&gt;"), now)
        self.assertEqual(self.words_of([got["emulator"], "-S"]), [special, "-S", "-accel", "tcg"])
        # Again, with other hooks: the first emulator is still remembered.
        got = self.install("libvirt", "--domain", "vm", "-c", "test:///x", env=env)
        self.assertEqual((got["domain"]["before"], got["qemu"]), (special, special))
        # Somebody who cannot ask libvirt must not take the link away from the domain.
        self.wrap("--uninstall", "libvirt", self.folder, env={**env, "VIRSH_BREAKS": "define"}, code=2)
        self.assertTrue(os.path.exists(got["emulator"]))
        self.wrap("--uninstall", "libvirt", self.folder, env=env)
        with open(xml) as f:
            self.assertEqual(f.read(), before)
        self.assertFalse(os.path.exists(self.folder))

    def test_a_domain_that_cannot_be_changed_leaves_nothing_behind(self):
        xml, env = self.domain(self.real)
        with open(xml) as f:
            before = f.read()
        for breaks in ({"VIRSH_BREAKS": "define"}, {"VIRSH_BREAKS": "dominfo"}, {"VIRSH_BREAKS": "uri"}, {"PERSISTENT": "no"}):
            with self.subTest(breaks):
                r = self.wrap("--install", "libvirt", self.folder, "--domain", "vm", env={**env, **breaks}, code=2)
                self.assertOneLine(r.stderr, "hint:")
                self.assertFalse(os.path.exists(self.folder))
                with open(xml) as f:
                    self.assertEqual(f.read(), before)

    def test_a_domain_with_a_third_emulator_is_left(self):
        xml, env = self.domain(self.real)
        self.install("libvirt", "--domain", "vm", env=env)
        self.write("vm.xml", XML % "/usr/bin/another")
        r = self.wrap("--uninstall", "libvirt", self.folder, env=env)
        self.assertIn(b"left so", r.stdout)
        with open(xml) as f:
            self.assertEqual(f.read(), XML % "/usr/bin/another")


if __name__ == "__main__":
    gs.main()
