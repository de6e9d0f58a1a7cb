#include "script/lua_command_line.hpp"

#include <gtest/gtest.h>

#include "script/hook_harness_test.hpp"

namespace gs::script {
namespace {

struct Row {
  const char *body, *words, *want;
};

void check(std::span<const Row> rows) {
  for (const Row& row : rows) {
    HookRun r = rewrite(row.body, words_of(row.words));
    ASSERT_TRUE(r.ok) << row.body << ": " << r.error.message;
    EXPECT_EQ(shell_join(r.words), row.want) << row.body;
  }
}

TEST(LuaCommandLine, SelectsByProperty) {
  constexpr char kLine[] =
      "-device virtio-net-pci,id=net0,netdev=a,mq=on -device virtio-net-device,id=net1 -device "
      "{\"driver\":\"e1000\",\"id\":\"net2\",\"mq\":true} -device virtio-blk-pci,id=d";
  const std::pair<const char*, const char*> kRows[] = {
      {"{driver = 'virtio-net*'}", "net0 net1"},
      {"{driver = {'e1000', 'virtio-blk-*'}}", "net2 d"},
      {"{mq = true}", "net0 net2"},
      {"{mq = false}", "net1 d"},
      {"{driver = '*', id = 'net?'}", "net0 net1 net2"},
      {"{id = function(v) return v > 'net0' end}", "net1 net2"},
      {"function(o) return o:is_json() end", "net2"},
      {"{}", "net0 net1 net2 d"},
      {"{netdev = 'a'}", "net0"},
      {"{driver = 'virtio'}", ""},
  };
  for (const auto& [filter, want] : kRows) {
    HookRun r = rewrite(std::string("local t = {} for _, o in ipairs(cmd:find('device', ") +
                            filter + ")) do t[#t + 1] = o.id end print(table.concat(t, ' '))",
                        words_of(kLine));
    ASSERT_TRUE(r.ok) << filter << ": " << r.error.message;
    EXPECT_EQ(r.printed, std::string("h: ") + want + "\n") << filter;
  }
}

TEST(LuaCommandLine, PropertiesAreFieldsInEveryStyle) {
  const Row kRows[] = {
      {"local d = cmd:first('device') d.mac = '52:54' d.mq = true d.vectors = 4 d.romfile = nil",
       "-device virtio-net-pci,romfile=,id=n",
       "-device virtio-net-pci,id=n,mac=52:54,mq=on,vectors=4"},
      {"local d = cmd:first('device') d.mac = '52:54' d.mq = true d.vectors = 4 d.romfile = nil",
       "-device {\"driver\":\"virtio-net-pci\",\"romfile\":\"\",\"id\":\"n\"}",
       "-device '{\"driver\":\"virtio-net-pci\",\"id\":\"n\",\"mac\":\"52:54\",\"mq\":true,"
       "\"vectors\":4}'"},
      {"local c = cmd:first('cpu') c.model = 'max' c.vmx = false c['hv-time'] = nil",
       "-cpu host,+vmx,hv_time,x=y", "-cpu max,-vmx,x=y"},
      {"local b = cmd:first('blockdev') b['cache.direct'] = false",
       "-blockdev {\"cache\":{\"direct\":true},\"driver\":\"raw\"}",
       "-blockdev '{\"cache\":{\"direct\":false},\"driver\":\"raw\"}'"},
      {"cmd:first('global').value = 'e1000.mac=2'", "-global e1000.mac=1", "-global e1000.mac=2"},
      {"cmd:first('global'):put('value', 2)", "-global e1000.mac=1", "-global e1000.mac=2"},
      {"local d = cmd:first('device') assert(d:get('name') == 'org.x') d:put('name', 'y')",
       "-device virtserialport,name=org.x", "-device virtserialport,name=y"},
      {"assert(#cmd:first('netdev'):get_all('hostfwd') == 2)",
       "-netdev user,id=a,hostfwd=tcp::1-:1,hostfwd=tcp::2-:2",
       "-netdev user,id=a,hostfwd=tcp::1-:1,hostfwd=tcp::2-:2"},
      {"assert(cmd:first('object'):get_size('size') == size('4G')) assert(size_text(1536 << 20) == "
       "'1536M')",
       "-object memory-backend-ram,id=m,size=4G", "-object memory-backend-ram,id=m,size=4G"},
      {"local p = cmd:first('device'):properties() assert(#p == 2 and p[1].key == 'driver' and "
       "p[2].value == 'n')",
       "-device e1000,id=n", "-device e1000,id=n"},
      {"cmd:first('netdev').hostfwd = {{str = 'tcp::1-:1'}}",
       "-netdev {\"type\":\"user\",\"id\":\"a\"}",
       "-netdev '{\"type\":\"user\",\"id\":\"a\",\"hostfwd\":[{\"str\":\"tcp::1-:1\"}]}'"},
  };
  check(kRows);
}

TEST(LuaCommandLine, AddsInTheStyleOfTheLineAndAtAPlace) {
  const Row kRows[] = {
      {"cmd:add('device', {driver = 'virtio-rng-pci', rng = 'r', id = 'x'})", "-device e1000",
       "-device e1000 -device virtio-rng-pci,id=x,rng=r"},
      {"cmd:add('device', {driver = 'virtio-rng-pci', mq = true, bootindex = 1, addr = '3'})",
       "-device {\"driver\":\"e1000\"}",
       "-device '{\"driver\":\"e1000\"}' -device "
       "'{\"driver\":\"virtio-rng-pci\",\"addr\":\"3\",\"bootindex\":1,\"mq\":true}'"},
      {"cmd:add('device', {'e1000', id = 'n,1'})", "", "-device e1000,id=n,,1"},
      {"cmd:add('netdev', {'user', id = 'n', hostfwd = {'tcp::1-:1', 'tcp::2-:2'}})", "",
       "-netdev user,id=n,hostfwd=tcp::1-:1,hostfwd=tcp::2-:2"},
      {"cmd:add('netdev', {'user', id = 'n', hostfwd = {'tcp::1-:1'}})",
       "-blockdev {\"driver\":\"x\"}",
       "-blockdev '{\"driver\":\"x\"}' -netdev "
       "'{\"type\":\"user\",\"id\":\"n\",\"hostfwd\":[{\"str\":\"tcp::1-:1\"}]}'"},
      {"cmd:add('blockdev', {driver = 'qcow2', ['node-name'] = 'n', file = {driver = 'file', "
       "filename "
       "= 'a,b'}})",
       "", "-blockdev qcow2,file.driver=file,file.filename=a,,b,node-name=n"},
      {"cmd:add('blockdev', {driver = 'qcow2', file = {driver = 'file', filename = 'a,b'}})",
       "-device {\"driver\":\"x\"}",
       "-device '{\"driver\":\"x\"}' -blockdev "
       "'{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"a,b\"}}'"},
      {"cmd:add('cpu', {'max', vmx = false})", "", "-cpu max,vmx=off"},
      {"cmd:add('S', nil, {before = 'device'})", "-m 1 -device a -device b",
       "-m 1 -S -device a -device b"},
      {"cmd:add('S', nil, {after = 'device'})", "-device a -device b -m 1",
       "-device a -device b -S -m 1"},
      {"cmd:add('S', nil, {after = cmd:first('m')})", "-m 1 -s", "-m 1 -S -s"},
      {"cmd:add('S', nil, {front = true})", "-m 1", "-S -m 1"},
      {"cmd:add('S', nil, {before = 'device'})", "-m 1", "-m 1 -S"},
      {"cmd:replace('machine', {'q35', accel = 'tcg'})", "-M pc -S -M usb=on",
       "-M q35,accel=tcg -S"},
      {"local o = cmd:add('m', '1G') o.size = '2G'", "", "-m 2G"},
  };
  check(kRows);
}

TEST(LuaCommandLine, TheMachineHoweverItIsSpelled) {
  const Row kRows[] = {
      {"assert(cmd.machine == 'q35' and cmd.accel == 'kvm' and cmd.cpu == 'host')",
       "--enable-kvm -M q35 -cpu host", "--enable-kvm -M q35 -cpu host"},
      {"assert(cmd.machine == nil and cmd.accel == nil and cmd.cpu == nil and cmd.memory == nil)",
       "-S", "-S"},
      {"cmd.machine = 'pc' cmd.accel = 'tcg' cmd.cpu = 'max'", "--enable-kvm -M q35 -cpu host,x=y",
       "-accel tcg -M pc -cpu max,x=y"},
      {"cmd.accel = 'kvm:tcg'", "-machine pc,accel=tcg", "-machine pc,accel=kvm:tcg"},
      {"assert(cmd.memory == 512 << 20) cmd.memory = cmd.memory * 2", "-m 512", "-m 1024"},
      {"cmd.memory = '2G'", "-m 512", "-m 2048"},
      {"assert(cmd:get('smp', 'cpus') == '2') cmd:put('smp', 'cpus', 4)", "-smp 2 -smp maxcpus=8",
       "-smp 4 -smp maxcpus=8"},
      {"cmd:put('machine', 'usb', nil)", "-M pc,usb=on -M usb=off -M graphics=off",
       "-M pc -M graphics=off"},
      {"cmd:put('boot', 'menu', true)", "-S", "-S -boot menu=on"},
      {"assert(not cmd.probe)", "-S", "-S"},
  };
  check(kRows);
}

TEST(LuaCommandLine, RemovesWithWhatHangsOnIt) {
  constexpr char kLine[] =
      "-chardev socket,id=c,path=/s -netdev vhost-user,id=h,chardev=c -device "
      "virtio-net-pci,netdev=h,id=net0 -device virtio-scsi-pci,id=scsi0 -device "
      "scsi-hd,bus=scsi0.0,drive=d -drive if=none,id=d,file=x";
  const Row kRows[] = {
      {"assert(cmd:remove_device('net0') == 1)", kLine,
       "-chardev socket,id=c,path=/s -netdev vhost-user,id=h,chardev=c -device "
       "virtio-scsi-pci,id=scsi0 -device scsi-hd,bus=scsi0.0,drive=d -drive if=none,id=d,file=x"},
      {"assert(cmd:remove_device('net0', {backend = true}) == 3)", kLine,
       "-device virtio-scsi-pci,id=scsi0 -device scsi-hd,bus=scsi0.0,drive=d -drive "
       "if=none,id=d,file=x"},
      {"cmd:remove_device(cmd:device('net0'), {backend = true}) cmd:remove_device('scsi0', "
       "{children "
       "= true, backend = true})",
       kLine, ""},
      {"assert(cmd:remove_device('nobody') == 0)", "-S", "-S"},
      {"local n = cmd:device('net0') assert(n:uses()[1].id == 'h') assert(n:uses()[1]:used_by()[1] "
       "== n) assert(cmd:by_id('chardev', 'c').path == '/s')",
       kLine, kLine},
      {"assert(cmd:remove('device', {driver = 'virtio-*'}) == 2)",
       "-device virtio-a -device b -device virtio-c", "-device b"},
  };
  check(kRows);
}

TEST(LuaCommandLine, KernelWords) {
  auto run = [](const char* body, const std::vector<std::string>& words) {
    HookRun r = rewrite(body, words);
    EXPECT_TRUE(r.ok) << body << ": " << r.error.message;
    return shell_join(r.words);
  };
  EXPECT_EQ(
      run("local a = cmd.append a:set('loglevel', 8) a:remove('quiet') a:add('console=ttyS1') "
          "a:set('debug') assert(a:get('console') == 'ttyS1' and a:has('debug'))"
          "assert(#a:get_all('console') == 2 and #a:words() == 5)",
          {"-kernel", "k", "-append", "panic=1 quiet  console=ttyS0"}),
      "-kernel k -append 'panic=1 console=ttyS0 loglevel=8 console=ttyS1 debug'");
  EXPECT_EQ(run("cmd.append:set('quiet', true)", {"-kernel", "k", "-S"}),
            "-kernel k -append quiet -S");
  EXPECT_EQ(run("cmd.append = 'a b'", {"-kernel", "k", "-append", "x", "-append", "y"}),
            "-kernel k -append 'a b'");
  EXPECT_EQ(run("cmd.append:set('x', 1)", {"-append", "x=0", "-append", "y=0"}),
            "-append x=0 -append 'y=0 x=1'");
  EXPECT_EQ(run("cmd.append:remove('quiet')", {"disk.img"}), "disk.img");
  HookRun r = rewrite("cmd.append:add('x')", {"disk.img"});
  EXPECT_NE(r.error.message.find("there is no -kernel"), std::string::npos) << r.error.message;
}

TEST(LuaCommandLine, FunctionsNamedAfterOptions) {
  struct Case {
    const char *text, *words, *want;
  };
  const Case kRows[] = {
      {"function device(o) if o.driver == 'e1000' then o.driver = 'virtio-net-pci' end end",
       "-device e1000,id=a -device b", "-device virtio-net-pci,id=a -device b"},
      {"function device(o) if o.driver == 'b' then return {} end end", "-device a -device b -S",
       "-device a -S"},
      {"function device(o) return 'x,id=' .. o.driver end", "-device a", "-device x,id=a"},
      {"function no_hpet() return {} end function M() end", "-no-hpet -M pc", "-M pc"},
      {"function machine(o) return {'q35', accel = 'tcg'} end", "-M pc", "-M q35,accel=tcg"},
      {"function enable_kvm() return {'-accel', 'tcg', '-S'} end", "-m 1 -enable-kvm -s",
       "-m 1 -accel tcg -S -s"},
      {"function device(o, ctx) return o end function rewrite(cmd) cmd:add('S') end", "-device a",
       "-device a -S"},
      {"function device(o) return {driver = 'z', id = o.id} end",
       "-device {\"driver\":\"a\",\"id\":\"i\"}", "-device '{\"driver\":\"z\",\"id\":\"i\"}'"},
  };
  for (const Case& c : kRows) {
    HookRun r = run_hook(c.text, words_of(c.words));
    ASSERT_TRUE(r.ok) << c.text << ": " << r.error.message;
    EXPECT_EQ(shell_join(r.words), c.want) << c.text;
  }
  HookRun r = run_hook("\nfunction device(o)\n return {} end", {"-device", "a"});
  ASSERT_EQ(r.changes.size(), 1u);
  EXPECT_EQ(r.changes[0].line, 2);
  EXPECT_EQ(r.changes[0].kind, ChangeKind::kRemove);
}

TEST(LuaCommandLine, CompositeEditsNameTheirLineToo) {
  HookRun r = rewrite("cmd.accel = 'tcg'\n\ncmd:put('machine', 'usb', true)",
                      words_of("-enable-kvm -M pc"));
  ASSERT_EQ(r.changes.size(), 3u);
  EXPECT_EQ(r.changes[0].before, words_of("-enable-kvm"));
  EXPECT_EQ(r.changes[0].line, 2);
  EXPECT_EQ(r.changes[1].after, words_of("-accel tcg"));
  EXPECT_EQ(r.changes[2].after, words_of("-M pc,usb=on"));
  EXPECT_EQ(r.changes[2].line, 4);
}

TEST(LuaCommandLine, HowQemuIsStarted) {
  HookRun r = rewrite(
      "cmd:run_under{'strace', '-f'} cmd:run_under{'taskset', '-c', 1} cmd.program = '/opt/qemu'\n"
      "cmd:setenv('A', 'b') cmd:setenv('LD_PRELOAD', nil) assert(cmd.program == '/opt/qemu')",
      {});
  ASSERT_TRUE(r.ok) << r.error.message;
  EXPECT_EQ(r.plan.prefix, words_of("taskset -c 1 strace -f"));
  EXPECT_EQ(r.plan.program, "/opt/qemu");
  ASSERT_EQ(r.plan.env.size(), 2u);
  EXPECT_EQ(r.plan.env[0].second, "b");
  EXPECT_EQ(r.plan.env[1].second, std::nullopt);
  EXPECT_EQ(r.changes.size(), 5u);
  EXPECT_EQ(r.changes[2].after, words_of("program /opt/qemu"));
  // Where only a command line is wanted, such a hook is refused.
  const embedded::File files[] = {{"h", "function rewrite(cmd) cmd:run_under{'strace'} end"}};
  qemu::CommandLine line;
  auto refused = HookRunner(files).apply({{.name = "h", .args = {}}}, line, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
}

TEST(LuaCommandLine, MistakesAreNamed) {
  const std::pair<const char*, const char*> kRows[] = {
      {"cmd:add('device', {{}})", "table"},
      {"cmd:add('device', {'a', 'b'})", "one value without a name"},
      {"cmd:add('drive', {'a'})", "no value without a name"},
      {"cmd:add('append', {a = 1})", "has no properties"},
      {"cmd:add('device', {driver = print})", "cannot be a function"},
      {"local t = {} t.t = t cmd:add('device', t)", "nested too deep"},
      {"cmd:find('m', 5)", "table expected"},
      {"cmd:find('m', {size = io})", ""},
      {"cmd:first('m').frob = {}", "cannot carry a list or a table"},
      {"cmd:first('S').frob = 1", "not a list of properties"},
      {"cmd:first('S'):get('x')", "not a list of properties"},
      {"cmd.frob = 1", "cmd.frob cannot be set"},
      {"print(cmd.frob)", "no field or method 'frob'"},
      {"cmd.memory = 512", "a number counts bytes"},
      {"cmd.memory = '5 apples'", "is no size"},
      {"cmd.accel = ''", ""},
      {"cmd:remove_device(5, {backend = true}).x = 1", ""},
      {"cmd:run_under{}", "needs a program"},
      {"cmd:setenv('A=b', 'c')", "no name for an environment variable"},
      {"ctx.env.HOME = 'x'", "can only be read"},
      {"print(ctx.host.frob)", "no field 'frob'"},
      {"print(ctx.qemu.version)", "not known here which qemu"},
      {"size('x')", "is no size"},
  };
  for (const auto& [body, want] : kRows) {
    HookRun r = rewrite(body, words_of("-S -m 1"));
    if (!*want) continue;  // only: it does not crash
    ASSERT_FALSE(r.ok) << body;
    EXPECT_NE(r.error.message.find(want), std::string::npos) << body << ": " << r.error.message;
    EXPECT_NE(r.error.message.find("h.lua:2:"), std::string::npos) << r.error.message;
  }
}

TEST(LuaCommandLine, APcallSeesTheLineAsItWas) {
  HookRun r = rewrite("pcall(function() cmd.memory = 1 << 30 end) cmd:add('S')",
                      words_of("-m 2G -numa node,mem=1G -numa node,mem=1G"));
  ASSERT_TRUE(r.ok) << r.error.message;
  EXPECT_EQ(shell_join(r.words), "-m 2G -numa node,mem=1G -numa node,mem=1G -S");
  EXPECT_EQ(r.changes.size(), 1u);
}

// Memory safety where a script changes the line from inside a call (run under ASan).
TEST(LuaCommandLine, ChangesFromInsideAFilterOrAMetamethod) {
  const char* kBodies[] = {
      "cmd:find('device', {id = function() for i = 1, 50 do cmd:add('S') end return true end, "
      "driver = '*'})",
      "cmd:find('device', function(o) cmd:remove('device') return true end)",
      "local t = setmetatable({}, {__index = function() cmd:remove('device') return 'x' end, __len "
      "= "
      "function() for i = 1, 50 do cmd:add('S') end return 1 end}) cmd:first('device').x = t",
      "local t = setmetatable({}, {__len = function() cmd:remove('device') return 1 end, __index = "
      "function() return 'x' end}) cmd:put('device', 'x', t)",
      "local t = setmetatable({driver = 'x'}, {__len = function() cmd:remove('device') return 0 "
      "end}) "
      "cmd:replace('device', t)",
  };
  for (const char* body : kBodies)
    (void)rewrite(body, words_of("-device {\"driver\":\"a\",\"id\":\"b\"} -device c,id=d"));
  HookRun r = run_hook(
      "cmd0 = nil\nfunction device(o, ctx) return setmetatable({driver = 'z'}, {__len = function() "
      "local v = o.value o.value = v .. string.rep(',x=y', 50) return 0 end}) end",
      words_of("-device a -device b"));
  EXPECT_TRUE(r.ok) << r.error.message;
}

TEST(LuaCommandLine, TheHostAndTheEnvironment) {
  ::setenv("GS_TEST_VARIABLE", "x y", 1);
  HookRun r = rewrite(
      "assert(ctx.env.GS_TEST_VARIABLE == 'x y' and ctx.env.GS_NOT_SET == nil)\n"
      "local h = ctx.host assert(h.cpus >= 1 and h.memory > size('64M'))\n"
      "assert(h.memory_available <= h.memory and type(h.kvm) == 'boolean')\n"
      "assert(h.hugepages >= 0 and h.hugepage_size >= 0 and #h.arch > 0)",
      {});
  EXPECT_TRUE(r.ok) << r.error.message;
}

}  // namespace
}  // namespace gs::script
