#include "script/change_report.hpp"

#include <gtest/gtest.h>

#include "qemu/json_value.hpp"
#include "script/hook_harness_test.hpp"
#include "script/lua_globals.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;

struct Report {
  std::vector<ChangeItem> items;
  std::string text;  // "~3 -machine: accel kvm -> tcg", a line each
};

// hooks: the bodies of rewrite(cmd, ctx), each from line 2 of its file on.
Report report(const std::vector<std::string>& hooks, const std::string& words) {
  std::vector<std::string> names, texts;
  std::vector<embedded::File> files;
  std::string specs;
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    names.push_back(std::string(1, static_cast<char>('a' + i)));
    texts.push_back("function rewrite(cmd, ctx)\n" + hooks[i] + "\nend");
  }
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    files.push_back({names[i], texts[i]});
    specs += names[i] + "\n";
  }
  auto split = split_words(words);
  CommandLine before = CommandLine::parse(split.value()), after = before;
  ExecPlan plan;
  auto log = HookRunner(files).apply(*parse_hook_list(specs), after, {}, &plan);
  if (!log) return {{}, log.error().message};
  Report r{change_report(before, after, *log), ""};
  for (const ChangeItem& item : r.items) {
    r.text += mark_of(item.kind) + item.origin.hook + std::to_string(item.origin.line);
    for (const ChangeOrigin& o : item.also) r.text += "," + o.hook + std::to_string(o.line);
    r.text += " " + item.text + "\n";
  }
  return r;
}

