"""The stock hooks on the real qemu: it takes the command line that each leaves, and shows what was wanted. The machine is
stopped (-S) and asked by QMP; only two tests run one. On a line in key=value style and on one like libvirt's, in JSON."""
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

QEMU = shutil.which("qemu-system-x86_64")
MIB = 1 << 20


class Machine:
    """A qemu started through the drop-in, with QMP on its standard input and output."""

    def __init__(self, case, words, hooks, env=None):
        self.case = case
        self.hooks = hooks
        self.process = case.start([gs.DROP_IN, *words, "-S", "-qmp", "stdio"],
                                  env={"GUESTSCOPE_HOOKS": hooks, "GUESTSCOPE_QEMU": QEMU, **(env or {})},
                                  stdin=subprocess.PIPE)
        self.read()  # the greeting
        self("qmp_capabilities")

    def read(self):
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(self.hooks + ": qemu ended: " + self.process.stderr.read().decode())
            message = json.loads(line)
            if "event" not in message:
                return message

    def __call__(self, command, **arguments):
        text = json.dumps({"execute": command, "arguments": {k.replace("_", "-"): v for k, v in arguments.items()}})
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.read()
        if "error" in answer:
            raise AssertionError(f"{self.hooks}: {text}: {answer['error']}")
        return answer["return"]

    def get(self, path, name):
        return self("qom-get", path=path, property=name)

    def devices(self):
        """Devices with an id, and their types: {"net0": "virtio-net-pci"}."""
        return {d["name"]: d["type"][len("child<"):-1] for d in self("qom-list", path="/machine/peripheral")
                if d["type"].startswith("child<")}

    def cpu(self, name):
        return self.get(self("query-cpus-fast")[0]["qom-path"], name)

    def monitor(self, line):
        return self("human-monitor-command", command_line=line)

    def block(self):
        return json.dumps(self("query-block")) + json.dumps(self("query-named-block-nodes"))

    def quit(self):
        self("quit")
        self.case.assertEqual(self.process.wait(gs.HANG_S), 0)


