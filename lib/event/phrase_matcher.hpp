// Finds which of some thousand fixed phrases occur in a text, and where, in one pass (Aho-Corasick
// over byte classes). Logs reach us through terminals, web pages and mail, so text and phrases are
// compared in a normal form:
//   - ASCII letters without case;
//   - any run of white space, line ends and non-breaking blanks included, is one blank, so a phrase
//     is found in a log that was wrapped at 75 columns; "\n" and "\t" as two characters (JSON) too;
//   - terminal escape sequences do not exist, in whatever spelling: ESC [ 0 m, "^[[0m", "\x1b[0m",
//     "\033[0m", "\u001b[0m", and a bare "[0;1;39m" whose ESC was lost; nor do control characters;
//   - typographic quotes and backticks are ' and ", and a backslash before a quote does not exist.
// The text begins and ends with a blank, so " foo " finds a word at the very start or end.
//
// Cost: one table look-up a byte; memory is bounded by the phrases, never by the text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"

namespace gs {

class PhraseMatcher {
 public:
  using Id = std::uint32_t;
  struct Hit {
    Id phrase = 0;
    std::size_t begin = 0;  // byte offsets in the text as it is: first byte and one past the last
    std::size_t end = 0;
  };
  static constexpr std::size_t kMaxPhrase = 240;  // bytes in normal form
  static constexpr std::size_t kMaxStates = 200'000;

  // The same phrase (in normal form) gets the same id; ids count from 0. Errors: kFormat for a
  // phrase of fewer than three bytes, kLimit when it is too long or there are too many.
  Result<Id> add(std::string_view phrase);
  // After the last add, before the first Scan.
  void build();
  std::size_t size() const { return lengths_.size(); }

  static std::string normal_form(std::string_view text);

  class Scan;

 private:
  friend class Scan;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kHasHit = 0x80000000;  // flag in next_: the state reports phrases

  std::unordered_map<std::string, Id> ids_;
  std::vector<std::uint32_t> lengths_;  // of each phrase, in normal form, less a leading blank:
                                        // a hit begins in the line of its first visible byte
  std::size_t total_bytes_ = 0;
  std::array<std::uint8_t, 256> column_{};  // class of a normal-form byte; 0 = in no phrase
  std::size_t columns_ = 1;
  std::vector<std::uint32_t> next_;   // state * columns_ + column -> state, perhaps with kHasHit
  std::vector<std::uint32_t> own_;    // the phrase that ends in a state, or kNone
  std::vector<std::uint32_t> outer_;  // the next shorter suffix state that ends a phrase, or kNone
};

// Walks over one text, hit by hit, in the order of their ends. text and matcher must outlive it.
class PhraseMatcher::Scan {
 public:
  Scan(const PhraseMatcher& matcher, std::string_view text);
  bool next(Hit* hit);

 private:
  void step(unsigned char byte, std::size_t offset);

  static constexpr std::size_t kRing = 256;  // > kMaxPhrase, a power of two
  const PhraseMatcher& m_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t state_ = 0;
  std::uint32_t pending_ = kNone;  // state whose phrases are still to be reported
  bool blank_ = false;             // the last byte in normal form was a blank
  bool ended_ = false;
  std::size_t count_ = 0;  // bytes in normal form so far
  std::size_t end_ = 0;    // where the byte that led to pending_ ended
  std::array<std::size_t, kRing> begins_{};  // offsets of the last bytes in normal form
};

}  // namespace gs
