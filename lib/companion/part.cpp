#include "companion/part.hpp"

namespace gs::companion {
namespace {
std::vector<PartFactory>& factories() {
  static std::vector<PartFactory> all;
  return all;
}
}  // namespace

PartRegistration::PartRegistration(PartFactory factory) {
  factories().push_back(std::move(factory));
}

std::vector<std::unique_ptr<Part>> make_parts(const qemu::StartInfo& info) {
  std::vector<std::unique_ptr<Part>> parts;
  for (const auto& factory : factories())
    if (auto part = factory(info)) parts.push_back(std::move(part));
  return parts;
}

}  // namespace gs::companion