TEST(ChangeReport, SaysWhatChangedAndWhere) {
  struct Row {
    const char* body;
    const char* words;
    const char* want;
  };
  const Row kRows[] = {
      {"", "-m 1G -S", ""},
      {"cmd.accel = 'tcg'", "-machine pc,accel=kvm -S", "~a2 -machine: accel kvm -> tcg\n"},
      {"cmd.accel = 'tcg'", "-enable-kvm -S", "-a2 -enable-kvm\n+a2 -accel tcg\n"},
      {"\ncmd:put('machine', 'usb', true)", "-M pc", "~a3 -M: + usb=on\n"},
      {"cmd:put('machine', 'usb', nil)", "-M pc,usb=on", "~a2 -M: - usb=on\n"},
      {"cmd.memory = '2G'", "-m 1024", "~a2 -m: size 1024 -> 2048\n"},
      {"cmd:add('device', 'e1000,id=x')", "-S", "+a2 -device e1000,id=x\n"},
      {"cmd:remove('device')", "-device e1000 -S", "-a2 -device e1000\n"},
      {"cmd:device('n').mac = 'b'", "-device e1000,id=m -device e1000,mac=a,id=n",
       "~a2 -device n: mac a -> b\n"},
      {"cmd:last('device').mac = 'b'", "-device e1000 -device e1000", "~a2 -device e1000: + mac=b\n"},
      {"cmd:last('drive').file = 'b,c'", "-drive file=x -drive file=a",
       "~a2 -drive #2: file a -> b,c\n"},
      {"cmd:device('n').driver = 'e1000'", R"(-device '{"driver":"virtio-net-pci","id":"n"}')",
       "~a2 -device n: driver virtio-net-pci -> e1000\n"},
      {"cmd:first('kernel').value = '/b'", "-kernel /a", "~a2 -kernel: /a -> /b\n"},
      {"cmd.append:set('console', 'ttyS0') cmd.append:remove('quiet')\n cmd.append:add('x y')",
       "-kernel k -append 'root=/dev/vda console=hvc0 quiet'",
       "~a2 -append: console=hvc0 -> console=ttyS0\n~a3 -append: + x\n~a3 -append: + y\n"
       "~a2 -append: - quiet\n"},
      {"cmd:first('cpu').value = 'host,-avx'", "-cpu host,+avx", "~a2 -cpu: avx on -> off\n"},
      {"cmd:first('').value = 'b c'", "disk.img", "~a2 disk image: disk.img -> 'b c'\n"},
      {"cmd:first('netdev').value = 'user,id=n,hostfwd=a,hostfwd=c'",
       "-netdev user,id=n,hostfwd=a,hostfwd=b", "~a2 -netdev n: hostfwd b -> c\n"},
      // Another spelling of the same.
      {"cmd:first('netdev').value = 'user,id=n'", "-netdev type=user,id=n",
       "~a2 -netdev n: type=user,id=n -> user,id=n\n"},
      // Taken out and put back elsewhere, or as something else.
      {"cmd:remove('S')\ncmd:add('S')", "-S -m 1", ">a3 -S  behind  -m 1\n"},
      {"cmd:remove('S')\ncmd:add('S', nil, {front = true})", "-m 1 -S", ">a3 -S  to the front\n"},
      {"cmd:remove('m')\ncmd:add('m', '2')", "-m 1", "~a3,a2 -m: size 1 -> 2\n"},
      {"cmd:remove('device')\ncmd:add('device', 'b,id=i')", "-device a,id=i",
       "~a3,a2 -device i: driver a -> b\n"},
      {"cmd:remove('device')\ncmd:add('device', 'b')", "-device a",
       "-a2 -device a\n+a3 -device b\n"},
      // A returned list of words.
      {"local w = cmd:words()\n w[2] = '2G' table.insert(w, '-S') return w", "-m 1G -nographic",
       "~a1 -m: size 1G -> 2G\n+a1 -S\n"},
      {"cmd:run_under{'strace', '-o', 'a b'} cmd:setenv('A', '1')\ncmd:setenv('A', 'x y') "
       "cmd:setenv('B') cmd.program = '/q'",
       "-S",
       "!a2 run under: strace -o 'a b'\n!a3 environment: 'A=x y'\n!a3 environment: without B\n"
       "!a3 program: /q\n"},
      // Secrets.
      {"cmd:first('spice').password = 'b'", "-spice port=1,password=a",
       "~a2 -spice: password '***' -> '***'\n"},
      {"cmd:add('object', 'secret,id=s,data=x')", "-S", "+a2 -object 'secret,id=s,data=***'\n"},
      // Hostile text cannot reach the terminal.
      {"cmd:first('name').value = '\\27[2Jx'", "-name a", "~a2 -name: guest a -> x\n"},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(report({row.body}, row.words).text, row.want) << row.body << " / " << row.words;
}

TEST(ChangeReport, IsAboutWhatLasts) {
  // Two hooks on one property: the last one made it, the first is named too.
  EXPECT_EQ(report({"cmd.memory = '2G'", "\ncmd.memory = '3G'"}, "-m 1G -S").text,
            "~b3,a2 -m: size 1G -> 3G\n");
  // Each property has its own.
  EXPECT_EQ(report({"cmd:device('n').mac = 'x'", "cmd:device('n').driver = 'y'"},
                   "-device e1000,id=n,mac=a")
                .text,
            "~b2 -device n: driver e1000 -> y\n~a2 -device n: mac a -> x\n");
  EXPECT_EQ(report({"cmd:add('device', 'e1000,id=x')", "cmd:device('x').mac = 'y'"}, "-S").text,
            "+a2,b2 -device e1000,id=x,mac=y\n");
  EXPECT_EQ(report({"cmd:add('S')", "cmd:remove('S')"}, "-m 1").text, "");
  EXPECT_EQ(report({"cmd.memory = '2G'", "cmd.memory = '1G'"}, "-m 1G").text, "");
  EXPECT_EQ(report({"cmd.memory = '2G'", "cmd:remove('m')"}, "-m 1G -S").text, "-b2 -m 1G\n");
}

// A list that a hook returns keeps the identity of what it did not touch, for the hooks behind it.
TEST(ChangeReport, SpansAReturnedList) {
  EXPECT_EQ(report({"cmd:device('n').mac = 'x'",
                    "local w = cmd:words() table.insert(w, 1, '-S') return w",
                    "cmd:device('n').id = 'o'"},
                   "-device e1000,id=n -m 1")
                .text,
            "+b1 -S\n~c2 -device o: id n -> o\n~a2 -device o: + mac=x\n");
}

TEST(ChangeReport, RemovedOnesStandWhereTheyWere) {
  EXPECT_EQ(report({"cmd:remove('S') cmd:remove('m') cmd:first('name').guest = 'b'"},
                   "-S -name a -m 1 -nographic")
                .text,
            "-a2 -S\n~a2 -name: guest a -> b\n-a2 -m 1\n");
}

TEST(ChangeReport, AsJson) {
  Report r = report({"cmd.memory = '2G'", "cmd.memory = '3G' cmd:add('name', '\\xff') cmd:remove('S')"},
                    "-m 1G -S");
  std::string json = to_json(r.items);
  auto root = qemu::parse_json(json);
  ASSERT_TRUE(root) << json;
  EXPECT_EQ(json,
            R"([{"hook":"b","file":"hooks/b.lua","line":2,"kind":"change","option":"m",)"
            R"("property":"size","before":"1G","after":"3G","text":"-m: size 1G -> 3G",)"
            R"("also":[{"hook":"a","file":"hooks/a.lua","line":2}]},)"
            R"({"hook":"b","file":"hooks/b.lua","line":2,"kind":"remove","option":"S",)"
            R"("property":null,"before":"-S","after":null,"text":"-S"},)"
            R"({"hook":"b","file":"hooks/b.lua","line":2,"kind":"add","option":"name",)"
            R"("property":null,"before":null,"after":"-name '\\xff'","text":"-name '\\xff'"}])");
  EXPECT_EQ(to_json({}), "[]");
}

}  // namespace
}  // namespace gs::script
