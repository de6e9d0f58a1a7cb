#include "qemu/keyval.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

TEST(Keyval, SplitsAtSingleCommas) {
  auto items = split_keyval("tap,,x,id=a,,b,server,downscript=x,,id=n0,", true);
  ASSERT_EQ(items.size(), 4u);
  EXPECT_EQ(items[0].raw_value, "tap,,x");
  EXPECT_TRUE(items[0].key.empty());
  EXPECT_EQ(items[1].key, "id");
  EXPECT_EQ(undouble_commas(items[1].raw_value), "a,b");
  EXPECT_EQ(items[2].key, "server");
  EXPECT_FALSE(items[2].has_value);
  EXPECT_EQ(undouble_commas(items[3].raw_value), "x,id=n0");
  EXPECT_TRUE(split_keyval("", true).empty());
}

TEST(Keyval, SplitsAtTheFirstEqualsOnly) {
  auto items = split_keyval("addr=unix:path=/run/x,a=", false);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].raw_value, "unix:path=/run/x");
  EXPECT_TRUE(items[1].has_value);
  EXPECT_EQ(items[1].raw_value, "");
}

TEST(Keyval, GetTakesTheLastAndUnderstandsSwitches) {
  EXPECT_EQ(keyval_get("pc,accel=kvm", {.implied_key = "type"}, "type"), "pc");
  EXPECT_EQ(keyval_get("accel=kvm,type=q35", {.implied_key = "type"}, "type"), "q35");
  EXPECT_EQ(keyval_get("e1000,mac=1,mac=2", {.implied_key = "driver"}, "mac"), "2");
  EXPECT_EQ(keyval_get("socket,server,nowait", {.implied_key = "backend"}, "server"), "on");
  EXPECT_EQ(keyval_get("socket,server,nowait", {.implied_key = "backend"}, "wait"), "off");
  EXPECT_EQ(keyval_get("guest=a,,b", {.implied_key = "guest"}, "guest"), "a,b");
  EXPECT_EQ(keyval_get("pc", {.implied_key = "type"}, "accel"), std::nullopt);
  EXPECT_EQ(keyval_get("file=x", {.implied_key = ""}, ""), std::nullopt);
}

struct Edit {
  const char *text, *implied, *key, *value, *want;
};

TEST(Keyval, MachineKeysFoldDashes) {
  KeyvalRules machine{.implied_key = "type", .fold_dashes = true};
  EXPECT_EQ(keyval_get("pc,kernel_irqchip=on", machine, "kernel-irqchip"), "on");
  EXPECT_EQ(keyval_set("pc,kernel_irqchip=on", machine, "kernel-irqchip", "off"),
            "pc,kernel_irqchip=off");
  EXPECT_EQ(keyval_get("x,a_b=on", {.implied_key = "driver"}, "a-b"), std::nullopt);
}

TEST(Keyval, SetTouchesOneItemOnly) {
  const Edit kEdits[] = {
      {"accel=kvm:tcg,graphics=off", "type", "accel", "tcg", "accel=tcg,graphics=off"},
      {"accel=tcg,graphics=off", "type", "type", "pc", "pc,accel=tcg,graphics=off"},
      {"pc-i440fx-7.2,usb=off", "type", "accel", "tcg", "pc-i440fx-7.2,usb=off,accel=tcg"},
      {"q35,", "type", "accel", "tcg", "q35,accel=tcg"},
      {"", "type", "accel", "tcg", "accel=tcg"},
      {"", "type", "type", "pc", "pc"},
      {"pc,usb=on", "type", "type", "a=b", "type=a=b,usb=on"},
      {"type=pc,usb=on", "type", "type", "q35", "type=q35,usb=on"},
      {"e1000,mac=1,mac=2,id=x", "driver", "mac", "3", "e1000,mac=1,mac=3,id=x"},
      {"socket,id=c,nowait,path=a,,b", "backend", "wait", "on", "socket,id=c,wait=on,path=a,,b"},
      {"file=a,if=none", "", "file", "x,y", "file=x,,y,if=none"},
      {"a=b,,", "", "c", "d", "a=b,,,c=d"},
      // empty items never become part of a value
      {",G,,", "size", "G", "9", ",G=9,"},
      {"x=1,G,,y=2", "", "G", "9", "x=1,G=9,y=2"},
      {",usb=on", "type", "type", "pc", "pc,usb=on"},
  };
  for (const Edit& e : kEdits)
    EXPECT_EQ(keyval_set(e.text, {.implied_key = e.implied}, e.key, e.value), e.want)
        << e.text << " " << e.key;
}

TEST(Keyval, RemoveTakesOneCommaAlong) {
  const Edit kEdits[] = {
      {"pc,accel=kvm,usb=off", "type", "accel", "", "pc,usb=off"},
      {"accel=kvm,usb=off", "type", "accel", "", "usb=off"},
      {"pc,accel=kvm", "type", "accel", "", "pc"},
      {"pc,accel=kvm,", "type", "accel", "", "pc,"},
      {"accel=kvm", "type", "accel", "", ""},
      {"pc,usb=off", "type", "accel", "", "pc,usb=off"},
      {"e1000,mac=1,id=x,mac=2", "driver", "mac", "", "e1000,id=x"},
      {"socket,server,nowait", "backend", "backend", "", "server=on,nowait"},
      {"socket,nowait", "backend", "backend", "", "wait=off"},
      {"a=1,b=x,,y", "", "a", "", "b=x,,y"},
      {"a=x,,,b=1", "", "b", "", "a=x,,"},
      {"x=1,G,,y=2", "", "G", "", "x=1,y=2"},
      {"socket,G,,y=2", "backend", "backend", "", "G=on,y=2"},
  };
  for (const Edit& e : kEdits)
    EXPECT_EQ(keyval_remove(e.text, {.implied_key = e.implied}, e.key), e.want)
        << e.text << " " << e.key;
}

TEST(Keyval, CommasAreDoubledAndBack) {
  for (std::string_view s : {"", ",", ",,", "a,b", ",a,,b,"})
    EXPECT_EQ(undouble_commas(double_commas(s)), s);
}

}  // namespace
}  // namespace gs::qemu
