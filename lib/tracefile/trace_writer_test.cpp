#include "tracefile/trace_writer.hpp"

#include <gtest/gtest.h>

#include "tracefile/trace_reader.hpp"
#include "tracefile/trace_test_util.hpp"

namespace gs {
namespace {

using test::console;
using test::TempTrace;

TEST(TraceWriter, EveryByteComesBack) {
  TempTrace t;
  std::vector<Event> sent;
  std::string all;
  for (int b = 0; b < 256; ++b) all += static_cast<char>(b);
  std::string ascii = all.substr(0, 128);
  for (const std::string& text :
       {std::string("plain\n"), all, ascii, std::string(), std::string("\0", 1),
        std::string("\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8\"\\/"), std::string("\xff")})
    sent.push_back(console(static_cast<std::int64_t>(sent.size()), text));
  for (int b = 0; b < 256; ++b)
    sent.push_back(console(1000 + b, std::string("x") + static_cast<char>(b)));
  {
    auto w = t.writer();
    for (const Event& e : sent) ASSERT_TRUE(w.add(e));
    ASSERT_TRUE(w.close());
  }
  auto r = TraceReader::open(t.path());
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->read_all().value(), sent);
  EXPECT_EQ(r->incomplete(), "");
}

}  // namespace
}  // namespace gs
