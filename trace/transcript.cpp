#include "trace/transcript.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"

namespace gs::trace {
namespace {

// How much of a file is looked at to tell text from something else.
constexpr std::size_t kSniffBytes = 64 * 1024;
// Serial consoles lose and invent bytes; more than one odd byte in ten is no log.
constexpr std::size_t kOddShare = 10;

struct Magic {
  std::string_view bytes;
  std::string_view what;
  std::string_view hint;
};
using namespace std::string_view_literals;
constexpr Magic kMagics[] = {
    {"\x1f\x8b"sv, "a gzip file", "unpack it first: zcat FILE | guestscope diagnose -"},
    {"\x28\xb5\x2f\xfd"sv, "a zstd file", "unpack it first: zstdcat FILE | guestscope diagnose -"},
    {"\xfd"
     "7zXZ"sv,
     "an xz file", "unpack it first: xzcat FILE | guestscope diagnose -"},
    {"BZh"sv, "a bzip2 file", "unpack it first: bzcat FILE | guestscope diagnose -"},
    {"PK\x03\x04"sv, "a zip file", "unpack it and give the log in it"},
    {"\x7f"
     "ELF"sv,
     "a program", "give a text log, a trace, or a command after --"},
    {"QFI\xfb"sv, "a disk image", "give the log of the boot, not the disk"},
    {"\xff\xfe"sv, "UTF-16 text",
     "convert it: iconv -f UTF-16 -t UTF-8 FILE | guestscope diagnose -"},
    {"\xfe\xff"sv, "UTF-16 text",
     "convert it: iconv -f UTF-16 -t UTF-8 FILE | guestscope diagnose -"},
};

bool is_odd(unsigned char c) {
  bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != 0x1B && c != '\b' &&
                 c != '\f' && c != '\a';
  return control || c == 0x7F;
}

Status check_is_text(std::string_view log) {
  const std::string_view hint = "a text log or a trace is needed";
  for (const Magic& m : kMagics)
    if (log.starts_with(m.bytes))
      return fail(ErrorCode::kFormat, "the input is " + std::string(m.what), std::string(m.hint));
  std::string_view head = log.substr(0, kSniffBytes);
  std::size_t odd = 0;
  bool visible = false;
  for (char ch : head) {
    auto c = static_cast<unsigned char>(ch);
    odd += is_odd(c);
    visible = visible || c > 0x20;
  }
  if (!visible && log.find_first_not_of(" \t\r\n\v\f\0"sv) == std::string_view::npos)
    return fail(ErrorCode::kFormat, "the log is empty", std::string(hint));
  if (odd * kOddShare > head.size())
    return fail(ErrorCode::kFormat, "the input is binary, not a log", std::string(hint));
  return {};
}

}  // namespace

std::string_view to_string(Source source) {
  switch (source) {
    case Source::kLog:
      return "log";
    case Source::kClientOut:
      return "client-out";
    case Source::kClientErr:
      return "client-err";
    case Source::kConsole:
      return "console";
    case Source::kQemuErr:
      return "qemu-err";
    case Source::kGuestscope:
      return "guestscope";
  }
  return "log";
}

Result<Transcript> Transcript::from_log(std::string_view log) {
  if (auto ok = check_is_text(log); !ok) return tl::unexpected<Error>(ok.error());
  Transcript t;
  t.view_ = log;
  t.lines_.reserve(log.size() / 60 + 1);
  for (std::size_t begin = 0; begin < log.size();) {
    const void* nl = std::memchr(log.data() + begin, '\n', log.size() - begin);
    std::size_t end =
        nl ? static_cast<std::size_t>(static_cast<const char*>(nl) - log.data()) : log.size();
    std::size_t length = std::min<std::size_t>(end - begin, UINT32_MAX);
    t.lines_.push_back({.begin = begin,
                        .length = static_cast<std::uint32_t>(length),
                        .number = static_cast<std::uint32_t>(t.lines_.size() + 1)});
    begin = end + 1;
  }
  return t;
}

std::size_t Transcript::line_at(std::size_t offset) const {
  auto it = std::upper_bound(lines_.begin(), lines_.end(), offset,
                             [](std::size_t o, const Line& l) { return o < l.begin; });
  return it == lines_.begin() ? 0 : static_cast<std::size_t>(it - lines_.begin()) - 1;
}

std::string_view Transcript::line_text(std::size_t index, std::size_t offset,
                                       std::size_t max_bytes) const {
  if (index >= lines_.size()) return {};
  const Line& l = lines_[index];
  std::string_view line = text().substr(l.begin, l.length);
  std::size_t at = std::clamp(offset, l.begin, l.begin + l.length) - l.begin;
  // Only what can be in the answer is looked at: a line may have megabytes and many places.
  std::size_t from = at > max_bytes ? at - max_bytes : 0;
  std::size_t to = line.size() - at > max_bytes ? at + max_bytes : line.size();
  bool whole_end = to == line.size();
  while (whole_end && to > at && line[to - 1] == '\r') --to;
  if (std::size_t cr = line.substr(from, at - from).rfind('\r'); cr != std::string_view::npos)
    from += cr + 1;
  if (std::size_t cr = line.substr(at, to - at).find('\r'); cr != std::string_view::npos)
    to = at + cr;
  if (to - from > max_bytes) {
    from = std::max(from, at > max_bytes / 4 ? at - max_bytes / 4 : 0);
    to = std::min(to, from + max_bytes);
  }
  return line.substr(from, to - from);
}

std::string_view Transcript::line_text(std::size_t index) const {
  if (index >= lines_.size()) return {};
  return line_text(index, lines_[index].begin, lines_[index].length);
}

std::vector<Transcript::Stretch> Transcript::stretches() const {
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& l = lines_[i];
    bool same = i > 0 && lines_[i - 1].source == l.source && lines_[i - 1].pid == l.pid;
    if (!same || l.source == Source::kGuestscope) out.push_back({l.begin, l.begin});
    out.back().end = l.begin + l.length;
  }
  return out;
}

std::optional<std::int64_t> Transcript::printk_ns(std::size_t index) const {
  if (index >= lines_.size()) return std::nullopt;
  std::string_view s =
      text().substr(lines_[index].begin, std::min<std::size_t>(lines_[index].length, 400));
  // Colours and clears of the screen may stand in front, as bytes or spelt out by libguestfs.
  std::size_t open = s.find("[ ");
  for (std::size_t k = 0; open == std::string_view::npos && k + 1 < s.size(); ++k)
    if (s[k] == '[' && s[k + 1] >= '0' && s[k + 1] <= '9') open = k;
  for (; open != std::string_view::npos && open + 8 < s.size(); open = s.find('[', open + 1)) {
    std::size_t i = open + 1;
    while (i < s.size() && s[i] == ' ') ++i;
    std::int64_t seconds = 0;
    std::size_t digits = 0;
    for (; i < s.size() && s[i] >= '0' && s[i] <= '9' && digits < 9; ++i, ++digits)
      seconds = seconds * 10 + (s[i] - '0');
    if (digits == 0 || i >= s.size() || s[i] != '.') continue;
    std::int64_t micros = 0;
    std::size_t k = 0;
    for (++i; k < 6 && i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i, ++k)
      micros = micros * 10 + (s[i] - '0');
    if (k == 6 && i < s.size() && s[i] == ']') return seconds * 1'000'000'000 + micros * 1000;
  }
  return std::nullopt;
}

}  // namespace gs::trace
