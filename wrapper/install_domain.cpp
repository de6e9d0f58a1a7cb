#include "wrapper/install_domain.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/run_program.hpp"
#include "wrapper/install_domain_xml.hpp"

namespace gs::wrapper {
namespace {

// libvirt starts the emulator to see what it can do when a domain is defined.
constexpr int kVirshTimeoutMs = 120'000;

// In the C locale, since answers are read.
Result<qemu::RunOutput> virsh(const std::string& uri, const std::vector<std::string>& words) {
  auto program = find_all_in_path("virsh");
  auto env_program = find_all_in_path("env");
  if (program.empty() || env_program.empty())
    return fail(ErrorCode::kNotFound, "there is no virsh in PATH", "install it (Debian: apt-get install libvirt-clients)");
  std::vector<std::string> argv{env_program[0], "LC_ALL=C", program[0], "-q"};
  if (!uri.empty()) argv.insert(argv.end(), {"-c", uri});
  argv.insert(argv.end(), words.begin(), words.end());
  return qemu::run_program(argv, {}, {.timeout_ms = kVirshTimeoutMs});
}

Result<std::string> answer(const std::string& uri, const std::vector<std::string>& words, const std::string& hint) {
  auto r = virsh(uri, words);
  if (!r) return tl::unexpected<Error>(r.error());
  if (r->status == 0) return r->out;
  std::string why(trim(r->err));
  why = why.substr(0, why.find('\n'));
  if (why.starts_with("error: ")) why.erase(0, 7);
  return fail(ErrorCode::kSystem, "virsh " + words[0] + ": " + printable(why), hint);
}

// The domain's XML may hold passwords: a file that only we can read, gone with the object.
class PrivateFile {
 public:
  static Result<PrivateFile> make(const std::string& text) {
    std::string tmp = env("TMPDIR");
    std::string path = (tmp.empty() ? "/tmp" : tmp) + "/guestscope-domain-XXXXXX";
    UniqueFd fd(::mkostemp(path.data(), O_CLOEXEC));
    if (!fd) return fail_errno(errno, "cannot make a file in " + printable(tmp.empty() ? "/tmp" : tmp), "set TMPDIR");
    PrivateFile file(path);
    if (auto s = write_all(fd.get(), text); !s) return tl::unexpected<Error>(s.error());
    return file;
  }
  PrivateFile(PrivateFile&& o) noexcept : path_(std::move(o.path_)) { o.path_.clear(); }
  PrivateFile& operator=(PrivateFile&&) = delete;
  ~PrivateFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  explicit PrivateFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

bool says(const std::string& text, std::string_view key, std::string_view value) {
  for (auto line : split(text, '\n'))
    if (line.starts_with(key) && trim(line.substr(key.size())) == value) return true;
  return false;
}

}  // namespace

Result<Domain> find_domain(const std::string& uri, const std::string& what) {
  const std::string hint = "`virsh list --all` has the domains; --connect names another libvirt";
  Domain d;
  auto real_uri = answer(uri, {"uri"}, "is libvirtd running, and may you use it?");
  if (!real_uri) return tl::unexpected<Error>(real_uri.error());
  d.uri = std::string(trim(*real_uri));
  auto info = answer(d.uri, {"dominfo", "--domain", what}, hint);
  if (!info) return tl::unexpected<Error>(info.error());
  if (!says(*info, "Persistent:", "yes"))
    return fail(ErrorCode::kUnsupported, "the domain " + printable(what) + " is transient",
                "put the <emulator> into the XML that it is created from");
  d.running = !says(*info, "State:", "shut off");
  auto xml = answer(d.uri, {"dumpxml", "--inactive", "--security-info", "--domain", what}, hint);
  if (!xml) return tl::unexpected<Error>(xml.error());
  d.xml = std::move(*xml);
  auto uuid = domain_field(d.xml, "uuid");
  auto name = domain_field(d.xml, "name");
  auto emulator = emulator_of(d.xml);
  for (const auto* field : {&uuid, &name, &emulator})
    if (!*field) return tl::unexpected<Error>(field->error());
  d.uuid = *uuid;
  d.name = *name;
  d.emulator = *emulator;
  return d;
}

Status set_emulator(const Domain& domain, const std::string& emulator) {
  auto xml = with_emulator(domain.xml, emulator);
  if (!xml) return tl::unexpected<Error>(xml.error());
  auto file = PrivateFile::make(*xml);
  if (!file) return tl::unexpected<Error>(file.error());
  auto defined = answer(domain.uri, {"define", "--file", file->path()},
                        "see libvirt's log; the emulator must be reachable for libvirt's qemu user");
  if (!defined) return tl::unexpected<Error>(defined.error());
  auto now = find_domain(domain.uri, domain.uuid);
  if (!now) return tl::unexpected<Error>(now.error());
  if (now->emulator == emulator) return {};
  return fail(ErrorCode::kSystem, "libvirt kept the emulator " + printable(now->emulator), "change it with `virsh edit`");
}

Result<std::string> restore_domain(const Manifest::DomainEdit& edit) {
  const std::string who = "domain " + printable(edit.name);
  auto known = answer(edit.uri, {"list", "--all", "--uuid"}, "is libvirtd running, and may you use it?");
  if (!known) return tl::unexpected<Error>(known.error());
  if (known->find(edit.uuid) == std::string::npos) return who + ": is gone";
  auto domain = find_domain(edit.uri, edit.uuid);
  if (!domain) return tl::unexpected<Error>(domain.error());
  if (domain->emulator != edit.after) return who + ": has the emulator " + printable(domain->emulator) + " by now, left so";
  if (auto s = set_emulator(*domain, edit.before); !s) return tl::unexpected<Error>(s.error());
  return who + ": emulator is " + printable(edit.before) + " again";
}

}  // namespace gs::wrapper
