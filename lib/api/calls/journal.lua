-- One journal is open in the daemon at a time, with a cursor.
group("journal", "The systemd journal")

call {"journal_open", 404, pathname "directory",
  needs = "journal", added = "1.23.11",
  help = "open the journal below a directory"}

call {"journal_close", 405,
  needs = "journal", added = "1.23.11",
  help = "close the journal"}

call {"journal_next", 406,
  returns = bool "more", needs = "journal", added = "1.23.11",
  help = "go to the next entry; false at the end"}

call {"journal_skip", 407, int64 "skip",
  returns = int64 "rskip", needs = "journal", added = "1.23.11",
  help = "move the cursor by a number of entries",
  note = "Negative moves backwards. Answers how far the cursor moved."}

call {"internal_journal_get", 408, file_out "filename",
  needs = "journal", visibility = "internal", added = "1.23.11",
  help = "fetch the fields of the current entry",
  note = "For each field come its length, 8 bytes, high one first, and NAME=value."}

call {"journal_get_data_threshold", 409,
  returns = int64 "threshold", needs = "journal", added = "1.23.11",
  help = "longest field that is fetched, in bytes"}

call {"journal_set_data_threshold", 410, int64 "threshold",
  needs = "journal", added = "1.23.11",
  help = "set the longest field that is fetched, in bytes; 0 for no limit"}

call {"journal_get_realtime_usec", 420,
  returns = int64 "usec", needs = "journal", added = "1.27.18",
  help = "time of the current entry in microseconds since 1970"}
