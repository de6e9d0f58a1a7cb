-- Running what the guest brings along, and the appliance's kernel.
group("guest", "Programs and modules in the guest")

call {"command", 50, list(text) "arguments",
  returns = text "output", added = "1.9.1",
  help = "run a program of the guest; its output as text",
  note = "The guest's program has to run on the appliance's kernel and processor. Standard " ..
    "error becomes the text of an error."}

call {"command_lines", 51, list(text) "arguments",
  returns = list(text) "lines", added = "1.9.1",
  help = "run a program of the guest; its output as lines"}

call {"drop_caches", 90, int32 "whattodrop",
  added = "1.0.18",
  help = "have the kernel drop its caches",
  note = "1 file content, 2 directory entries and inodes, 3 both."}

call {"dmesg", 91,
  returns = text "kmsgs", added = "1.0.18",
  help = "messages of the appliance's kernel"}

call {"sh", 111, text "command",
  returns = text "output", added = "1.0.50",
  help = "run a shell command in the guest; its output as text",
  note = "The guest needs /bin/sh."}

call {"sh_lines", 112, text "command",
  returns = list(text) "lines", added = "1.0.50",
  help = "run a shell command in the guest; its output as lines"}

call {"modprobe", 194, text "modulename",
  needs = "linuxmodules", added = "1.0.68",
  help = "load a module of the appliance's kernel"}

call {"utsname", 342,
  returns = struct "utsname" "uts", added = "1.19.27",
  help = "name and version of the appliance's kernel"}
