#!/usr/bin/env python3
"""What standing in front of qemu costs: whole processes, interleaved, against a program that ends at once.
Usage: start_cost.py [ROUNDS]. In each round every way to start the program runs once, in a new order. Prints the medians,
the extra over a direct exec (median of the differences within a round), and its ratio to the extra of a bash script that
does what the one of guestfs(3), "QEMU WRAPPERS", does. Exit code 1 where a promise of issue 3 does not hold."""
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

# What libguestfs 1.48 passes.
WORDS = """-global virtio-blk-pci.scsi=off -no-user-config -nodefaults -display none -machine accel=kvm:tcg,graphics=off
-cpu max,la57=off -m 1280 -no-reboot -rtc driftfix=slew -no-hpet -global kvm-pit.lost_tick_policy=discard
-kernel /var/tmp/.guestfs-0/appliance.d/kernel -initrd /var/tmp/.guestfs-0/appliance.d/initrd
-object rng-random,filename=/dev/urandom,id=rng0 -device virtio-rng-pci,rng=rng0 -device virtio-scsi-pci,id=scsi
-drive file=/tmp/libguestfs/disk.img,cache=writeback,id=hd0,if=none -device scsi-hd,drive=hd0
-drive file=/var/tmp/.guestfs-0/appliance.d/root,snapshot=on,id=appliance,cache=unsafe,if=none
-device scsi-hd,drive=appliance -device virtio-serial-pci -serial stdio
-chardev socket,path=/run/user/0/libguestfs/guestfsd.sock,id=channel0
-device virtserialport,chardev=channel0,name=org.libguestfs.channel.0 -append""".split() + [
    "panic=1 console=ttyS0 edd=off udevtimeout=6000 udev.event-timeout=6000 no_timer_check printk.time=1 "
    "cgroup_disable=memory usbcore.nousb cryptomgr.notests tsc=reliable 8250.nr_uarts=1 quiet TERM=linux"]

ONE_LINE = 'function rewrite(cmd) cmd.machine = "pc"; cmd.accel = "tcg" end\n'

FIFTY_LINES = """-- description: What a hook of some length does: look at all devices, change some, add and remove.
arguments = { machine = "pc", memory = "2G", cards = "off" }

local kSlow = { ["e1000"] = true, ["rtl8139"] = true, ["ne2k_pci"] = true }
local kModels = { host = "max", ["kvm64"] = "qemu64" }

local function is_card(device)
  return device.netdev ~= nil or (device.driver or ""):find("net", 1, true) ~= nil
end

local function faster(device)
  if kSlow[device.driver] then device.driver = "virtio-net-pci" end
end

local function each(cmd, name, what)
  for _, option in ipairs(cmd:find(name)) do what(option) end
end

local function tune_drive(drive)
  if drive["if"] == "none" and drive.cache == "writeback" then drive.cache = "unsafe" end
  if not drive.discard then drive.discard = "unmap" end
end

-- How often each option is there.
local function count(cmd)
  local kinds = {}
  for _, option in ipairs(cmd:options()) do kinds[option.name] = (kinds[option.name] or 0) + 1 end
  return kinds
end

function rewrite(cmd, ctx)
  if ctx.caller == "packer" then return end
  if ctx.args.memory == "" then error("say how much memory", 0) end
  local kinds = count(cmd)
  if kinds.machine and not cmd.machine then cmd.machine = ctx.args.machine end
  cmd.accel = "tcg"
  cmd.cpu = kModels[cmd.cpu] or cmd.cpu
  cmd.memory = ctx.args.memory
  each(cmd, "drive", tune_drive)
  each(cmd, "device", function(device)
    if is_card(device) and ctx.args.cards == "off" then
      cmd:remove_device(device, { backend = true })
    elseif is_card(device) then
      faster(device)
    end
  end)
  cmd.append:remove("quiet")
  cmd.append:set("loglevel", 8)
  cmd:add("fw_cfg", { name = "opt/org.example/from", string = ctx.caller })
end
"""

# Takes -machine X away, keeps the rest in an array, and puts its own -machine in front.
BASH = """#!/bin/bash -
kept=()
while [ $# -gt 0 ]; do
  case "$1" in
    -machine) shift 2 ;;
    *) kept+=("$1"); shift ;;
  esac
done
exec "$REAL_QEMU" -machine pc,accel=tcg "${kept[@]}"
"""


def target(folder):
    """A static program that ends at once, so that its own start costs little and is the same for all."""
    source, program = os.path.join(folder, "t.c"), os.path.join(folder, "qemu-system-x86_64")
    with open(source, "w") as f:
        f.write("int main(void) { return 0; }\n")
    subprocess.run(["cc", "-O1", "-static", "-o", program, source], check=True)
    return program


def run_us(argv, env):
    start = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, env)
    _, status = os.waitpid(pid, 0)
    elapsed = time.perf_counter_ns() - start
    if status != 0:
        raise SystemExit(f"{argv[0]} ended with status {status}")
    return elapsed / 1000


def write(path, text, mode=0o644):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as d:
        real = target(d)
        script = write(os.path.join(d, "bash-wrapper"), BASH, 0o755)
        one = write(os.path.join(d, "one.lua"), ONE_LINE)
        fifty = write(os.path.join(d, "fifty.lua"), FIFTY_LINES)
        assert len(FIFTY_LINES.splitlines()) == 50
        env = {k: v for k, v in os.environ.items() if not k.startswith("GUESTSCOPE_")}
        env["GUESTSCOPE_QEMU"] = env["REAL_QEMU"] = real
        ways = {
            "direct exec": ([real, *WORDS], env),
            "guestscope-qemu, no hook": ([gs.DROP_IN, *WORDS], env),
            "guestscope-qemu, one-line hook": ([gs.DROP_IN, *WORDS], {**env, "GUESTSCOPE_HOOKS": one}),
            "guestscope-qemu, fifty-line hook": ([gs.DROP_IN, *WORDS], {**env, "GUESTSCOPE_HOOKS": fifty}),
            "guestscope-qemu, stock force-tcg": ([gs.DROP_IN, *WORDS], {**env, "GUESTSCOPE_HOOKS": "force-tcg"}),
            "bash script": ([script, *WORDS], env),
        }
        times = {name: [] for name in ways}
        for i in range(rounds + 10):
            for name in random.sample(list(ways), len(ways)):
                took = run_us(*ways[name])
                if i >= 10:  # the first rounds warm the page cache
                    times[name].append(took)
    direct = times["direct exec"]
    extra = {name: statistics.median(t - b for t, b in zip(list_, direct)) for name, list_ in times.items()}
    bash = extra["bash script"]
    print(f"{rounds} rounds; microseconds   median   extra   extra / bash's")
    for name, list_ in times.items():
        print(f"{name:34} {statistics.median(list_):6.0f} {extra[name]:7.0f} {extra[name] / bash:10.2f}")
    one_ratio = extra["guestscope-qemu, one-line hook"] / bash
    fifty_ratio = extra["guestscope-qemu, fifty-line hook"] / bash
    print(f"promised: one-line hook at most 0.50 (is {one_ratio:.2f}), fifty-line hook below 1 (is {fifty_ratio:.2f})")
    return 0 if one_ratio <= 0.5 and fifty_ratio < 1 else 1


if __name__ == "__main__":
    sys.exit(main())
