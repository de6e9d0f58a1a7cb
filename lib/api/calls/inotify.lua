-- One inotify handle lives in the daemon.
group("inotify", "Watching for changes")

call {"inotify_init", 179, int32 "maxevents",
  needs = "inotify", added = "1.0.66",
  help = "open the inotify handle",
  note = "maxevents 0 leaves the kernel's limit as it is."}

call {"inotify_add_watch", 180, pathname "path", int32 "mask",
  returns = int64 "wd", needs = "inotify", added = "1.0.66",
  help = "watch a path; answers the watch's number"}

call {"inotify_rm_watch", 181, int32 "wd",
  needs = "inotify", added = "1.0.66",
  help = "stop a watch"}

call {"inotify_read", 182,
  returns = structs "inotify_event" "events", needs = "inotify", added = "1.0.66",
  help = "what has changed since the last read"}

call {"inotify_files", 183,
  returns = list(text) "paths", needs = "inotify", added = "1.0.66",
  help = "names that have changed, sorted, each once"}

call {"inotify_close", 184,
  needs = "inotify", added = "1.0.66",
  help = "close the inotify handle"}
