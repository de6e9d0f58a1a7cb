#include "wrapper/install_domain_xml.hpp"

#include <vector>

#include "base/text.hpp"

namespace gs::wrapper {
namespace {

struct Span {
  std::size_t begin = 0, end = 0;  // of the text between the tags
};

constexpr char kHint[] = "change the <emulator> with `virsh edit`";

tl::unexpected<Error> no_domain(const std::string& why) {
  return fail(ErrorCode::kFormat, "libvirt's XML of the domain is not understood: " + why, kHint);
}

// End of the tag that starts at xml[at] ('<'), behind its '>', or npos; quotes may hold a '>'.
std::size_t tag_end(std::string_view xml, std::size_t at) {
  char quote = 0;
  for (std::size_t i = at + 1; i < xml.size(); ++i) {
    if (quote != 0) {
      if (xml[i] == quote) quote = 0;
    } else if (xml[i] == '"' || xml[i] == '\'') {
      quote = xml[i];
    } else if (xml[i] == '>') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// Behind a comment, CDATA or processing instruction at xml[at]; 0 if it is none of them.
std::size_t skip_other(std::string_view xml, std::size_t at) {
  struct Kind {
    std::string_view open, close;
  };
  for (const Kind& k : {Kind{"<!--", "-->"}, Kind{"<![CDATA[", "]]>"}, Kind{"<?", "?>"}}) {
    if (xml.substr(at, k.open.size()) != k.open) continue;
    auto end = xml.find(k.close, at + k.open.size());
    return end == std::string_view::npos ? end : end + k.close.size();
  }
  return 0;
}

std::string_view tag_name(std::string_view tag) {  // without '<' and '>'
  return tag.substr(0, tag.find_first_of(" \t\r\n/"));
}

// All elements at path ("domain/devices/emulator").
Result<std::vector<Span>> find_elements(std::string_view xml, const std::string& wanted) {
  std::vector<std::string_view> open;
  std::vector<Span> found;
  auto path = [&] {
    std::string p;
    for (auto name : open) p += std::string(p.empty() ? "" : "/") + std::string(name);
    return p;
  };
  std::size_t roots = 0;
  for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
    if (std::size_t next = skip_other(xml, at); next != 0) {
      if (next == std::string_view::npos) return no_domain("it is cut off");
      at = next;
      continue;
    }
    std::size_t end = tag_end(xml, at);
    if (end == std::string_view::npos) return no_domain("it is cut off");
    std::string_view tag = xml.substr(at + 1, end - at - 2);
    if (tag.starts_with('!')) return no_domain("it has a doctype");
    if (tag.starts_with('/')) {
      if (open.empty() || trim(tag.substr(1)) != open.back()) return no_domain("tags do not match");
      if (path() == wanted) found.back().end = at;
      open.pop_back();
    } else {
      if (tag_name(tag).empty()) return no_domain("a tag has no name");
      if (open.empty()) ++roots;
      open.push_back(tag_name(tag));
      bool closed = tag.ends_with('/');
      if (path() == wanted) {
        if (closed) return no_domain("<" + std::string(open.back()) + "/> is empty");
        found.push_back({end, end});
      }
      if (closed) open.pop_back();
    }
    at = end;
  }
  if (!open.empty() || roots != 1) return no_domain(open.empty() ? "it is no XML" : "it is cut off");
  return found;
}

Result<Span> find_one(std::string_view xml, const std::string& path) {
  auto all = find_elements(xml, path);
  if (!all) return tl::unexpected<Error>(all.error());
  if (all->empty()) return fail(ErrorCode::kNotFound, "the domain has no <" + path + ">", kHint);
  if (all->size() > 1) return no_domain("it has two <" + path + ">");
  return all->front();
}

Result<std::string> text_at(std::string_view xml, Span span) {
  std::string_view raw = xml.substr(span.begin, span.end - span.begin);
  if (raw.find('<') != std::string_view::npos) return no_domain("an element has more than text in it");
  struct Entity {
    std::string_view name;
    char c;
  };
  std::string out;
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] != '&') {
      out += raw[i++];
      continue;
    }
    bool known = false;
    for (const Entity& e : {Entity{"&amp;", '&'}, Entity{"&lt;", '<'}, Entity{"&gt;", '>'}, Entity{"&quot;", '"'},
                            Entity{"&apos;", '\''}}) {
      if (raw.substr(i, e.name.size()) != e.name) continue;
      out += e.c;
      i += e.name.size();
      known = true;
      break;
    }
    if (!known) return no_domain("an entity is unknown");
  }
  return out;
}

Result<std::string> text_of(std::string_view xml, const std::string& path) {
  auto span = find_one(xml, path);
  if (!span) return tl::unexpected<Error>(span.error());
  return text_at(xml, *span);
}

}  // namespace

Result<std::string> emulator_of(std::string_view xml) { return text_of(xml, "domain/devices/emulator"); }

Result<std::string> domain_field(std::string_view xml, std::string_view name) {
  return text_of(xml, "domain/" + std::string(name));
}

Result<std::string> with_emulator(std::string_view xml, std::string_view path) {
  auto span = find_one(xml, "domain/devices/emulator");
  if (!span) return tl::unexpected<Error>(span.error());
  if (auto old = text_at(xml, *span); !old) return tl::unexpected<Error>(old.error());
  return std::string(xml.substr(0, span->begin)) + xml_escape(path) + std::string(xml.substr(span->end));
}

std::string xml_escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace gs::wrapper
