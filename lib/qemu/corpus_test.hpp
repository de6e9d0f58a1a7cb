// The corpus of real command lines in ../shared/data/cmdlines, for tests.
#pragma once

#include <string>
#include <vector>

namespace gs::qemu {

struct CorpusLine {
  std::string file, producer, argv0;
  std::vector<std::string> args;  // without argv[0]
};

// Path of a file or folder in shared/data, which lies beside the project; "" where it is not there.
std::string shared_data(const std::string& name);

// Empty where the shared data is not there.
std::vector<CorpusLine> read_corpus();

}  // namespace gs::qemu
