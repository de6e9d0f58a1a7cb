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
      {{"-drive", R"(file=json:{"driver":"https","password":"a\"b"},if=none)"},
       R"(-drive 'file=json:{"driver":"https","password":"***"},if=none')"},
      {{"-append", "key=1", "-S", "disk"}, "-append key=1 -S disk"},
  };
  for (const Row& row : kRows) EXPECT_EQ(masked(row.words), row.want);
}

TEST(Secrets, OfOtherProgramsToo) {
  const struct {
    std::vector<std::string> words;
    const char* want;
  } rows[] = {
      {{"convert", "--object", "secret,id=s,data=a,,b,format=raw", "in"},
       "convert --object 'secret,id=s,data=***,format=raw' in"},
      {{"--object", R"({"qom-type":"secret","id":"s","data":"hush"})"},
       R"(--object '{"qom-type":"secret","id":"s","data":"***"}')"},
      {{"--image-opts", "driver=curl,username=me,password=hush"},
       "--image-opts 'driver=curl,username=me,password=***'"},
      {{"--key", "/dev/sda2:key:hush:hush"}, "--key '/dev/sda2:key:***'"},
      {{"--root-password", "password:hush"}, "--root-password 'password:***'"},
      {{"-a", "ssh://me:hush@host/x"}, "-a 'ssh://me:***@host/x'"},
      {{"--password", "root:file:/pw", "data=1", "password=on"}, "--password root:file:/pw data=1 password=on"},
  };
  for (const auto& row : rows) EXPECT_EQ(shell_join(masked_command_words(row.words)), row.want);
}

TEST(Secrets, ACutAnywhereIsNoHarm) {
  const std::string word = R"(json:{"password":"a\"b"},rbd:p/i:key=A\:,ftp://a:b@c,password=x,,y,:key:z)";
  for (std::size_t n = 0; n <= word.size(); ++n) {
    (void)masked_command_words({word.substr(0, n)});
    (void)masked({"-drive", word.substr(0, n)});
    (void)masked({"-drive", word.substr(n)});
  }
}

}  // namespace
}  // namespace gs::qemu
