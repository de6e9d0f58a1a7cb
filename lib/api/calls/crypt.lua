-- Keys never appear in logs or traces: their parameters are of the kind key.
group("crypt", "Encrypted volumes")

call {"luks_open", 257, device "device", key "key", text "mapname",
  needs = "luks", replaced_by = "cryptsetup_open", added = "1.5.1",
  help = "open an encrypted device"}

call {"luks_open_ro", 258, device "device", key "key", text "mapname",
  needs = "luks", replaced_by = "cryptsetup_open", added = "1.5.1",
  help = "open an encrypted device read-only"}

call {"luks_close", 259, device "device",
  needs = "luks", replaced_by = "cryptsetup_close", added = "1.5.1",
  help = "close an opened encrypted device"}

call {"luks_format", 260, device "device", key "key", int32 "keyslot",
  needs = "luks", added = "1.5.2",
  help = "make a device a LUKS volume",
  note = "All content is lost. keyslot is 0 to 7."}

call {"luks_format_cipher", 261, device "device", key "key", int32 "keyslot", text "cipher",
  needs = "luks", added = "1.5.2",
  help = "make a device a LUKS volume with a given cipher"}

call {"luks_add_key", 262, device "device", key "key", key "newkey", int32 "keyslot",
  needs = "luks", added = "1.5.2",
  help = "add a key to a LUKS volume"}

call {"luks_kill_slot", 263, device "device", key "key", int32 "keyslot",
  needs = "luks", added = "1.5.2",
  help = "erase a key slot of a LUKS volume"}

call {"luks_uuid", 507, device "device",
  returns = text "uuid", needs = "luks", added = "1.41.9",
  help = "UUID of a LUKS volume"}

call {"cryptsetup_open", 508, device "device", key "key", text "mapname",
  optional = {opt(0, bool "readonly"), opt(1, text "crypttype")},
  needs = "luks", added = "1.43.2",
  help = "open an encrypted device (LUKS, BitLocker)",
  note = "The opened device is /dev/mapper/MAPNAME. crypttype: luks, luks1, luks2 or bitlk; " ..
    "found out when not given."}

call {"cryptsetup_close", 509, device "device",
  needs = "luks", added = "1.43.2",
  help = "close an opened encrypted device"}
