// The call table as ../shared/protocol/procedures.tsv and structs.tsv have it, read at run time: a
// source that is independent of lib/api's generator.
#pragma once

#include <deque>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "protocol/call_table.hpp"
#include "protocol/captures.hpp"

namespace gs::protocol {

class FactCalls {
 public:
  static const FactCalls& instance() {
    static const FactCalls calls;
    return calls;
  }
  static const CallInfo* find(std::uint32_t number) {
    auto found = instance().calls_.find(number);
    return found == instance().calls_.end() ? nullptr : &found->second;
  }
  const std::map<std::uint32_t, CallInfo>& all() const { return calls_; }
  const std::map<std::string, StructInfo>& structs() const { return structs_; }

 private:
  FactCalls() {
    read_structs();
    for (const auto& cells : rows("procedures.tsv")) {
      CallInfo call;
      call.name = cells[0];
      call.number = static_cast<std::uint32_t>(std::stoul(std::string(cells[1])));
      call.parameters = parameters(cells[2]);
      call.optional = parameters(cells[3]);
      call.result = parameter(cells[5], cells[4]);
      call.file_in = cells[6] == "Y";
      call.file_out = cells[7] == "Y";
      call.progress = cells[8] == "Y";
      calls_[call.number] = call;
    }
  }

  std::vector<std::vector<std::string_view>> rows(const char* file) {
    std::vector<std::vector<std::string_view>> table;
    std::ifstream in(shared_protocol(file));
    std::string line;
    std::getline(in, line);  // names of the columns
    while (std::getline(in, line)) table.push_back(split(texts_.emplace_back(line), '\t'));
    return table;
  }

  void read_structs() {
    for (const auto& cells : rows("structs.tsv")) {
      std::string_view type = cells[3].substr(0, cells[3].find('('));
      static const std::map<std::string_view, FieldKind> kinds{
          {"int32", FieldKind::kInt32},   {"int64", FieldKind::kInt64},
          {"uint32", FieldKind::kUint32}, {"uint64", FieldKind::kUint64},
          {"bytes", FieldKind::kBytes},   {"string", FieldKind::kString},
          {"buffer", FieldKind::kBuffer}, {"char", FieldKind::kChar},
          {"uuid", FieldKind::kUuid},     {"optpercent", FieldKind::kOptPercent}};
      fields_[std::string(cells[0])].push_back({cells[2], kinds.at(type)});
    }
    for (const auto& [name, fields] : fields_) structs_[name] = {name, fields};
  }

  Parameter parameter(std::string_view name, std::string_view type) {
    static const std::map<std::string_view, WireKind> kinds{{"none", WireKind::kNone},
                                                            {"int", WireKind::kInt32},
                                                            {"int32", WireKind::kInt32},
                                                            {"int64", WireKind::kInt64},
                                                            {"bool", WireKind::kBool},
                                                            {"string", WireKind::kString},
                                                            {"optstring", WireKind::kOptString},
                                                            {"stringlist", WireKind::kStringList},
                                                            {"hashtable", WireKind::kHashtable},
                                                            {"bytes", WireKind::kBuffer},
                                                            {"buffer", WireKind::kBuffer},
                                                            {"filein", WireKind::kFileIn},
                                                            {"fileout", WireKind::kFileOut},
                                                            {"struct", WireKind::kStruct},
                                                            {"structlist", WireKind::kStructList}};
    Parameter p;
    p.name = name;
    std::string_view word = type.substr(0, type.find_first_of("{@ "));
    if (word.ends_with("-as-string")) word = "string";
    p.kind = kinds.at(word);
    if (p.kind == WireKind::kStruct || p.kind == WireKind::kStructList)
      p.structure = &structs_.at(std::string(type.substr(type.find(' ') + 1)));
    return p;
  }

  std::span<const Parameter> parameters(std::string_view cell) {
    std::vector<Parameter>& list = parameters_.emplace_back();
    if (cell == "-") return {};
    for (std::string_view item : split(cell, ','))
      list.push_back(parameter(item.substr(0, item.find(':')), item.substr(item.find(':') + 1)));
    return list;
  }

  std::deque<std::string> texts_;  // what the views above point into
  std::deque<std::vector<Parameter>> parameters_;
  std::map<std::string, std::vector<FieldInfo>> fields_;
  std::map<std::string, StructInfo> structs_;
  std::map<std::uint32_t, CallInfo> calls_;
};

}  // namespace gs::protocol
