// A qemu command line as a value: options in order, printed back byte for byte where nothing was
// touched. No I/O, no knowledge of a particular qemu.
//
// How words become options (qemu 7.2): a word that does not start with `-` is a disk image; `-x`
// and `--x` are the same; an option that takes a value takes the next word whatever it is. An
// option that is in no table (a fork's, a future one's) takes the next word if that does not start
// with `-`: a stated rule, not knowledge. Removing such an option takes that word along.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/option_table.hpp"

namespace gs::qemu {

using OptionId = std::uint32_t;

struct Option {
  OptionId id = 0;       // for the life of the command line, never given twice
  std::string name;      // canonical, without dashes ("-M" is "machine"); "" for a disk image
  std::string spelling;  // the word as written ("--machine"); "" for a disk image
  std::optional<std::string> value;

  bool is_image() const { return spelling.empty(); }
  // It needs a value and the command line ended first; qemu will say so.
  bool incomplete() const;
};

class CommandLine {
 public:
  CommandLine() = default;
  // args without the program's own name. Never fails: what qemu would reject is kept as it is.
  static CommandLine parse(std::vector<std::string> args);

  // Becomes these words; options that are the same, or only have another value, keep their id.
  void assign(std::vector<std::string> args);

  std::vector<std::string> args() const;
  // The words of one option: one or two.
  static std::vector<std::string> words(const Option& option);

  const std::vector<Option>& options() const& { return options_; }
  std::vector<Option> options() && { return std::move(options_); }  // for (o : parse(x).options())
  const Option* find(OptionId id) const;
  // All options of that name, in order. Dashes and short forms are understood: "-M" is "machine";
  // "" finds disk images.
  std::vector<OptionId> find(std::string_view name) const;
  bool has(std::string_view name) const { return first(name) != nullptr; }
  const Option* first(std::string_view name) const;
  const Option* last(std::string_view name) const;

  // Adding checks that a known option gets a value exactly if it takes one; errors are kUsage. A
  // name without dashes is spelled with one.
  Result<OptionId> append(std::string_view name, std::optional<std::string> value = {});
  Result<OptionId> insert_before(OptionId id, std::string_view name,
                                 std::optional<std::string> value = {});
  Result<OptionId> insert_after(OptionId id, std::string_view name,
                                std::optional<std::string> value = {});

  bool remove(OptionId id);
  std::size_t remove_all(std::string_view name);
  // False when there is no such option. The spelling of the option stays.
  bool set_value(OptionId id, std::optional<std::string> value);
  // All occurrences become one, at the place and in the spelling of the first; at the end where
  // there was none.
  Result<OptionId> replace(std::string_view name, std::optional<std::string> value = {});

 private:
  Result<OptionId> insert_at(std::size_t index, std::string_view name,
                             std::optional<std::string> value);
  std::size_t index_of(OptionId id) const;  // options_.size() when not there

  std::vector<Option> options_;
  OptionId next_id_ = 1;
};

// The architecture a program name stands for: "x86_64" for /usr/bin/qemu-system-x86_64, "" where
// the name does not say (qemu-kvm).
std::string_view arch_of_program(std::string_view argv0);

}  // namespace gs::qemu
