// The description against the facts, field by field: each side is written as the other one's text.
#include "facts_test.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "api/call_text.hpp"
#include "api/calls.hpp"

namespace gs::api {
namespace {

using namespace protocol;

std::string meaning_name(Meaning meaning) {
  switch (meaning) {
    case Meaning::kPlain:
      return "PlainString";
    case Meaning::kPathname:
      return "Pathname";
    case Meaning::kFilename:
      return "Filename";
    case Meaning::kDevice:
      return "Device";
    case Meaning::kMountable:
      return "Mountable";
    case Meaning::kDevOrPath:
      return "Dev_or_Path";
    case Meaning::kMountableOrPath:
      return "Mountable_or_Path";
    case Meaning::kGuid:
      return "GUID";
    case Meaning::kKey:
      return "Key";
  }
  return "?";
}

std::string string_type(Meaning meaning) {
  switch (meaning) {
    case Meaning::kPathname:
      return "path-as-string";
    case Meaning::kDevice:
      return "device-as-string";
    case Meaning::kMountable:
      return "mountable-as-string";
    case Meaning::kDevOrPath:
      return "device-or-path-as-string";
    case Meaning::kMountableOrPath:
      return "mountable-or-path-as-string";
    default:
      return "string";
  }
}

// "path:path-as-string{Pathname}"
std::string argument_text(const Parameter& p) {
  std::string name(p.name);
  switch (p.kind) {
    case WireKind::kInt32:
      return name + ":int32{Int}";
    case WireKind::kInt64:
      return name + ":int64{Int64}";
    case WireKind::kBool:
      return name + ":bool{Bool}";
    case WireKind::kString:
      return name + ":" + string_type(p.meaning) + "{" + meaning_name(p.meaning) + "}";
    case WireKind::kOptString:
      return name + ":optstring{OptString}";
    case WireKind::kStringList:
      return name + ":stringlist{StringList/" + meaning_name(p.meaning) + "}";
    case WireKind::kBuffer:
      return name + ":bytes{BufferIn}";
    case WireKind::kFileIn:
      return name + ":filein{FileIn}";
    case WireKind::kFileOut:
      return name + ":fileout{FileOut}";
    default:
      return name + ":?";
  }
}

// "force:bool@0"
std::string optional_text(const Parameter& p, std::size_t bit) {
  std::string type = "?";
  switch (p.kind) {
    case WireKind::kInt32:
      type = "int32";
      break;
    case WireKind::kInt64:
      type = "int64";
      break;
    case WireKind::kBool:
      type = "bool";
      break;
    case WireKind::kString:
      type = "string";
      break;
    case WireKind::kStringList:
      type = "stringlist";
      break;
    default:
      break;
  }
  return std::string(p.name) + ":" + type + "@" + std::to_string(bit);
}

std::string result_text(const Parameter& p) {
  auto braced = [&](std::string text) {
    return p.meaning == Meaning::kPlain ? text : text + "{" + meaning_name(p.meaning) + "}";
  };
  switch (p.kind) {
    case WireKind::kNone:
      return "none";
    case WireKind::kInt32:
      return "int";
    case WireKind::kInt64:
      return "int64";
    case WireKind::kBool:
      return "bool";
    case WireKind::kString:
      return braced("string");
    case WireKind::kStringList:
      return braced("stringlist");
    case WireKind::kBuffer:
      return "buffer";
    case WireKind::kStruct:
      return "struct " + std::string(p.structure->name);
    case WireKind::kStructList:
      return "structlist " + std::string(p.structure->name);
    case WireKind::kHashtable:
      if (p.meaning == Meaning::kPlain && p.key_meaning == Meaning::kPlain) return "hashtable";
      return "hashtable{" + meaning_name(p.key_meaning) + "->" + meaning_name(p.meaning) + "}";
    default:
      return "?";
  }
}

std::string joined(std::span<const Parameter> list, bool optional) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i)
    text += (i ? "," : "") + (optional ? optional_text(list[i], i) : argument_text(list[i]));
  return list.empty() ? "-" : text;
}

