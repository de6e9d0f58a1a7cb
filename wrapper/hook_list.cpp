#include "wrapper/hook_list.hpp"

#include <algorithm>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "script/hook_header.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"

namespace gs::wrapper {
namespace {

using script::HookHeader;

std::string json_members(const HookHeader& header) {
  std::string arguments, samples;
  for (const auto& [name, what] : header.arguments)
    arguments += std::string(arguments.empty() ? "" : ",") + "{\"name\":" + json_bytes(name) +
                 ",\"description\":" + json_bytes(what) + "}";
  return "\"description\":" + json_bytes(header.description) + ",\"arguments\":[" + arguments +
         "],\"samples\":" + json_bytes_array(header.samples);
}

std::string json_item(const embedded::File& file) {
  return "{\"name\":" + json_bytes(file.name) + "," +
         json_members(script::read_hook_header(file.text)) + "}";
}

std::string text_item(const embedded::File& file) {
  HookHeader header = script::read_hook_header(file.text);
  std::string name(file.name);
  name.resize(std::max<std::size_t>(name.size() + 2, 16), ' ');
  std::string text = name + header.description + "\n";
  for (const auto& [argument, what] : header.arguments)
    text += "                  " + argument + ": " + what + "\n";
  return text;
}

std::string scd(std::string_view s) {
  std::string out;
  for (char c : s) {
    if (std::string_view("_*\\#`<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string scd_item(const embedded::File& file) {
  HookHeader header = script::read_hook_header(file.text);
  std::string text = "*" + scd(file.name) + "*\n\t" + scd(header.description) + "\n";
  for (const auto& [argument, what] : header.arguments)
    text += "\n\tArgument _" + scd(argument) + "_: " + scd(what) + "\n";
  for (const std::string& sample : header.samples)
    text += "\n\tExample: *--hook '" + scd(sample) + "'*\n";
  return text + "\n";
}

}  // namespace

std::string hook_list(HookListing listing) {
  std::string text;
  for (const embedded::File& file : embedded::stock_hooks()) {
    switch (listing) {
      case HookListing::kText:
        text += text_item(file);
        break;
      case HookListing::kNames:
        text.append(file.name).append("\n");
        break;
      case HookListing::kScdoc:
        text += scd_item(file);
        break;
      case HookListing::kJson:
        text += (text.empty() ? "[" : ",\n ") + json_item(file);
        break;
    }
  }
  return listing == HookListing::kJson ? text + "]\n" : text;
}

int show_hook(const std::string& name, bool json, cli::Output& out) {
  auto spec = script::parse_hook_spec(name);
  auto source = spec ? script::HookRunner(embedded::stock_hooks()).load(*spec)
                     : tl::unexpected<Error>(spec.error());
  if (!source) {
    out.error("hooks", source.error());
    return cli::kExitUsage;
  }
  out.out(json ? "{\"file\":" + json_bytes(source->file) + "," +
                     json_members(script::read_hook_header(source->text)) +
                     ",\"text\":" + json_bytes(source->text) + "}\n"
               : source->text);
  return cli::kExitOk;
}

}  // namespace gs::wrapper
