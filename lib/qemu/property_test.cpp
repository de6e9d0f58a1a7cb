#include "qemu/property.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "qemu/corpus_test.hpp"

namespace gs::qemu {
namespace {

std::string get(std::string_view option, std::string_view value, std::string_view key) {
  auto p = find_property(option, value, key);
  return p ? p->value : "(none)";
}

TEST(Property, IsReadTheSameInEveryGrammar) {
  EXPECT_EQ(get("device", "virtio-net-pci,netdev=n,id=x", "driver"), "virtio-net-pci");
  EXPECT_EQ(get("device", R"({"driver":"virtio-net-pci","netdev":"n"})", "driver"),
            "virtio-net-pci");
  EXPECT_EQ(get("blockdev", "driver=file,file.driver=x,cache.direct=on", "cache.direct"), "on");
  EXPECT_EQ(get("blockdev", R"({"cache":{"direct":true},"a":[{"b":1}]})", "cache.direct"), "on");
  EXPECT_EQ(get("blockdev", R"({"cache":{"direct":true},"a":[{"b":1}]})", "a.0.b"), "1");
  EXPECT_EQ(get("blockdev", R"({"cache":{"direct":true}})", "cache"), R"({"direct":true})");
  EXPECT_EQ(get("cpu", "host,+vmx,hv_time", "vmx"), "on");
  EXPECT_EQ(get("cpu", "host,+vmx", "model"), "host");
  EXPECT_EQ(get("global", "e1000.mac=52:54,x=y", "value"), "52:54,x=y");
  EXPECT_EQ(get("global", "e1000.mac=52:54", "driver"), "e1000");
  EXPECT_EQ(get("global", "driver=e1000,property=mac,value=a,,b", "value"), "a,b");
  EXPECT_EQ(get("machine", "pc,kernel_irqchip=on", "kernel-irqchip"), "on");
  EXPECT_EQ(get("append", "root=/dev/sda", "root"), "(none)");
  EXPECT_EQ(get("device", R"({"driver":)", "driver"), "(none)");
  EXPECT_EQ(get("device", R"( {"driver":"x"})", "driver"), R"( {"driver":"x"})");
  EXPECT_EQ(get("drive", "a.qcow2,if=ide", "a.qcow2"), "on");  // there is no implied file=
}

TEST(Property, BooleansHaveManyWords) {
  auto on = [](const char* value, const char* key) {
    Option o{1, "device", "-device", value};
    return property_is_on(o, key);
  };
  for (const char* v : {"x,share", "x,share=on", "x,share=yes", "x,share=true", "x,share=y",
                        R"({"driver":"x","share":true})"})
    EXPECT_TRUE(on(v, "share")) << v;
  for (const char* v : {"x", "x,noshare", "x,share=off", "x,share=1", R"({"share":false})"})
    EXPECT_FALSE(on(v, "share")) << v;
}

struct Edit {
  const char *option, *value, *key;
  PropertyValue wanted;
  const char* want;
};

TEST(Property, SetKeepsTypeAndSpelling) {
  auto text = [](const char* s) { return PropertyValue::of(std::string_view(s)); };
  auto flag = [](bool b) { return PropertyValue::of(b); };
  auto number = [](int n) { return PropertyValue::of(std::int64_t{n}); };
  const Edit kEdits[] = {
      // nothing to do: the spelling stays
      {"object", "memory-backend-file,share=yes", "share", flag(true),
       "memory-backend-file,share=yes"},
      {"chardev", "socket,server,nowait", "wait", flag(false), "socket,server,nowait"},
      {"device", R"({"driver":"x","addr":"0x3"})", "addr", text("0x3"),
       R"({"driver":"x","addr":"0x3"})"},
      {"device", R"({"bootindex":1})", "bootindex", text("1"), R"({"bootindex":1})"},
      // keyval
      {"object", "memory-backend-file,share=no", "share", flag(true),
       "memory-backend-file,share=on"},
      {"chardev", "socket,server,nowait", "wait", flag(true), "socket,server,wait=on"},
      {"device", "e1000,romfile=", "romfile", text("a,b"), "e1000,romfile=a,,b"},
      {"machine", "q35,kernel_irqchip=on", "kernel-irqchip", text("split"),
       "q35,kernel_irqchip=split"},
      {"m", "512", "size", text("1G"), "1G"},
      {"m", "512,slots=2", "maxmem", text("4G"), "512,slots=2,maxmem=4G"},
      // JSON: the type that is there
      {"device", R"({"driver":"x","bootindex":1})", "bootindex", text("2"),
       R"({"driver":"x","bootindex":2})"},
      {"device", R"({"driver":"x","a":true})", "a", text("off"), R"({"driver":"x","a":false})"},
      {"netdev", R"({"type":"tap","fd":"22"})", "fd", number(23), R"({"type":"tap","fd":"23"})"},
      // JSON: what qemu wants
      {"device", R"({"driver":"x"})", "mq", text("on"), R"({"driver":"x","mq":true})"},
      {"device", R"({"driver":"x"})", "mq", flag(false), R"({"driver":"x","mq":false})"},
      {"device", R"({"driver":"x"})", "disable-legacy", flag(true),
       R"({"driver":"x","disable-legacy":"on"})"},
      {"device", R"({"driver":"x"})", "vectors", text("4"), R"({"driver":"x","vectors":4})"},
      {"device", R"({"driver":"x"})", "addr", number(3), R"({"driver":"x","addr":"3"})"},
      {"device", R"({"driver":"usb-host"})", "port", text("1"),
       R"({"driver":"usb-host","port":"1"})"},
      {"device", R"({"driver":"pcie-root-port"})", "port", text("1"),
       R"({"driver":"pcie-root-port","port":1})"},
      {"device", R"({"driver":"x"})", "serial", text("0123"), R"({"driver":"x","serial":"0123"})"},
      {"blockdev", R"({"cache":{"direct":true}})", "cache.no-flush", flag(true),
       R"({"cache":{"direct":true,"no-flush":true}})"},
      // -global
      {"global", "e1000.mac=1", "value", text("a,b"), "e1000.mac=a,b"},
      {"global", "driver=e1000,property=mac,value=1", "value", text("a,b"),
       "driver=e1000,property=mac,value=a,,b"},
      // -cpu
      {"cpu", "host,+vmx", "vmx", flag(false), "host,-vmx"},
      {"cpu", "host,kvm=off", "kvm", flag(false), "host,kvm=off"},
  };
  for (const Edit& e : kEdits) {
    auto got = set_property(e.option, e.value, e.key, e.wanted);
    ASSERT_TRUE(got) << e.value << ": " << got.error().message;
    EXPECT_EQ(*got, e.want);
  }
}

TEST(Property, SetRefusesWhatCannotBeWritten) {
  PropertyValue x = PropertyValue::of(std::string_view("x,y"));
  for (auto bad :
       {set_property("cpu", "host", "vendor", x), set_property("append", "a", "b", x),
        set_property("device", "e1000", "", x), set_property("device", "e1000", "a=b", x),
        set_property("global", "e1000.mac=1", "frob", x),
        set_property("global", "C.", "new", x),  // would become driver.property=value
        set_property("device", "{\"driver\"", "id", x),
        set_property("device", "e1000", "id", {ValueType::kJson, "[]"}),
        remove_property("append", "a", "b"), remove_property("global", "a.b=c", "value")}) {
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::kUsage);
    EXPECT_FALSE(bad.error().hint.empty());
  }
}

TEST(Property, MakeValueWritesBothStyles) {
  std::vector<std::pair<std::string, PropertyValue>> list = {
      {"driver", PropertyValue::of(std::string_view("virtio-net-pci"))},
      {"id", PropertyValue::of(std::string_view("a,b"))},
      {"mq", PropertyValue::of(true)},
      {"vectors", PropertyValue::of(std::int64_t{4})}};
  EXPECT_EQ(make_value("device", false, list).value(), "virtio-net-pci,id=a,,b,mq=on,vectors=4");
  EXPECT_EQ(make_value("device", true, list).value(),
            R"({"driver":"virtio-net-pci","id":"a,b","mq":true,"vectors":4})");
  EXPECT_FALSE(make_value("append", false, list));
}

// The promise of issue 3: editing one property of any real command line touches only that property.
TEST(Property, EditingOnePropertyOfTheCorpusKeepsEveryOtherByte) {
  auto corpus = read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  std::mt19937 random(20240607);
  std::size_t edited = 0, lines = 0;
  for (int round = 0; round < 20; ++round)
    for (const CorpusLine& c : corpus) {
      CommandLine line = CommandLine::parse(c.args);
      std::vector<std::pair<const Option*, Property>> all;
      for (const Option& o : line.options())
        for (Property& p : properties(o)) all.emplace_back(&o, std::move(p));
      if (all.empty()) continue;
      ++lines;
      const auto [option, property] = all[random() % all.size()];
      const std::string old = *option->value;
      const std::string fresh = property.type == ValueType::kNumber ? "4711" : "zz9";
      auto changed =
          set_property(option->name, old, property.key, PropertyValue::of(std::string_view(fresh)));
      ASSERT_TRUE(changed) << c.file << " " << old << ": " << changed.error().message;
      EXPECT_EQ(get(option->name, *changed, property.key), fresh) << c.file << " " << old;
      // Where the key is there once, the bytes before and after its value are the same.
      auto same = [&p = property](const auto& other) { return other.second.key == p.key; };
      auto count = std::count_if(all.begin(), all.end(), [&, o = option](const auto& other) {
        return other.first == o && same(other);
      });
      if (count == 1) {
        std::string_view tail = std::string_view(old).substr(property.end);
        ASSERT_TRUE(changed->ends_with(tail)) << old << " -> " << *changed;
        ASSERT_TRUE(changed->starts_with(old.substr(0, property.begin)))
            << old << " -> " << *changed;
        std::string middle =
            changed->substr(property.begin, changed->size() - property.begin - tail.size());
        EXPECT_NE(middle.find(fresh), std::string::npos) << middle;
      }
      // And read anew, every other property is what it was.
      std::map<std::string, std::vector<std::string>> before, after;
      for (const Property& p : properties(option->name, old)) before[p.key].push_back(p.value);
      for (const Property& p : properties(option->name, *changed)) after[p.key].push_back(p.value);
      before.erase(property.key);
      after.erase(property.key);
      EXPECT_EQ(before, after) << old << " -> " << *changed;
      // All other words are untouched.
      std::size_t id = option->id;
      line.set_value(option->id, *changed);
      auto args = line.args();
      ASSERT_EQ(args.size(), c.args.size());
      std::size_t differing = 0;
      for (std::size_t i = 0; i < args.size(); ++i) differing += args[i] != c.args[i];
      EXPECT_LE(differing, 1u) << c.file << " option " << id;
      edited += differing;
    }
  std::printf("edited one property in %zu of %zu command lines\n", edited, lines);
  EXPECT_GT(edited, lines * 9 / 10);
}

TEST(Property, RemovingOnePropertyOfTheCorpusKeepsTheOthers) {
  auto corpus = read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  std::size_t removed = 0;
  for (const CorpusLine& c : corpus)
    for (const Option& option : CommandLine::parse(c.args).options()) {
      for (const Property& property : properties(option)) {
        auto changed = remove_property(option.name, *option.value, property.key);
        if (option.name == "global" || (option.name == "cpu" && property.key == "model")) continue;
        ASSERT_TRUE(changed) << *option.value;
        std::map<std::string, std::string> before, after;
        auto folded = [&](std::string key) {  // -cpu's names: hv_time is hv-time
          if (option.name == "cpu") std::replace(key.begin(), key.end(), '_', '-');
          return key;
        };
        for (const Property& p : properties(option)) before[folded(p.key)] = p.value;
        for (const Property& p : properties(option.name, *changed)) after[folded(p.key)] = p.value;
        if (value_style(option) == ValueStyle::kJson) {
          // An emptied parent shows as "{}"; the elements of a list move up.
          if (property.key.find('.') != std::string::npos) continue;
        }
        before.erase(folded(property.key));
        EXPECT_EQ(before, after) << *option.value << " -> " << *changed;
        ++removed;
      }
    }
  EXPECT_GT(removed, 3000u);
}

}  // namespace
}  // namespace gs::qemu
