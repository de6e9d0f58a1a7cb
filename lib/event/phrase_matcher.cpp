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
  std::size_t next;    // where the next byte is read
  int byte;            // the byte in normal form, ' ' for white space, -1 for nothing
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

Result<PhraseMatcher::Id> PhraseMatcher::add(std::string_view phrase) {
  std::string form = normal_form(phrase);
  if (form.size() < 3)
    return fail(ErrorCode::kFormat, "phrase \"" + std::string(phrase) + "\" is too short",
                "use at least three characters, or it is found everywhere");
  if (form.size() > kMaxPhrase)
    return fail(ErrorCode::kLimit, "phrase \"" + form.substr(0, 40) + "...\" is too long",
                "use at most " + std::to_string(kMaxPhrase) + " characters");
  auto [it, added] = ids_.try_emplace(form, static_cast<Id>(lengths_.size()));
  if (!added) return it->second;
  if (total_bytes_ + form.size() >= kMaxStates) {
    ids_.erase(it);
    return fail(ErrorCode::kLimit, "too many phrases", "use fewer or shorter ones");
  }
  total_bytes_ += form.size();
  lengths_.push_back(static_cast<std::uint32_t>(form.size() - (form[0] == ' ' ? 1 : 0)));
  return it->second;
}

void PhraseMatcher::build() {
  column_.fill(0);
  columns_ = 1;
  for (const auto& [form, id] : ids_)
    for (char c : form)
      if (auto& col = column_[static_cast<unsigned char>(c)]; col == 0)
        col = static_cast<std::uint8_t>(columns_++);

  next_.clear();
  next_.reserve((total_bytes_ + 1) * columns_);
  next_.assign(columns_, kNone);
  own_.assign(1, kNone);
  for (const auto& [form, id] : ids_) {
    std::size_t state = 0;
    for (char c : form) {
      std::size_t slot = state * columns_ + column_[static_cast<unsigned char>(c)];
      if (next_[slot] == kNone) {
        next_[slot] = static_cast<std::uint32_t>(own_.size());
        own_.push_back(kNone);
        next_.resize(next_.size() + columns_, kNone);
      }
      state = next_[slot];
    }
    own_[state] = id;
  }

  // Breadth first, so the row of a shorter suffix is complete before it is copied from.
  outer_.assign(own_.size(), kNone);
  std::vector<std::uint32_t> suffix(own_.size(), 0);
  std::vector<std::uint32_t> queue{0};
  queue.reserve(own_.size());
  for (std::size_t q = 0; q < queue.size(); ++q) {
    std::size_t state = queue[q];
    const std::size_t fall = static_cast<std::size_t>(suffix[state]) * columns_;
    for (std::size_t col = 0; col < columns_; ++col) {
      std::uint32_t& slot = next_[state * columns_ + col];
      std::uint32_t other = state == 0 ? 0 : next_[fall + col] & ~kHasHit;
      if (slot == kNone) {
        slot = state == 0 ? 0 : next_[fall + col];
        continue;
      }
      std::uint32_t child = slot;
      suffix[child] = other;
      outer_[child] = own_[other] != kNone ? other : outer_[other];
      queue.push_back(child);
      if (own_[child] != kNone || outer_[child] != kNone) slot |= kHasHit;
    }
  }
}

PhraseMatcher::Scan::Scan(const PhraseMatcher& matcher, std::string_view text)
    : m_(matcher), text_(text) {
  if (!m_.next_.empty()) step(' ', 0);
}

void PhraseMatcher::Scan::step(unsigned char byte, std::size_t offset) {
  begins_[count_++ % kRing] = offset;
  blank_ = byte == ' ';
  std::uint32_t to = m_.next_[state_ * m_.columns_ + m_.column_[byte]];
  state_ = to & ~kHasHit;
  if (to & kHasHit) {
    pending_ = m_.own_[state_] != kNone ? state_ : m_.outer_[state_];
    end_ = at_;
  }
}

bool PhraseMatcher::Scan::next(Hit* hit) {
  if (m_.next_.empty()) return false;
  while (true) {
    if (pending_ != kNone) {
      Id id = m_.own_[pending_];
      pending_ = m_.outer_[pending_];
      hit->phrase = id;
      hit->begin = begins_[(count_ - m_.lengths_[id]) % kRing];
      hit->end = end_;
      return true;
    }
    if (at_ >= text_.size()) {
      if (ended_) return false;
      ended_ = true;
      if (!blank_) step(' ', text_.size());
      continue;
    }
    std::size_t from = at_;
    auto c = static_cast<unsigned char>(text_[at_]);
    switch (kBytes.kind[c]) {
      case kPlain:
        ++at_;
        step(kBytes.fold[c], from);
        break;
      case kBlank:
        ++at_;
        if (!blank_) step(' ', from);
        break;
      case kSkip:
        ++at_;
        break;
      default: {
        Step s = look(text_, at_);
        at_ = s.next;
        if (s.byte >= 0 && !(s.byte == ' ' && blank_))
          step(kBytes.fold[static_cast<std::size_t>(s.byte)], from);
      }
    }
  }
}

}  // namespace gs
