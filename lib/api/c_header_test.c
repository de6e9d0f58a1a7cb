/* guestscope_calls.h is C: this is compiled as C11, with every warning. */
#include <guestscope_calls.h>

int c_header_use(gs_handle *handle);

int c_header_use(gs_handle *handle) {
  const char *const devices[] = {"/dev/sda1", "/dev/sdb1", NULL};
  struct gs_mkfs_btrfs_options opts = {0};
  struct gs_statvfs_record room;
  opts.given = GS_MKFS_BTRFS_LABEL;
  opts.label = "pool";
  if (gs_mkfs_btrfs(handle, devices, &opts) == -1) return -1;
  if (gs_statvfs(handle, "/", &room) == -1) return -1;
  gs_free_statvfs(&room);
  return 0;
}
