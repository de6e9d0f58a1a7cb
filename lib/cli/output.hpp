// The one way to the user. Verbs get an Output and never write to a stream themselves; tests use
// CaptureOutput.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gs::cli {

class Output {
 public:
  virtual ~Output() = default;
  // The result, to stdout; text is written as it is.
  virtual void out(std::string_view text) = 0;
  // Something said on the side, to stderr; a line end is added.
  virtual void note(std::string_view line) = 0;
  // The line that is overwritten by the next one; shown only on a terminal. Empty clears it.
  virtual void progress(std::string_view line) = 0;
  virtual bool color() const { return false; }          // may out() hold colour
  virtual bool shows_progress() const { return false; }  // is progress() seen by anybody
  virtual int columns() const { return 80; }

  // "guestscope VERB: MESSAGE (hint: HINT)": one line, then the detail if there is one.
  void error(std::string_view verb, const Error& e);
};

// stdout and stderr of this process; colour and progress only on a terminal, and NO_COLOR obeyed.
class TerminalOutput final : public Output {
 public:
  TerminalOutput();
  void out(std::string_view text) override;
  void note(std::string_view line) override;
  void progress(std::string_view line) override;
  bool color() const override { return color_; }
  bool shows_progress() const override { return progress_; }
  int columns() const override;

 private:
  bool color_ = false;
  bool progress_ = false;
  bool line_shown_ = false;
};

class CaptureOutput final : public Output {
 public:
  void out(std::string_view text) override { text_ += text; }
  void note(std::string_view line) override { (notes_ += line) += '\n'; }
  void progress(std::string_view) override {}
  const std::string& text() const { return text_; }
  const std::string& notes() const { return notes_; }

 private:
  std::string text_, notes_;
};

}  // namespace gs::cli
