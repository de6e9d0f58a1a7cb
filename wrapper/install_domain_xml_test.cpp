#include "wrapper/install_domain_xml.hpp"

#include <gtest/gtest.h>

namespace gs::wrapper {
namespace {

const std::string kXml =
    "<?xml version='1.0'?>\n<!-- <emulator>/c</emulator> -->\n"
    "<domain type='kvm' title=\"a > b\">\n"
    "  <name>vm &amp; co</name>\n  <description><![CDATA[<emulator>/d</emulator>]]></description>\n"
    "  <metadata><a:b xmlns:a='x'><devices><emulator>/m</emulator></devices></a:b></metadata>\n"
    "  <devices>\n    <disk><source file='x/>y'/></disk>\n    <emulator>/usr/bin/qemu</emulator>\n"
    "    <emulators/>\n  </devices>\n</domain>\n";

TEST(InstallDomainXml, FindsTheOneEmulator) {
  EXPECT_EQ(*emulator_of(kXml), "/usr/bin/qemu");
  EXPECT_EQ(*domain_field(kXml, "name"), "vm & co");
}

TEST(InstallDomainXml, ReplacesItAndNothingElse) {
  const std::string path = "/a&b/<\"'";
  auto changed = with_emulator(kXml, path);
  ASSERT_TRUE(changed);
  EXPECT_EQ(*emulator_of(*changed), path);
  EXPECT_EQ(*with_emulator(*changed, "/usr/bin/qemu"), kXml);
}

TEST(InstallDomainXml, RefusesWhatItDoesNotUnderstand) {
  for (const char* bad :
       {"", "text", "<domain>", "<domain></devices>", "<domain><devices></domain></devices>",
        "<domain><devices><emulator/></devices></domain>", "<domain><devices><emulator>a<b/></emulator></devices></domain>",
        "<domain><devices><emulator>&#47;x</emulator></devices></domain>", "<!DOCTYPE x><domain/>",
        "<domain><devices><emulator>/a</emulator><emulator>/b</emulator></devices></domain>", "<domain/><domain/>",
        "<domain><!-- </domain>", "<domain a='><devices></domain>", "<><devices/></>", "<domain></ >"}) {
    auto e = emulator_of(bad);
    ASSERT_FALSE(e) << bad;
    EXPECT_EQ(e.error().code, ErrorCode::kFormat) << bad;
    EXPECT_FALSE(e.error().hint.empty()) << bad;
  }
  EXPECT_EQ(emulator_of("<domain><devices/></domain>").error().code, ErrorCode::kNotFound);
}

// Cut anywhere, it is refused or gives the same answer; never anything else.
TEST(InstallDomainXml, CutAtEveryByte) {
  for (std::size_t n = 0; n < kXml.size(); ++n) {
    auto e = emulator_of(kXml.substr(0, n));
    if (e) {
      EXPECT_EQ(*e, "/usr/bin/qemu");
      EXPECT_GE(n, kXml.size() - 1);
    }
  }
}

}  // namespace
}  // namespace gs::wrapper
