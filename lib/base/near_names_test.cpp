#include "base/near_names.hpp"

#include <gtest/gtest.h>

namespace gs {
namespace {

TEST(NearNames, EditDistance) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("same", "same"), 0u);
}

TEST(NearNames, TheNearestFirst) {
  const std::vector<std::string_view> kNames = {"virtio-net-pci", "virtio-blk-pci", "e1000",
                                                "e1000e", "rtl8139", "virtio-net-ccw"};
  EXPECT_EQ(near_names("e100", kNames), "e1000, e1000e");
  EXPECT_EQ(near_names("virtio-net", kNames), "virtio-net-ccw, virtio-net-pci");
  EXPECT_EQ(near_names("rtl8193", kNames), "rtl8139");
  EXPECT_EQ(near_names("zzzzzzzz", kNames), "");
  EXPECT_EQ(near_names("id", {"d", "sd", "D"}), "");
  EXPECT_EQ(near_names("cet-ss", {"ss", "cet"}), "");
  EXPECT_EQ(near_names("", kNames), "");
  EXPECT_EQ(near_names(std::string(100000, 'e'), kNames), "");
}

}  // namespace
}  // namespace gs
