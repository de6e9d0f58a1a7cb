#include "wrapper/install_clients.hpp"

#include <gtest/gtest.h>

#include "wrapper/install_manifest.hpp"

namespace gs::wrapper {
namespace {

Installed installed(const std::string& client, const std::string& folder) {
  Installed i;
  i.client = client;
  i.folder = folder;
  i.links = {"qemu-system-x86_64"};
  i.guestscope_qemu = "/usr/bin/guestscope-qemu";
  i.guestscope = "/usr/bin/guestscope";
  return i;
}

TEST(InstallClients, TextsAreQuotedForWhoReadsThem) {
  const std::string odd = "/a&b/${x}\"'";
  EXPECT_EQ(uses_of(installed("libvirt", odd))[0].text,
            "<emulator>/a&amp;b/${x}&quot;&apos;/qemu-system-x86_64</emulator>");
  auto packer = uses_of(installed("packer", odd));
  EXPECT_EQ(packer[0].text, "qemu_binary = \"/a&b/$${x}\\\"'/qemu-system-x86_64\"");
  EXPECT_EQ(packer[1].text, "\"qemu_binary\": \"/a&b/${x}\\\"'/qemu-system-x86_64\"");
  EXPECT_EQ(uses_of(installed("path", "/a 'b"))[0].text, "export PATH='/a '\\''b':\"$PATH\"");
  EXPECT_EQ(uses_of(installed("libguestfs", "/a"))[0].text, "export LIBGUESTFS_HV=/a/qemu-system-x86_64");
}

TEST(InstallClients, HooksInAnAttributeKeepTheirLines) {
  auto i = installed("libvirt", "/d");
  i.settings.hooks = {"set-cpu(model=\"max\")", "force-tcg"};
  EXPECT_NE(uses_of(i)[1].text.find("value='set-cpu(model=&quot;max&quot;)&#10;force-tcg'"), std::string::npos);
  i.domain_edited = true;
  EXPECT_EQ(uses_of(i).size(), 1u);
}

TEST(InstallClients, ConfinementIsSpokenOfWhereItIs) {
  auto i = installed("libvirt", "/d");
  EXPECT_EQ(hints_of(i).size(), 1u);
  i.apparmor = i.selinux = true;
  i.settings.trace_folder = "/t";
  auto hints = hints_of(i);
  ASSERT_EQ(hints.size(), 3u);
  EXPECT_NE(hints[1].find("`/usr/bin/guestscope-qemu rmix,` `/d/** r,` `/usr/bin/guestscope rmix,` `/t/** rwk,`"),
            std::string::npos);
}

TEST(InstallManifest, RoundTripAndNamesStayInTheFolder) {
  Manifest m{"libvirt", {"/a", "/a/b\xff"}, {{"l", "/t"}}, {{"s", "hook=\n\xfe"}}, {{"u", "i", "n", "b", "a"}}};
  auto back = parse_manifest(to_json(m), "f");
  ASSERT_TRUE(back);
  EXPECT_EQ(to_json(*back), to_json(m));
  EXPECT_EQ(back->settings, m.settings);
  for (const char* name : {"", ".", "..", "../x", "/etc/passwd", "a/b"}) {
    Manifest bad = m;
    bad.links[0].first = name;
    EXPECT_FALSE(parse_manifest(to_json(bad), "f")) << name;
    bad = m;
    bad.settings[0].first = name;
    EXPECT_FALSE(parse_manifest(to_json(bad), "f")) << name;
  }
  const std::string text = to_json(m);
  for (std::size_t n = 0; n + 1 < text.size(); ++n) EXPECT_FALSE(parse_manifest(text.substr(0, n), "f")) << n;
}

}  // namespace
}  // namespace gs::wrapper
