"""Packer: what `wrap --install packer` prints is a template that packer takes, and a build goes through the hooks."""
import glob
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

# A boot sector that switches the machine off: port 0x604 is the power management control of qemu's pc
# (ACPI PM1a_CNT as SeaBIOS sets it up), 0x2000 its sleep bit.  mov ax,0x2000; mov dx,0x604; out dx,ax; hlt; jmp
BOOT_SECTOR = bytes.fromhex("b80020 ba0406 ef f4 ebfd").ljust(510, b"\0") + b"\x55\xaa"
HCL = """
source "qemu" "t" {
  %s
  iso_url = "%s"
  iso_checksum = "none"
  disk_image = true
  communicator = "none"
  accelerator = "tcg"
  headless = true
  disable_vnc = true
  format = "raw"
  output_directory = "%s"
  boot_wait = "-1s"
  shutdown_timeout = "120s"
}
build { sources = ["source.qemu.t"] }
"""


class Packer(gs.Case):
    def setUp(self):
        super().setUp()
        if not (shutil.which("packer") and shutil.which("qemu-system-x86_64") and shutil.which("qemu-img")):
            sys.exit(77)
        self.disk = self.write("disk.img", BOOT_SECTOR + bytes(1 << 20))
        # It asks for newer versions and keeps files at home otherwise.
        self.env.update(CHECKPOINT_DISABLE="1", PACKER_CACHE_DIR=self.path("cache"), PACKER_CONFIG_DIR=self.path("config"),
                        HOME=self.path("home"))
        os.mkdir(self.path("home"))
        self.traces = self.path("traces")

    def install(self, *args):
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--install", "packer", self.path("with ${blank} & quote'"), "--json", *args])
        self.assertEqual(r.returncode, 0, r.stderr)
        return json.loads(r.stdout)

    def packer(self, *args, env=None):
        r = self.run_in(["packer", *args], env)
        self.assertEqual(r.returncode, 0, (r.stdout, r.stderr))
        return r

    def template(self, setting):
        return self.write("t.pkr.hcl", HCL % (setting, self.disk, self.path("out")))

    def machine(self):
        trace = glob.glob(self.traces + "/*.gst")
        self.assertEqual(len(trace), 1)
        events = gs.until(lambda: (e := gs.lines_of(trace[0])) and any(x.get("k") == "close" for x in e) and e, "the end")
        return [e["data"] for e in events if e.get("k") == "qemu"][0]

    def test_the_printed_settings_are_valid(self):
        hcl, in_json = (u["text"] for u in self.install()["use"])
        self.packer("validate", self.template(hcl))
        document = '{"builders": [{"type": "qemu", "iso_url": "%s", "iso_checksum": "none", "communicator": "none", %s}]}'
        self.packer("validate", self.write("t.json", document % (self.disk, in_json)))
        self.assertEqual(json.loads("{" + in_json + "}")["qemu_binary"], self.install()["emulator"])

    def test_a_build_goes_through_hook_and_recording(self):
        got = self.install("--hook", "set-memory(size=300)", "--trace", self.traces)
        r = self.packer("build", "-color=false", self.template(got["use"][0]["text"]))
        self.assertIn(b"artifacts of successful builds", r.stdout)
        q = self.machine()
        self.assertEqual(q["before"][q["before"].index("-m") + 1], "512M")
        self.assertEqual(q["after"][q["after"].index("-m") + 1], "300M")
        self.assertEqual(q["qemu"], shutil.which("qemu-system-x86_64"))

    def test_hooks_of_one_build_in_the_environment(self):
        got = self.install("--trace", self.traces)
        self.packer("build", "-color=false", self.template(got["use"][0]["text"]),
                    env={"GUESTSCOPE_HOOKS": "set-memory(size=310)"})
        q = self.machine()
        self.assertEqual(q["after"][q["after"].index("-m") + 1], "310M")


if __name__ == "__main__":
    gs.main()
