#include "qemu/cpu_value.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

TEST(CpuValue, ReadsModelAndFeatures) {
  constexpr std::string_view kText =
      "Skylake,ss=on,+vmx,-avx,hv_relaxed,hv-vendor-id=KVM Hv,kvm=off,,x=a=b";
  EXPECT_EQ(cpu_get(kText, "model"), "Skylake");
  EXPECT_EQ(cpu_get(kText, "ss"), "on");
  EXPECT_EQ(cpu_get(kText, "vmx"), "on");
  EXPECT_EQ(cpu_get(kText, "avx"), "off");
  EXPECT_EQ(cpu_get(kText, "hv-relaxed"), "on");
  EXPECT_EQ(cpu_get(kText, "hv_vendor_id"), "KVM Hv");
  EXPECT_EQ(cpu_get(kText, "x"), "a=b");
  EXPECT_EQ(cpu_get(kText, "none"), std::nullopt);
  EXPECT_EQ(cpu_get("host", "model"), "host");
  EXPECT_EQ(cpu_get("", "model"), "");
}

TEST(CpuValue, SignsWinOverValuesAndMinusOverPlus) {
  EXPECT_EQ(cpu_get("max,-avx,avx=on", "avx"), "off");
  EXPECT_EQ(cpu_get("max,-avx,+avx", "avx"), "off");
  EXPECT_EQ(cpu_get("max,+avx,avx=off", "avx"), "on");
  EXPECT_EQ(cpu_get("max,avx=off,avx=on", "avx"), "on");
}

struct Edit {
  const char *text, *key, *value, *want;
};

TEST(CpuValue, SetTouchesOneFeatureOnly) {
  const Edit kEdits[] = {
      {"host,migratable=on,kvm=off", "model", "max", "max,migratable=on,kvm=off"},
      {"host", "kvm", "off", "host,kvm=off"},
      {"host,kvm=on,x=y", "kvm", "off", "host,kvm=off,x=y"},
      {"max,+avx,x=y", "avx", "off", "max,-avx,x=y"},
      {"max,-avx", "avx", "on", "max,+avx"},
      {"max,-avx,avx=on", "avx", "on", "max,+avx,avx=on"},
      {"max,-avx,-avx,x=y", "avx", "on", "max,+avx,x=y"},
      {"max,hv_time,x=y", "hv-time", "on", "max,hv_time,x=y"},
      {"max,hv_spinlocks=0x1fff", "hv-spinlocks", "0xffff", "max,hv_spinlocks=0xffff"},
      {"max,", "avx", "on", "max,avx=on"},
      {"max,+level", "level", "13", "max,level=13"},
  };
  for (const Edit& e : kEdits) {
    auto got = cpu_set(e.text, e.key, e.value);
    ASSERT_TRUE(got) << e.text;
    EXPECT_EQ(*got, e.want) << e.text;
    EXPECT_EQ(cpu_get(*got, e.key), e.value);
  }
  EXPECT_FALSE(cpu_set("max", "vendor", "a,b"));
  EXPECT_FALSE(cpu_set("max", "+avx", "on"));
  EXPECT_FALSE(cpu_set("max", "", "on"));
  EXPECT_FALSE(cpu_set("max", "model", ""));
}

TEST(CpuValue, RemoveTakesEveryForm) {
  EXPECT_EQ(cpu_remove("max,+avx,x=y,avx=on,-avx", "avx"), "max,x=y");
  EXPECT_EQ(cpu_remove("max,hv_time", "hv-time"), "max");
  EXPECT_EQ(cpu_remove("max,x=y,", "z"), "max,x=y,");
  EXPECT_EQ(cpu_remove("max", "model"), "max");
}

}  // namespace
}  // namespace gs::qemu
