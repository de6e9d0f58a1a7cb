-- One hive is open in the daemon at a time. Nodes and values are numbers; 0 is no node.
group("hivex", "Windows registry hives")

call {"hivex_open", 350, pathname "filename",
  optional = {
    opt(0, bool "verbose"), opt(1, bool "debug"), opt(2, bool "write"), opt(3, bool "unsafe")},
  needs = "hivex", added = "1.19.35",
  help = "open a hive",
  note = "write allows changes; unsafe reads broken hives as far as possible."}

call {"hivex_close", 351,
  needs = "hivex", added = "1.19.35",
  help = "close the hive; what was not committed is lost"}

call {"hivex_root", 352,
  returns = int64 "nodeh", needs = "hivex", added = "1.19.35",
  help = "root node of the hive"}

call {"hivex_node_name", 353, int64 "nodeh",
  returns = text "name", needs = "hivex", added = "1.19.35",
  help = "name of a node"}

call {"hivex_node_children", 354, int64 "nodeh",
  returns = structs "hivex_node" "nodehs", needs = "hivex", added = "1.19.35",
  help = "children of a node"}

call {"hivex_node_get_child", 355, int64 "nodeh", text "name",
  returns = int64 "child", needs = "hivex", added = "1.19.35",
  help = "child of a node by name, 0 for none"}

call {"hivex_node_parent", 356, int64 "nodeh",
  returns = int64 "parent", needs = "hivex", added = "1.19.35",
  help = "parent of a node"}

call {"hivex_node_values", 357, int64 "nodeh",
  returns = structs "hivex_value" "valuehs", needs = "hivex", added = "1.19.35",
  help = "values of a node"}

call {"hivex_node_get_value", 358, int64 "nodeh", text "key",
  returns = int64 "valueh", needs = "hivex", added = "1.19.35",
  help = "value of a node by key, 0 for none"}

call {"hivex_value_key", 359, int64 "valueh",
  returns = text "key", needs = "hivex", added = "1.19.35",
  help = "key of a value"}

call {"hivex_value_type", 360, int64 "valueh",
  returns = int64 "datatype", needs = "hivex", added = "1.19.35",
  help = "registry type of a value, as a number"}

call {"hivex_value_value", 361, int64 "valueh",
  returns = bytes "databuf", needs = "hivex", added = "1.19.35",
  help = "bytes of a value"}

call {"hivex_commit", 362, nullable_text "filename",
  needs = "hivex", added = "1.19.35",
  help = "write the changed hive to its file, or to another",
  note = "Without filename the file that was opened."}

call {"hivex_node_add_child", 363, int64 "parent", text "name",
  returns = int64 "nodeh", needs = "hivex", added = "1.19.35",
  help = "add a child to a node"}

call {"hivex_node_delete_child", 364, int64 "nodeh",
  needs = "hivex", added = "1.19.35",
  help = "remove a node and all below it"}

call {"hivex_node_set_value", 365, int64 "nodeh", text "key", int64 "t", bytes "val",
  needs = "hivex", added = "1.19.35",
  help = "set a value of a node",
  note = "t is a registry type: 1 string, 2 expandable string, 3 binary, 4 32-bit number, 7 " ..
    "list of strings, 11 64-bit number."}

call {"hivex_value_utf8", 478, int64 "valueh",
  returns = text "databuf", needs = "hivex", replaced_by = "hivex_value_string", added = "1.19.35",
  help = "value as UTF-8 text"}

call {"hivex_value_string", 479, int64 "valueh",
  returns = text "databuf", needs = "hivex", added = "1.37.22",
  help = "value as UTF-8 text"}
