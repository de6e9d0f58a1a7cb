#include "api/calls.hpp"

#include <gtest/gtest.h>

#include "api/call_text.hpp"

namespace gs::api {
namespace {

TEST(Calls, AscendByNumberAndAreFoundByIt) {
  std::uint32_t last = 0;
  for (const auto& call : calls()) {
    EXPECT_LT(last, call.number) << call.name;
    last = call.number;
    EXPECT_EQ(find_call(call.number), &call);
    EXPECT_EQ(find_call(call.name), &call);
  }
}

TEST(Calls, HolesAndStrangersAreNotFound) {
  for (std::uint32_t number : {0u, 4u, 216u, 511u, 0xffffffffu})
    EXPECT_EQ(find_call(number), nullptr) << number;
  EXPECT_EQ(find_call(""), nullptr);
  EXPECT_EQ(find_call("mkdi"), nullptr);
  EXPECT_EQ(find_struct("lvm"), nullptr);
}

TEST(Calls, StructsOfResultsAreThoseThatFindStructGives) {
  EXPECT_EQ(find_call("lvs_full")->result.structure, find_struct("lvm_lv"));
  EXPECT_EQ(find_call("statvfs")->result.structure, find_struct("statvfs"));
}

TEST(CallText, EveryCallHasItsGroup) {
  ASSERT_EQ(call_texts().size(), calls().size());
  for (const auto& call : calls()) {
    EXPECT_EQ(text_of(call).number, call.number);
    EXPECT_LT(text_of(call).group, call_groups().size());
  }
  EXPECT_EQ(call_groups()[text_of(*find_call("lvresize")).group].name, "lvm");
}

TEST(CallText, CommandsAreFoundAsPeopleTypeThem) {
  EXPECT_EQ(find_command("list-devices"), find_call("list_devices"));
  EXPECT_EQ(find_command("list_devices"), find_call("list_devices"));
  EXPECT_EQ(find_command("unmount-all"), find_call("umount_all"));
  EXPECT_EQ(find_command("mkfs-opts"), find_call("mkfs"));
  EXPECT_EQ(find_command("make-coffee"), nullptr);
  EXPECT_EQ(find_command(""), nullptr);
}

TEST(CallText, UsageSaysWhatToType) {
  EXPECT_EQ(usage_line(*find_call("ping_daemon")), "ping_daemon");
  EXPECT_EQ(usage_line(*find_call("vgcreate")), "vgcreate VOLGROUP 'PHYSVOLS ...'");
  EXPECT_EQ(usage_line(*find_call("upload")), "upload FILENAME REMOTEFILENAME");
  EXPECT_EQ(usage_line(*find_call("umount")),
            "umount PATHORDEVICE [force:true|false] [lazyunmount:true|false]");
  EXPECT_EQ(usage_line(*find_call("mksquashfs")),
            "mksquashfs PATH FILENAME [compress:TEXT] [excludes:'A B ...']");
}

}  // namespace
}  // namespace gs::api
