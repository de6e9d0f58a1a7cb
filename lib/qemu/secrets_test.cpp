#include "qemu/secrets.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace gs::qemu {
namespace {

std::string masked(const std::vector<std::string>& words) {
  return shell_join(masked_words(CommandLine::parse(words)));
}

TEST(Secrets, AreMaskedAndNothingElse) {
  struct Row {
    std::vector<std::string> words;
    const char* want;
  };
  const Row kRows[] = {
      {{"-object", "secret,id=s,data=hunter2,format=raw"},
       "-object 'secret,id=s,data=***,format=raw'"},
      {{"-object", R"({"qom-type":"secret","id":"s","data":"hunter2"})"},
       R"(-object '{"qom-type":"secret","id":"s","data":"***"}')"},
      {{"-object", "secret,id=s,file=/key"}, "-object secret,id=s,file=/key"},
      {{"-spice", "port=1,password=x"}, "-spice 'port=1,password=***'"},
      {{"-device", "isa-applesmc,osk=our hard work(c)"}, "-device 'isa-applesmc,osk=***'"},
      {{"-drive", R"(file=rbd:pool/img:id=a:key=AQ\:B==:conf=x,if=none)"},
       "-drive 'file=rbd:pool/img:id=a:key=***:conf=x,if=none'"},
      {{"-hda", "ftp://me:pw@host/x@y"}, "-hda 'ftp://me:***@host/x@y'"},
      {{"-hda", "http://host:80/x@y"}, "-hda http://host:80/x@y"},
      {{"-append", "key=1", "-S", "disk"}, "-append key=1 -S disk"},
  };
  for (const Row& row : kRows) EXPECT_EQ(masked(row.words), row.want);
}

}  // namespace
}  // namespace gs::qemu
