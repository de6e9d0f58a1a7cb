// Finds which of some thousand fixed phrases occur in a text, and where, in one pass. Logs reach us
// through terminals, web pages and mail, so text and phrases are compared in a normal form:
//   - ASCII letters without case;
//   - any run of white space, line ends and non-breaking blanks included, is one blank, so a phrase
//     is found in a log that was wrapped at 75 columns; "\n" and "\t" as two characters (JSON) too;
//   - terminal escape sequences do not exist, in whatever spelling: ESC [ 0 m, "^[[0m", "\x1b[0m",
//     "\033[0m", "\u001b[0m", and a bare "[0;1;39m" whose ESC was lost; nor do control characters;
//   - typographic quotes and backticks are ' and ", and a backslash before a quote does not exist.
// The text begins and ends with a blank, so " foo " finds a word at the very start or end.
//
// This is Aho-Corasick with its states numbered breadth first, so that the children of a state
// stand side by side and nothing but the shallow states, where a search spends its time, needs a
// table: rules are compiled at every start of the program, and a table for all states would cost
// more time than the search itself.
// The search is linear in the text whatever it holds; memory is bounded by the phrases (about 20
// bytes for each of theirs), never by the text.
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
  static constexpr std::size_t kMaxPhrase = 240;      // bytes in normal form
  static constexpr std::size_t kMaxBytes = 2u << 20;  // of all phrases together

  // The same phrase (in normal form) gets the same id; ids count from 0. Errors: kFormat for a
  // phrase of fewer than three bytes, kLimit when it is too long or there are too many.
  Result<Id> add(std::string_view phrase);
  // After the last add, before the first Scan.
  void build();
  std::size_t size() const { return lengths_.size(); }

  static std::string normal_form(std::string_view text);
  // What add would say of the phrase alone.
  static Status check(std::string_view phrase);

  class Scan;

 private:
  friend class Scan;
  using State = std::uint32_t;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr State kRoot = 0;
  static constexpr State kReports = 0x80000000;   // flag
  static constexpr State kMaxTableStates = 4096;  // about 1 MiB of table

  struct Node {
    State first = 0;               // children are [first, first + count)
    State suffix = kRoot;          // state of the longest proper suffix that is a state
    State report = kNone;          // this state or the nearest suffix that ends a phrase
    std::uint32_t phrase = kNone;  // that ends here
    std::uint16_t count = 0;
  };

  void add_children();
  void link_suffixes();
  void fill_table();
  State child(State state, unsigned char byte) const;
  // The state after one more byte, with kReports when phrases end there.
  State next(State state, unsigned char byte) const {
    while (state >= table_states_) {
      State to = child(state, byte);
      if (to != kNone) return nodes_[to].report == kNone ? to : to | kReports;
      state = nodes_[state].suffix;
    }
    return table_[state * columns_ + column_[byte]];
  }

  std::unordered_map<std::string, Id> ids_;
  std::vector<std::uint32_t> lengths_;  // of each phrase, in normal form, less a leading blank:
                                        // a hit begins in the line of its first visible byte
  std::size_t total_bytes_ = 0;
  std::vector<Node> nodes_;                 // empty until build()
  std::vector<unsigned char> labels_;       // by state: the byte that leads to it
  std::array<std::uint8_t, 256> column_{};  // class of a byte; 0: in no phrase
  State columns_ = 1;
  std::vector<State> table_;  // state * columns_ + column -> state with kReports
  State table_states_ = 0;    // the shallow states, below this number
};

// Walks over one text, hit by hit, in the order of their ends. text and matcher must outlive it.
class PhraseMatcher::Scan {
 public:
  Scan(const PhraseMatcher& matcher, std::string_view text);
  bool next(Hit* hit);

 private:
  // Goes on to the first byte that ends a phrase; false at the end of the text.
  bool advance();

  static constexpr std::size_t kRing = 256;  // > kMaxPhrase, a power of two
  const PhraseMatcher& m_;
  std::string_view text_;
  std::size_t at_ = 0;
  State state_ = kRoot;                      // without kReports
  State pending_ = kNone;                    // state whose phrase is to be reported next
  bool blank_ = false;                       // the last byte in normal form was a blank
  std::size_t count_ = 0;                    // bytes in normal form so far
  std::size_t end_ = 0;                      // where the byte that led to pending_ ended
  std::array<std::size_t, kRing> begins_{};  // offsets of the last bytes in normal form
};

}  // namespace gs
