-- description: Give the guest a TPM that swtpm emulates.
-- arguments: socket: on which swtpm listens (default swtpm.sock in the current folder)
-- arguments: model: of the device (default: what fits the machine)
-- sample: add-tpm(socket=/tmp/tpm/swtpm.sock)
--
-- First: swtpm socket --tpm2 --tpmstate dir=/tmp/tpm --ctrl type=unixio,path=/tmp/tpm/swtpm.sock
arguments = { socket = "swtpm.sock", model = false }

local kModels = { aarch64 = "tpm-tis-device", arm = "tpm-tis-device", ppc64 = "tpm-spapr" }

function rewrite(cmd, ctx)
  if cmd:has("tpmdev") then error("this guest has a TPM", 0) end
  cmd:add("chardev", { "socket", id = "gs-tpm-socket", path = ctx.args.socket })
  cmd:add("tpmdev", { "emulator", id = "gs-tpm", chardev = "gs-tpm-socket" })
  local arch = ctx.arch ~= "" and ctx.arch or ctx.host.arch
  cmd:add("device", { ctx.args.model or kModels[arch] or "tpm-crb", id = "gs-tpm-device",
                      tpmdev = "gs-tpm" })
end
