#include "event/phrase_matcher.hpp"

#include <algorithm>

namespace gs {
namespace {

// What one byte of the text stands for before anything is looked at behind it.
enum : std::uint8_t { kPlain, kBlank, kSkip, kLook };

struct Bytes {
  std::array<std::uint8_t, 256> kind{};
  std::array<unsigned char, 256> fold{};
};

constexpr Bytes make_bytes() {
  Bytes b;
  for (std::size_t i = 0; i < 256; ++i) {
    auto c = static_cast<unsigned char>(i);
    b.fold[i] = c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
    b.kind[i] = c < 0x20 || c == 0x7F ? kSkip : kPlain;
  }
  b.fold['`'] = '\'';
  for (char c : {' ', '\t', '\n', '\v', '\f', '\r'}) b.kind[static_cast<unsigned char>(c)] = kBlank;
  for (char c : {'\x1b', '\\', '^', '['}) b.kind[static_cast<unsigned char>(c)] = kLook;
  b.kind[0xC2] = b.kind[0xE2] = b.kind[0xEF] = kLook;
  return b;
}
constexpr Bytes kBytes = make_bytes();

// Bounds on an escape sequence, so that a lost terminator cannot hide the rest of a log.
constexpr std::size_t kMaxCsi = 40;
constexpr std::size_t kMaxOsc = 200;

std::size_t min_at(std::string_view t, std::size_t i) { return std::min(i, t.size()); }

// t[i] is behind "ESC ["; the index behind the final byte, or 0 when it is no control sequence.
std::size_t skip_csi(std::string_view t, std::size_t i) {
  std::size_t stop = min_at(t, i + kMaxCsi);
  while (i < stop && t[i] >= 0x20 && t[i] <= 0x3F) ++i;
  return i < stop && t[i] >= 0x40 && t[i] <= 0x7E ? i + 1 : 0;
}

// t[i] is behind ESC; the index behind the sequence.
std::size_t skip_sequence(std::string_view t, std::size_t i) {
  if (i >= t.size()) return i;
  if (t[i] == '[') {
    std::size_t n = skip_csi(t, i + 1);
    return n ? n : i + 1;
  }
  if (t[i] == ']') {  // OSC: up to BEL or ESC backslash, never over a line end
    std::size_t stop = min_at(t, i + kMaxOsc);
    for (std::size_t k = i + 1; k < stop && t[k] != '\n'; ++k) {
      if (t[k] == '\a') return k + 1;
      if (t[k] == '\x1b' && k + 1 < stop && t[k + 1] == '\\') return k + 2;
    }
    return i + 1;
  }
  if (t[i] == '(' || t[i] == ')') return min_at(t, i + 2);
  return t[i] >= 0x20 && t[i] <= 0x7E ? i + 1 : i;
}

// "[0;1;39m" without its ESC: digits and semicolons, at least one, then m.
std::size_t skip_bare_colour(std::string_view t, std::size_t i) {
  std::size_t k = i + 1;
  std::size_t stop = min_at(t, i + 16);
  while (k < stop && ((t[k] >= '0' && t[k] <= '9') || t[k] == ';')) ++k;
  return k > i + 1 && k < stop && t[k] == 'm' ? k + 1 : 0;
}

bool starts_at(std::string_view t, std::size_t i, std::string_view what) {
  return t.substr(i, what.size()) == what;
}

struct Step {
  std::size_t next;  // where the next byte is read
  int byte;          // the byte in normal form, ' ' for white space, -1 for nothing
};

Step look_backslash(std::string_view t, std::size_t i) {
  for (std::string_view esc : {"\\x1b", "\\033", "\\u001b", "\\x1B", "\\u001B", "\\e"})
    if (starts_at(t, i, esc) && starts_at(t, i + esc.size(), "[")) {
      std::size_t n = skip_csi(t, i + esc.size() + 1);
      if (n) return {n, -1};
    }
  char c = i + 1 < t.size() ? t[i + 1] : '\0';
  if (c == '"' || c == '\'' || c == '`') return {i + 1, -1};
  if (c == 'n' || c == 't' || c == 'r') return {i + 2, ' '};
  return {i + 1, '\\'};
}

Step look(std::string_view t, std::size_t i) {
  auto at = [&](std::size_t k) {
    return i + k < t.size() ? static_cast<unsigned char>(t[i + k]) : 0u;
  };
  switch (static_cast<unsigned char>(t[i])) {
    case 0x1B:
      return {skip_sequence(t, i + 1), -1};
    case '\\':
      return look_backslash(t, i);
    case '^':
      if (at(1) == '[' && at(2) == '[') {
        std::size_t n = skip_csi(t, i + 3);
        if (n) return {n, -1};
      }
      break;
    case '[':
      if (std::size_t n = skip_bare_colour(t, i)) return {n, -1};
      break;
    case 0xC2:
      if (at(1) == 0xA0) return {i + 2, ' '};
      if (at(1) == 0xB4) return {i + 2, '\''};
      break;
    case 0xE2:
      if (at(1) == 0x80 && at(2) >= 0x98 && at(2) <= 0x9B) return {i + 3, '\''};
      if (at(1) == 0x80 && at(2) >= 0x9C && at(2) <= 0x9F) return {i + 3, '"'};
      break;
    case 0xEF:
      if (at(1) == 0xBB && at(2) == 0xBF) return {i + 3, -1};
      break;
    default:
      break;
  }
  return {i + 1, static_cast<unsigned char>(t[i])};
}

}  // namespace

std::string PhraseMatcher::normal_form(std::string_view text) {
  std::string out;
  bool blank = false;
  for (std::size_t i = 0; i < text.size();) {
    auto c = static_cast<unsigned char>(text[i]);
    Step s{i + 1, c};
    if (kBytes.kind[c] == kBlank) s.byte = ' ';
    if (kBytes.kind[c] == kSkip) s.byte = -1;
    if (kBytes.kind[c] == kLook) s = look(text, i);
    i = s.next;
    if (s.byte < 0 || (s.byte == ' ' && blank)) continue;
    blank = s.byte == ' ';
    out += static_cast<char>(kBytes.fold[static_cast<std::size_t>(s.byte)]);
  }
  return out;
}

namespace {
Status check_form(std::string_view phrase, const std::string& form) {
  if (form.size() < 3)
    return fail(ErrorCode::kFormat, "phrase \"" + std::string(phrase) + "\" is too short",
                "use at least three characters, or it is found everywhere");
  if (form.size() > PhraseMatcher::kMaxPhrase)
    return fail(ErrorCode::kLimit, "phrase \"" + form.substr(0, 40) + "...\" is too long",
                "use at most " + std::to_string(PhraseMatcher::kMaxPhrase) + " characters");
  return {};
}
}  // namespace

Status PhraseMatcher::check(std::string_view phrase) {
  return check_form(phrase, normal_form(phrase));
}

Result<PhraseMatcher::Id> PhraseMatcher::add(std::string_view phrase) {
  std::string form = normal_form(phrase);
  if (auto ok = check_form(phrase, form); !ok) return tl::unexpected<Error>(ok.error());
  if (auto it = ids_.find(form); it != ids_.end()) return it->second;
  if (total_bytes_ + form.size() > kMaxBytes)
    return fail(ErrorCode::kLimit, "too many phrases", "use fewer or shorter ones");
  total_bytes_ += form.size();
  lengths_.push_back(static_cast<std::uint32_t>(form.size() - (form[0] == ' ' ? 1 : 0)));
  auto id = static_cast<Id>(lengths_.size() - 1);
  ids_.emplace(std::move(form), id);
  return id;
}

void PhraseMatcher::build() {
  nodes_.clear();
  labels_.clear();
  add_children();
  link_suffixes();
  fill_table();
}

// A state stands for the phrases that share its prefix: a range of the sorted list.
void PhraseMatcher::add_children() {
  std::vector<std::pair<std::string_view, Id>> sorted(ids_.begin(), ids_.end());
  std::sort(sorted.begin(), sorted.end());
  struct Range {
    std::uint32_t begin, end, depth;
  };
  std::vector<Range> ranges{{0, static_cast<std::uint32_t>(sorted.size()), 0}};
  ranges.reserve(total_bytes_ + 1);
  nodes_.reserve(total_bytes_ + 1);
  labels_.reserve(total_bytes_ + 1);
  nodes_.emplace_back();
  labels_.push_back(0);
  for (State s = 0; s < nodes_.size(); ++s) {
    Range r = ranges[s];
    if (r.begin < r.end && sorted[r.begin].first.size() == r.depth) {
      nodes_[s].phrase = sorted[r.begin].second;  // phrases are distinct: at most one ends here
      ++r.begin;
    }
    nodes_[s].first = static_cast<State>(nodes_.size());
    while (r.begin < r.end) {
      char label = sorted[r.begin].first[r.depth];
      std::uint32_t stop = r.begin + 1;
      while (stop < r.end && sorted[stop].first[r.depth] == label) ++stop;
      ranges.push_back({r.begin, stop, r.depth + 1});
      nodes_.emplace_back();
      labels_.push_back(static_cast<unsigned char>(label));
      ++nodes_[s].count;
      r.begin = stop;
    }
  }
}

// Breadth first: the suffix of a state is shallower and has been linked before.
void PhraseMatcher::link_suffixes() {
  for (State s = 0; s < nodes_.size(); ++s) {
    Node& node = nodes_[s];
    node.report = node.phrase != kNone ? s : s == kRoot ? kNone : nodes_[node.suffix].report;
    for (State c = node.first; c < node.first + node.count; ++c) {
      State suffix = kRoot;
      for (State from = s; from != kRoot;) {
        from = nodes_[from].suffix;
        State to = child(from, labels_[c]);
        if (to == kNone) continue;
        suffix = to;
        break;
      }
      nodes_[c].suffix = suffix;
    }
  }
}

void PhraseMatcher::fill_table() {
  column_.fill(0);
  columns_ = 1;
  for (State s = 1; s < nodes_.size(); ++s)
    if (auto& column = column_[labels_[s]]; column == 0)
      column = static_cast<std::uint8_t>(columns_++);
  table_states_ = std::min<State>(static_cast<State>(nodes_.size()), kMaxTableStates);
  table_.assign(static_cast<std::size_t>(table_states_) * columns_, kRoot);
  for (State s = 0; s < table_states_; ++s) {
    const Node& node = nodes_[s];
    State* row = &table_[static_cast<std::size_t>(s) * columns_];
    // The suffix is shallower, so its row is complete.
    if (s != kRoot)
      std::copy_n(&table_[static_cast<std::size_t>(node.suffix) * columns_], columns_, row);
    for (State c = node.first; c < node.first + node.count; ++c)
      row[column_[labels_[c]]] = nodes_[c].report == kNone ? c : c | kReports;
  }
}

PhraseMatcher::State PhraseMatcher::child(State state, unsigned char byte) const {
  const Node& node = nodes_[state];
  const unsigned char* begin = labels_.data() + node.first;
  if (node.count == 1) return *begin == byte ? node.first : kNone;
  const unsigned char* end = begin + node.count;
  const unsigned char* it = std::find(begin, end, byte);
  return it == end ? kNone : node.first + static_cast<State>(it - begin);
}

PhraseMatcher::Scan::Scan(const PhraseMatcher& matcher, std::string_view text)
    : m_(matcher), text_(text) {
  if (!m_.nodes_.empty()) state_ = m_.next(kRoot, ' ') & ~kReports;  // the blank before the text
  blank_ = true;
  count_ = 1;
}

// The members are taken into locals: a byte costs a few nanoseconds, and a log has millions.
bool PhraseMatcher::Scan::advance() {
  std::size_t at = at_;
  std::size_t count = count_;
  State state = state_;
  bool blank = blank_;
  bool found = false;
  while (!found && at <= text_.size()) {
    std::size_t from = at;
    int byte = ' ';  // the blank behind the text
    if (at < text_.size()) {
      auto c = static_cast<unsigned char>(text_[at]);
      byte = kBytes.fold[c];
      if (kBytes.kind[c] == kBlank) byte = ' ';
      if (kBytes.kind[c] == kSkip) byte = -1;
      if (kBytes.kind[c] == kLook) {
        Step s = look(text_, at);
        at = s.next - 1;
        byte = s.byte < 0 ? -1 : kBytes.fold[static_cast<std::size_t>(s.byte)];
      }
    }
    ++at;
    if (byte < 0 || (byte == ' ' && blank)) continue;
    blank = byte == ' ';
    begins_[count++ % kRing] = from;
    state = m_.next(state, static_cast<unsigned char>(byte));
    if (state & kReports) {
      state &= ~kReports;
      pending_ = m_.nodes_[state].report;
      found = true;
    }
  }
  at_ = at;
  count_ = count;
  state_ = state;
  blank_ = blank;
  end_ = std::min(at, text_.size());
  return found;
}

bool PhraseMatcher::Scan::next(Hit* hit) {
  if (m_.nodes_.empty()) return false;
  if (pending_ == kNone && !advance()) return false;
  const Node& node = m_.nodes_[pending_];
  hit->phrase = node.phrase;
  hit->begin = begins_[(count_ - m_.lengths_[node.phrase]) % kRing];
  hit->end = end_;
  pending_ = m_.nodes_[node.suffix].report;
  return true;
}

}  // namespace gs
