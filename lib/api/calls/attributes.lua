-- What a file carries beside its mode: extended attributes, ACLs, capabilities, contexts.
group("attributes", "Extended attributes, ACLs, capabilities, SELinux")

call {"getxattrs", 141, pathname "path",
  returns = structs "xattr" "xattrs", needs = "linuxxattrs", added = "1.0.59",
  help = "extended attributes of a path, following symlinks"}

call {"lgetxattrs", 142, pathname "path",
  returns = structs "xattr" "xattrs", needs = "linuxxattrs", added = "1.0.59",
  help = "extended attributes of a link itself"}

call {"setxattr", 143, text "xattr", text "val", int32 "vallen", pathname "path",
  needs = "linuxxattrs", added = "1.0.59",
  help = "set an extended attribute, following symlinks",
  note = "vallen has to be the length of val."}

call {"lsetxattr", 144, text "xattr", text "val", int32 "vallen", pathname "path",
  needs = "linuxxattrs", added = "1.0.59",
  help = "set an extended attribute of a link itself",
  note = "vallen has to be the length of val."}

call {"removexattr", 145, text "xattr", pathname "path",
  needs = "linuxxattrs", added = "1.0.59",
  help = "remove an extended attribute, following symlinks"}

call {"lremovexattr", 146, text "xattr", pathname "path",
  needs = "linuxxattrs", added = "1.0.59",
  help = "remove an extended attribute of a link itself"}

call {"setcon", 185, text "context",
  needs = "selinux", replaced_by = "selinux_relabel", added = "1.0.67",
  help = "set the daemon's SELinux context"}

call {"getcon", 186,
  returns = text "context", needs = "selinux", replaced_by = "selinux_relabel", added = "1.0.67",
  help = "the daemon's SELinux context"}

call {"internal_lxattrlist", 205, pathname "path", list(filename) "names",
  returns = structs "xattr" "xattrs", needs = "linuxxattrs", visibility = "internal",
  added = "1.19.32",
  help = "extended attributes of many names in one directory",
  note = "For each name comes one entry without a name, whose value is a count as decimal " ..
    "digits and a NUL byte, then that many attributes. An empty value there: not readable."}

call {"getxattr", 279, pathname "path", text "name",
  returns = bytes "xattr", needs = "linuxxattrs", added = "1.7.24",
  help = "value of an extended attribute, following symlinks"}

call {"lgetxattr", 280, pathname "path", text "name",
  returns = bytes "xattr", needs = "linuxxattrs", added = "1.7.24",
  help = "value of an extended attribute of a link itself"}

call {"acl_get_file", 375, pathname "path", text "acltype",
  returns = text "acl", needs = "acl", added = "1.19.63",
  help = "ACL of a path as text",
  note = "acltype: access or default."}

call {"acl_set_file", 376, pathname "path", text "acltype", text "acl",
  needs = "acl", added = "1.19.63",
  help = "set the ACL of a path from text",
  note = "acltype: access or default. The text is that of acl(5), long or short form."}

call {"acl_delete_def_file", 377, pathname "dir",
  needs = "acl", added = "1.19.63",
  help = "remove the default ACL of a directory"}

call {"cap_get_file", 378, pathname "path",
  returns = text "cap", needs = "linuxcaps", added = "1.19.63",
  help = "capabilities of a file as text"}

call {"cap_set_file", 379, pathname "path", text "cap",
  needs = "linuxcaps", added = "1.19.63",
  help = "set the capabilities of a file from text"}

call {"selinux_relabel", 467, text "specfile", pathname "path",
  optional = {opt(0, bool "force")},
  needs = "selinuxrelabel", added = "1.33.43",
  help = "set the SELinux contexts below a path from a file of rules"}
