#include "wrapper/install_clients.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "wrapper/install_domain_xml.hpp"

namespace gs::wrapper {
namespace {

constexpr std::array<std::string_view, 5> kClients{"kata", "libguestfs", "libvirt", "packer", "path"};

// A string of HCL 2 and of TOML: JSON's escapes, and in HCL "${" and "%{" begin a template.
std::string quoted(std::string_view text, bool hcl) {
  std::string escaped = json_escape(text), out;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    out += escaped[i];
    if (hcl && (escaped[i] == '$' || escaped[i] == '%') && i + 1 < escaped.size() && escaped[i + 1] == '{')
      out += escaped[i];
  }
  return "\"" + out + "\"";
}

std::string hooks_for_a_sample(const Installed& i) {
  return i.settings.hooks.empty() ? "force-tcg" : join_hooks(i.settings.hooks);
}

// A line end in an attribute would be read as a blank.
std::string xml_attribute(const std::string& text) {
  std::string out;
  for (char c : xml_escape(text)) out += c == '\n' ? std::string("&#10;") : std::string(1, c);
  return out;
}

std::vector<Use> libvirt_uses(const Installed& i) {
  std::vector<Use> uses;
  if (!i.domain_edited)
    uses.push_back({"in the domain's XML (virsh edit DOMAIN), inside <devices>",
                    "<emulator>" + xml_escape(i.emulator()) + "</emulator>"});
  uses.push_back({"for one domain only, beside the settings of the folder: in the domain's XML, before </domain>",
                  "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n"
                  "  <qemu:env name='GUESTSCOPE_HOOKS' value='" +
                      xml_attribute(hooks_for_a_sample(i)) + "'/>\n</qemu:commandline>"});
  return uses;
}

std::vector<std::string> libvirt_hints(const Installed& i) {
  std::vector<std::string> hints;
  const std::string trace = i.settings.trace_folder;
  hints.push_back(
      "libvirt remembers what an emulator can do until guestscope-qemu itself changes; after an upgrade of the real "
      "qemu remove qemu/capabilities in libvirt's cache folder and restart libvirtd");
  if (i.apparmor)
    hints.push_back("AppArmor: add to /etc/apparmor.d/local/abstractions/libvirt-qemu the lines `" +
                    i.guestscope_qemu + " rmix,` `" + i.folder + "/** r,`" +
                    (trace.empty() ? "" : " `" + i.guestscope + " rmix,` `" + trace + "/** rwk,`") +
                    " and what your hooks read");
  if (i.selinux)
    hints.push_back("SELinux: label it as a qemu, `semanage fcontext -a -t qemu_exec_t '" + i.guestscope_qemu +
                    "'; restorecon " + i.guestscope_qemu + "`; `ausearch -m avc` shows what else is refused");
  return hints;
}

}  // namespace

bool is_client(const std::string& name) { return std::find(kClients.begin(), kClients.end(), name) != kClients.end(); }

std::string client_names() {
  std::string out;
  for (auto c : kClients) out += (out.empty() ? "" : c == kClients.back() ? " or " : ", ") + std::string(c);
  return out;
}

std::vector<Use> uses_of(const Installed& i) {
  if (i.client == "libvirt") return libvirt_uses(i);
  if (i.client == "packer")
    return {{"in an HCL template, in source \"qemu\"", "qemu_binary = " + quoted(i.emulator(), true)},
            {"in a JSON template, in the builder of type qemu", "\"qemu_binary\": " + quoted(i.emulator(), false)}};
  if (i.client == "kata")
    return {{"in kata's configuration.toml", "[hypervisor.qemu]\npath = " + quoted(i.emulator(), false) +
                                                 "\nvalid_hypervisor_paths = [" + quoted(i.emulator(), false) + "]"}};
  if (i.client == "libguestfs")
    return {{"in the shell that runs the libguestfs program", "export LIBGUESTFS_HV=" + shell_quote(i.emulator()), true}};
  return {{"in the shell that runs the program", "export PATH=" + shell_quote(i.folder) + ":\"$PATH\"", true}};
}

std::vector<std::string> hints_of(const Installed& i) {
  if (i.client == "libvirt") return libvirt_hints(i);
  if (i.client == "packer")
    return {"packer hands its environment to qemu: GUESTSCOPE_HOOKS=... packer build works too"};
  if (i.client == "kata") return {"kata starts qemu as root, without your environment: the settings file is what counts"};
  return {};
}

}  // namespace gs::wrapper