FactRow facts_of(const CallInfo& call) {
  auto flag = [](bool on) { return std::string(on ? "Y" : "N"); };
  auto or_dash = [](std::string_view s) { return std::string(s.empty() ? "-" : s); };
  const char* visibility[] = {"public", "internal", "debug"};
  return {{"name", std::string(call.name)},
          {"proc", std::to_string(call.number)},
          {"args", joined(call.parameters, false)},
          {"optargs", joined(call.optional, true)},
          {"ret", result_text(call.result)},
          {"retname", or_dash(call.result.name)},
          {"filein", flag(call.file_in)},
          {"fileout", flag(call.file_out)},
          {"progress", flag(call.progress)},
          {"cancellable", flag(call.cancellable)},
          {"optgroup", call.group.empty() ? "''" : std::string(call.group)},
          {"deprecated", flag(call.deprecated)},
          {"replacement", or_dash(call.replacement)},
          {"visibility", visibility[static_cast<int>(call.visibility)]},
          {"added", std::string(call.added)}};
}

std::string field_type(FieldKind kind) {
  switch (kind) {
    case FieldKind::kInt32:
      return "int32";
    case FieldKind::kInt64:
      return "int64";
    case FieldKind::kUint32:
      return "uint32";
    case FieldKind::kUint64:
      return "uint64";
    case FieldKind::kBytes:
      return "bytes(int64)";
    case FieldKind::kString:
      return "string";
    case FieldKind::kBuffer:
      return "buffer";
    case FieldKind::kChar:
      return "char";
    case FieldKind::kUuid:
      return "uuid(32 opaque)";
    case FieldKind::kOptPercent:
      return "optpercent(float32)";
  }
  return "?";
}

TEST(ApiFacts, EveryCallIsAsTheFactsSay) {
  auto facts = read_facts("procedures.tsv");
  if (facts.empty()) GTEST_SKIP() << "shared/protocol is not there";
  std::size_t right = 0;
  for (const FactRow& fact : facts) {
    const CallInfo* call = find_call(static_cast<std::uint32_t>(std::stoul(fact.at("proc"))));
    ASSERT_NE(call, nullptr) << fact.at("name");
    bool same = true;
    for (const auto& [field, ours] : facts_of(*call)) {
      EXPECT_EQ(ours, fact.at(field)) << fact.at("name") << ": " << field;
      same = same && ours == fact.at(field);
    }
    right += same;
  }
  std::printf("calls: %zu of %zu as in procedures.tsv\n", right, facts.size());
  EXPECT_EQ(right, facts.size());
  EXPECT_EQ(calls().size(), facts.size()) << "a call that is not among the facts";
}

TEST(ApiFacts, EveryStructIsAsTheFactsSay) {
  auto facts = read_facts("structs.tsv");
  if (facts.empty()) GTEST_SKIP() << "shared/protocol is not there";
  std::map<std::string, std::string> expected;
  std::set<std::string> right;
  for (const FactRow& fact : facts)
    expected[fact.at("struct")] +=
        fact.at("field_index") + " " + fact.at("field") + " " + fact.at("type") + "\n";
  for (const auto& [name, fields] : expected) {
    const StructInfo* info = find_struct(name);
    ASSERT_NE(info, nullptr) << name;
    std::string ours;
    for (std::size_t i = 0; i < info->fields.size(); ++i)
      ours += std::to_string(i) + " " + std::string(info->fields[i].name) + " " +
              field_type(info->fields[i].kind) + "\n";
    EXPECT_EQ(ours, fields) << name;
    if (ours == fields) right.insert(name);
  }
  std::printf("structs: %zu of %zu as in structs.tsv\n", right.size(), expected.size());
  EXPECT_EQ(right.size(), expected.size());
  EXPECT_EQ(structs().size(), expected.size()) << "a struct that is not among the facts";
}

TEST(ApiFacts, EveryCallHasOneLineOfHelpOfItsOwn) {
  std::map<std::string_view, std::string_view> seen;
  for (const CallInfo& call : calls()) {
    EXPECT_FALSE(call.help.empty()) << call.name;
    EXPECT_LE(call.help.size(), 80u) << call.name;
    auto [it, fresh] = seen.emplace(call.help, call.name);
    bool old = call.deprecated || find_call(it->second)->deprecated;
    EXPECT_TRUE(fresh || old) << call.name << " has the help of " << it->second;
  }
}

}  // namespace
}  // namespace gs::api
