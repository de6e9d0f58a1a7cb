-- One Augeas handle lives in the daemon; aug_init opens it, unmounting closes it.
group("augeas", "Configuration files through Augeas")

call {"aug_init", 16, pathname "root", int32 "flags",
  added = "0.0.7",
  help = "open the Augeas handle on a root directory",
  note = "flags: 1 keep a copy of changed files, 2 keep a new file beside, 4 check types of " ..
    "lenses, 8 do not look at the usual places for lenses, 16 write nothing when saving, 32 " ..
    "load nothing."}

call {"aug_defvar", 17, text "name", nullable_text "expr",
  returns = int32 "nrnodes", added = "0.0.7",
  help = "define an Augeas variable, or drop it; counts the nodes it holds",
  note = "Without expr the variable is dropped."}

call {"aug_defnode", 18, text "name", text "expr", text "val",
  returns = struct "int_bool" "nrnodescreated", added = "0.0.7",
  help = "define an Augeas variable on a node, making the node where it is missing"}

call {"aug_get", 19, text "augpath",
  returns = text "val", added = "0.0.7",
  help = "value at an Augeas path"}

call {"aug_set", 20, text "augpath", text "val",
  added = "0.0.7",
  help = "set the value at an Augeas path"}

call {"aug_insert", 21, text "augpath", text "label", bool "before",
  added = "0.0.7",
  help = "add a sibling before or after an Augeas node",
  note = "before chooses the side."}

call {"aug_rm", 22, text "augpath",
  returns = int32 "nrnodes", added = "0.0.7",
  help = "remove an Augeas subtree; counts the nodes removed"}

call {"aug_mv", 23, text "src", text "dest",
  added = "0.0.7",
  help = "move an Augeas node"}

call {"aug_match", 24, text "augpath",
  returns = list(text) "matches", added = "0.0.7",
  help = "paths of all Augeas nodes that match an expression"}

call {"aug_save", 25,
  added = "0.0.7",
  help = "write changed Augeas trees back to their files"}

call {"aug_close", 26,
  added = "0.0.7",
  help = "close the Augeas handle; unsaved changes are lost"}

call {"aug_load", 27,
  added = "0.0.7",
  help = "read files into the Augeas tree, again if need be"}

call {"aug_ls", 28, text "augpath",
  returns = list(text) "matches", added = "0.0.8",
  help = "sorted children of an Augeas path"}

call {"aug_clear", 239, text "augpath",
  added = "1.3.4",
  help = "set the value of an Augeas node to none"}

call {"aug_setm", 411, text "base", nullable_text "sub", text "val",
  returns = int32 "nodes", added = "1.23.14",
  help = "set many Augeas nodes at once; counts them"}

call {"aug_label", 412, text "augpath",
  returns = text "label", added = "1.23.14",
  help = "label of the one Augeas node that matches"}

call {"aug_transform", 469, text "lens", text "file",
  optional = {opt(0, bool "remove")},
  added = "1.35.2",
  help = "tell Augeas which lens reads a file"}