class StockHooks(gs.Case):
    def setUp(self):
        super().setUp()
        for name in ("disk", "seed"):
            self.write(name, b"\0" * MIB)
        for name in ("qcow2-text", "qcow2-json"):
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", self.path("disk"),
                            self.path(name)], check=True)

    def lines(self):
        """The two styles. Both have a disk, a card, a serial port, and ids that the hooks can name."""
        text = ["-nodefaults", "-display", "none", "-machine", "pc,accel=tcg", "-cpu", "max", "-m", "128",
                "-no-hpet", "-uuid", "8d6a9c5e-0000-4000-8000-000000000000",
                "-drive", f"file={self.path('disk')},format=raw,if=none,id=d", "-device", "virtio-blk-pci,drive=d,id=disk0",
                "-netdev", "user,id=n", "-device", "virtio-net-pci,netdev=n,id=net0",
                "-chardev", "null,id=c0", "-serial", "chardev:c0"]
        js = ["-nodefaults", "-display", "none", "-machine", "pc,memory-backend=pc.ram", "-accel", "tcg", "-cpu", "max",
              "-m", "128", "-no-hpet", "-uuid", "8d6a9c5e-0000-4000-8000-000000000000",
              "-object", '{"qom-type":"memory-backend-ram","id":"pc.ram","size":134217728}',
              "-device", '{"driver":"pci-bridge","id":"pci.1","chassis_nr":1}',
              "-blockdev", json.dumps({"driver": "file", "filename": self.path("disk"), "node-name": "s"}),
              "-blockdev", '{"driver":"raw","file":"s","node-name":"d","read-only":false}',
              "-device", '{"driver":"virtio-blk-pci","drive":"d","id":"disk0","bus":"pci.1","addr":"0x1"}',
              "-netdev", '{"type":"user","id":"n"}',
              "-device", '{"driver":"virtio-net-pci","netdev":"n","id":"net0","mac":"52:54:00:11:22:33"}',
              "-chardev", "null,id=c0", "-device", '{"driver":"isa-serial","chardev":"c0","id":"serial0"}']
        return {"text": text, "json": js}

    def on_both(self, hooks, check, **changes):
        """Starts both lines with the hooks; {style} in hooks is the style. changes: words replaced in the lines."""
        for style, words in self.lines().items():
            words = [changes.get(w, w) for w in words]
            with self.subTest(hooks=hooks, style=style):
                m = Machine(self, words, hooks.replace("{style}", style).replace("{dir}", self.dir))
                check(m)
                m.quit()

    # The accelerator, the processor, the machine.

    def test_accelerators(self):
        def is_tcg(m):
            self.assertFalse(m("query-kvm")["enabled"])
            self.assertEqual(m.monitor("info kvm").strip(), "kvm support: disabled")
        # kvm is asked for, which this host may not have; max is what works with both.
        kvm = {"pc,accel=tcg": "pc,accel=kvm", "tcg": "kvm", "max": "host"}
        self.on_both("force-tcg", is_tcg, **kvm)
        del kvm["max"]
        self.on_both("force-accel(accel=tcg)", is_tcg, **kvm)

    def test_processor(self):
        def features(m):
            self.assertEqual((m.cpu("avx"), m.cpu("aes"), m.cpu("type")), (False, True, "qemu64-x86_64-cpu"))
        self.on_both('set-cpu(model=qemu64,features="-avx,+aes")', features)
        self.on_both('fix-cpu-msr(drop="arch-capabilities,pdcm")',
                     lambda m: self.assertEqual((m.cpu("arch-capabilities"), m.cpu("pdcm")), (False, False)))

    def test_machine(self):
        def q35(m):
            self.assertTrue(m.get("/machine", "type").startswith("pc-q35-"), m.get("/machine", "type"))
            self.assertEqual(m.get("/machine", "vmport"), "off")
        self.on_both("set-machine(type=q35,set=vmport=off)", q35)
        self.on_both("set-memory(size=192M)",
                     lambda m: self.assertEqual(m("query-memory-size-summary")["base-memory"], 192 * MIB))
        self.on_both('old-qemu(missing="no-hpet,uuid")', lambda m: self.assertFalse(m.get("/machine", "hpet")))
        self.on_both("strip-option(name=no-hpet)", lambda m: self.assertTrue(m.get("/machine", "hpet")))

    def test_memory_backing(self):
        def shared(m):
            backend = m("query-memdev")[0]
            self.assertEqual((backend["size"], backend["share"]), (128 * MIB, True))
        self.on_both("hugepages(path={dir})", shared)  # any folder does, though its pages are small

    # Devices.

    def test_devices_change(self):
        self.on_both("replace-device(from=virtio-net-pci,to=e1000)",
                     lambda m: self.assertEqual(m.devices()["net0"], "e1000"))
        self.on_both('set-property(id=net0,set="rx_queue_size=1024,mrg_rxbuf=off")',
                     lambda m: self.assertEqual((m.get("/machine/peripheral/net0", "rx_queue_size"),
                                                 m.get("/machine/peripheral/net0", "mrg_rxbuf")), (1024, False)))

        def slot(m):
            cards = [d for bus in m("query-pci") for d in bus["devices"] if d["qdev_id"] == "net0"]
            self.assertEqual([(c["bus"], c["slot"]) for c in cards], [(0, 0x19)])
        self.on_both("move-device(id=net0)", slot)

    def test_network(self):
        def none(m):
            self.assertNotIn("net0", m.devices())
            self.assertEqual(m.monitor("info network"), "")
        self.on_both("no-network", none)
        self.on_both('set-network(netdev="socket,udp=127.0.0.1:1,localaddr=127.0.0.1:0")',
                     lambda m: self.assertRegex(m.monitor("info network"), r"net0:.*\n.*n: index=0,type=socket"))

    def test_devices_come(self):
        self.on_both('add-option(options="-device virtio-rng-pci,id=r9")',
                     lambda m: self.assertEqual(m.devices()["r9"], "virtio-rng-pci"))
        self.on_both("share-dir(path={dir},tag=src)",
                     lambda m: self.assertEqual(m.get("/machine/peripheral/gs-src-device", "mount_tag"), "src"))
        self.on_both("seed-drive(path={dir}/seed)", lambda m: self.assertIn(self.path("seed"), m.block()))

    def test_tpm(self):
        if not shutil.which("swtpm"):
            self.skipTest("swtpm is not installed")
        os.mkdir(self.path("tpm"))
        emulator = ["swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + self.path("tpm"),
                    "--ctrl", "type=unixio,path=" + self.path("tpm.sock")]

        def has_tpm(m):
            self.assertEqual(m("query-tpm")[0]["model"], "tpm-crb")
        for style, words in self.lines().items():
            self.start(emulator)  # ends when its client does
            gs.until(lambda: os.path.exists(self.path("tpm.sock")), "swtpm's socket")
            m = Machine(self, words, f"add-tpm(socket={self.path('tpm.sock')})")
            has_tpm(m)
            m.quit()
            gs.until(lambda: not os.path.exists(self.path("tpm.sock")), style + ": the end of swtpm")

    # Disks.

    def test_disks(self):
        def over(m):
            self.assertRegex(m.block(), r'"file": "%s/qcow2-' % re.escape(self.dir))
            self.assertIn(f'"backing_file": "{self.path("disk")}"', m.block())
        self.on_both("overlay(path={dir}/qcow2-{style})", over)
        m = Machine(self, self.lines()["text"], "throw-away")
        self.assertIn(f'"backing_file": "{self.path("disk")}"', m.block())
        m.quit()

    # What is outside of the guest.

    def test_monitor_and_consoles(self):
        def second_monitor(m):
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(self.path("q.sock"))
                self.assertIn(b'"QMP"', s.recv(1000))
            os.unlink(self.path("q.sock"))
        self.on_both("add-qmp(path={dir}/q.sock)", second_monitor)
        self.on_both("redirect-serial(to=\"file,path={dir}/console\")",
                     lambda m: self.assertIn(("c0", "file"), [(c["label"], c["filename"]) for c in m("query-chardev")]))
        self.on_both("serial-log(path={dir}/{style}.log)",
                     lambda m: self.assertTrue([f for f in ("text.log", "json.log") if os.path.exists(self.path(f))]))
        self.on_both("qemu-log(items=int,file={dir}/{style}.qemu)",
                     lambda m: self.assertTrue(glob.glob(self.path("*.qemu"))))

    def test_debugger(self):
        def stub(m):
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(self.path("gdb.sock"))
                s.sendall(b"$?#3f")  # why did the guest stop?
                self.assertRegex(s.recv(1000), rb"\+?\$?T")
            os.unlink(self.path("gdb.sock"))
        self.on_both('gdb(address="unix:{dir}/gdb.sock,server=on,wait=off")', stub)

    def test_identity_and_state(self):
        def twin(m):
            self.assertEqual(m("query-uuid")["UUID"], "8d6a9c5e-0000-4000-8000-000000000001")
            self.assertEqual(m("query-name")["name"], "twin")
            self.assertEqual(m.get("/machine/peripheral/net0", "mac"), "52:54:00:00:00:09")
        self.on_both("identity(name=twin,uuid=8d6a9c5e-0000-4000-8000-000000000001,mac=52:54:00:00:00:09,serial=s)", twin)
        self.on_both("incoming", lambda m: self.assertEqual(m("query-status")["status"], "inmigrate"))
        self.on_both("show-argv", lambda m: self.assertEqual(m("query-status")["status"], "prelaunch"))

    def test_fw_cfg(self):
        for style, words in self.lines().items():
            path = self.path(style + ".qtest")
            m = Machine(self, [*words, "-qtest", f"unix:{path},server=on,wait=off", "-qtest-log", "none"],
                        'fw-cfg(name=opt/org.example/x,string="a,b")')
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(path)
                talk = s.makefile("rw")

                def ask(line):
                    talk.write(line + "\n")
                    talk.flush()
                    return talk.readline().split()

                def read_item(key, size):
                    ask(f"outw 0x510 {key:#x}")
                    return bytes(int(ask("inb 0x511")[1], 16) for _ in range(size))
                count = int.from_bytes(read_item(0x19, 4), "big")  # the directory: size, key, name
                entries = read_item(0x19, 4 + 64 * count)[4:]
                files = {e[8:].rstrip(b"\0"): e for e in (entries[i:i + 64] for i in range(0, len(entries), 64))}
                entry = files[b"opt/org.example/x"]
                size, key = int.from_bytes(entry[:4], "big"), int.from_bytes(entry[4:6], "big")
                self.assertEqual(read_item(key, size), b"a,b")
            m.quit()

    def test_kernel_words(self):
        kernel = sorted(glob.glob("/boot/vmlinuz-*") + glob.glob("/var/tmp/.guestfs-*/appliance.d/kernel"))
        if not kernel:
            self.skipTest("there is no kernel")
        boot = ["-kernel", kernel[-1], "-append", "root=/dev/vda quiet"]

        def words(hooks):
            m = Machine(self, [*self.lines()["text"], *boot], hooks)
            text = m.get("/machine", "append")
            m.quit()
            return text.split()
        self.assertEqual(words('kernel-append(set="root=/dev/vdb",add="console=ttyS0",remove=quiet)'),
                         ["root=/dev/vdb", "console=ttyS0"])
        self.assertEqual(words("gdb(address=none)"), ["root=/dev/vda", "quiet", "nokaslr"])
        said = words("verbose-boot(initcalls=on)")
        self.assertLessEqual({"ignore_loglevel", "initcall_debug", "console=ttyS0"}, set(said))
        self.assertNotIn("quiet", said)

    def test_a_quiet_kernel_speaks(self):
        # A short boot: without root the kernel panics at once, which -no-reboot turns into an end.
        kernel = sorted(glob.glob("/boot/vmlinuz-*") + glob.glob("/var/tmp/.guestfs-*/appliance.d/kernel"))
        if not kernel:
            self.skipTest("there is no kernel")
        argv = [gs.DROP_IN, "-nodefaults", "-display", "none", "-machine", "pc,accel=tcg", "-m", "256", "-no-reboot",
                "-serial", "stdio", "-kernel", kernel[-1], "-append", "quiet panic=-1"]
        env = {"GUESTSCOPE_QEMU": QEMU}
        out = self.run_in(argv, env={**env, "GUESTSCOPE_HOOKS": "verbose-boot"}, timeout=300).stdout
        self.assertIn(b"Linux version", out)
        self.assertRegex(out, rb"Command line: .*ignore_loglevel")
        self.assertIn(b"Kernel panic", out)

    # How qemu is started.

    def proc(self, m, name):
        with open(f"/proc/{m.process.pid}/{name}", "rb") as f:
            return f.read()

    def test_environment_and_program(self):
        self.on_both('set-env(set="\'GS_SET=a b\'")', lambda m: self.assertIn(b"GS_SET=a b\0", self.proc(m, "environ")))
        other = self.path("qemu-system-x86_64")
        os.symlink(QEMU, other)  # a copy would not find its modules
        data = os.path.join(self.dir, "data")
        os.symlink("/usr/share/qemu", data)

        def other_build(m):
            self.assertTrue(self.proc(m, "cmdline").startswith(f"{other}\0-L\0{data}\0".encode()))
        self.on_both(f"use-qemu(program={other},data={data})", other_build)

    def test_pinned(self):
        self.on_both("pin-cpus(cpus=0)",
                     lambda m: self.assertRegex(self.proc(m, "status").decode(), r"Cpus_allowed_list:\t0\n"))

    def test_under_strace(self):
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        m = Machine(self, self.lines()["json"], f'run-under(program="strace -f -o {self.dir}/calls -e trace=execve")')
        m.quit()  # strace passes on qemu's status
        with open(self.path("calls")) as f:
            self.assertIn(f'execve("{QEMU}"', f.read())

    def test_under_gdbserver(self):
        if not shutil.which("gdbserver"):
            self.skipTest("gdbserver is not installed")
        # qemu waits in front of its first instruction until a debugger says go.
        p = self.start([gs.DROP_IN, *self.lines()["text"], "-S"],
                       env={"GUESTSCOPE_HOOKS": 'run-under(program="gdbserver --once 127.0.0.1:0")', "GUESTSCOPE_QEMU": QEMU})
        said = b""
        while b"Listening on port" not in said:
            line = p.stderr.readline()
            self.assertTrue(line, said)
            said += line
        self.assertIn(QEMU.encode(), said)
        port = int(re.search(rb"Listening on port (\d+)", said).group(1))
        with socket.create_connection(("127.0.0.1", port)) as s:
            s.sendall(b"$?#3f")
            answer = b""
            while b"#" not in answer:
                answer += s.recv(1000)
            self.assertIn(b"T05", answer)  # stopped by a trap
            s.sendall(b"$k#6b")  # kill
        p.wait(gs.HANG_S)

    # Faults: what qemu says to each.

    def test_faults(self):
        def ends(what, *words):
            r = self.run_in([gs.DROP_IN, *words, *self.lines()["text"], "-S"],
                            env={"GUESTSCOPE_HOOKS": f"fault(what={what})", "GUESTSCOPE_QEMU": QEMU})
            return r.returncode, (r.stdout + r.stderr).decode()
        for what, status, said in (("kernel", 1, "could not open kernel file"), ("machine", 1, "unsupported machine type"),
                                   ("device", 1, "is not a valid device model name"),
                                   ("accel", 1, "invalid accelerator guestscope-fault"),
                                   ("option", 1, "-guestscope-fault: invalid option"), ("exit", 0, "QEMU emulator version")):
            got, text = ends(what)
            self.assertEqual(got, status, text)
            self.assertIn(said, text)
        self.on_both("fault(what=disk)", lambda m: self.assertNotIn("disk0", m.devices()))
        self.on_both("fault(what=memory)",
                     lambda m: self.assertEqual(m("query-memory-size-summary")["base-memory"], 24 * MIB))
        self.on_both("fault(what=serial)", lambda m: self.assertNotIn("isa-serial", m.monitor("info qtree")))

    def test_none_is_forgotten(self):
        with open(os.path.abspath(__file__)) as f:
            text = f.read()
        for path in glob.glob(os.path.join(gs.SOURCE, "wrapper", "hooks", "*.lua")):
            self.assertRegex(text, r"[\"']%s[(\"']" % os.path.basename(path)[:-4])


if __name__ == "__main__":
    if not QEMU:
        print("qemu-system-x86_64 is not installed")
        sys.exit(1 if os.environ.get("GUESTSCOPE_TEST_NEEDS_QEMU") else 77)
    unittest.main(verbosity=2, argv=sys.argv)
