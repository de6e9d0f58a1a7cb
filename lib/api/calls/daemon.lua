-- Talking about the daemon: is it there, what can it do, how does it end.
group("daemon", "The daemon itself")

call {"sync", 2,
  added = "0.0.3",
  help = "write everything out to the disks"}

call {"debug", 76, text "subcmd", list(text) "extraargs",
  returns = text "result", visibility = "debug", added = "1.0.11",
  help = "look into the daemon; for its developers",
  note = "subcmd help lists what there is."}

call {"ping_daemon", 92,
  added = "1.0.18",
  help = "nothing but an answer: the daemon is there"}

call {"sleep", 109, int32 "secs",
  added = "1.0.41",
  help = "have the daemon wait"}

call {"echo_daemon", 195, list(text) "words",
  returns = text "output", added = "1.0.69",
  help = "the given words, joined by spaces"}

call {"available_all_groups", 251,
  returns = list(text) "groups", added = "1.3.15",
  help = "names of the feature groups that the daemon knows"}

call {"internal_autosync", 282,
  visibility = "internal", added = "1.9.7",
  help = "unmount and flush everything before the end"}

call {"internal_rhbz914931", 397, file_in "filename", int32 "count",
  cancellable = true, visibility = "internal", added = "1.21.14",
  help = "end the daemon in the middle of an upload; for tests",
  note = "The daemon ends after count chunks."}

call {"internal_exit", 414,
  cancellable = true, visibility = "debug", added = "1.23.30",
  help = "end the daemon after an answer; for tests"}

call {"internal_feature_available", 458, text "group",
  returns = int32 "result", visibility = "internal", added = "1.31.25",
  help = "whether a feature group is there: 0 yes, 1 no, 2 never heard of"}
