// A daemon that lies: any bytes as the reply to any call. The first two bytes choose the call.
#include <cstdlib>

#include "api/calls.hpp"
#include "call_samples_test.hpp"

namespace {

using namespace gs;

class Lying : public api::Caller {
 public:
  explicit Lying(std::string reply) : reply_(std::move(reply)) {}
  Result<std::string> call(const api::Request&) override { return std::move(reply_); }

 private:
  std::string reply_;
};

class Nothing : public api::FileSource, public api::FileSink {
 public:
  Result<std::size_t> read(std::span<char>) override { return 0; }
  Status write(std::string_view) override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const auto& samples = api::call_samples();
  const std::size_t which = (std::size_t{data[0]} << 8 | data[1]) % samples.size();
  Lying caller(std::string(reinterpret_cast<const char*>(data) + 2, size - 2));
  Nothing nothing;
  Status status = samples[which].invoke(caller, nothing, nothing);
  // Whatever it sent, there is a value or an error that says what it was about.
  if (!status && status.error().message.empty()) std::abort();
  return 0;
}
