// The <emulator> of a domain in libvirt's XML, found and replaced without touching any other byte. Not an
// XML library: it reads what libvirt prints, and refuses what it does not understand.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gs::wrapper {

// The text of /domain/devices/emulator. kNotFound where there is none; kFormat for what is no domain, has
// two emulators or a doctype.
Result<std::string> emulator_of(std::string_view xml);
// The same XML with another emulator.
Result<std::string> with_emulator(std::string_view xml, std::string_view path);
// The text of /domain/NAME (uuid, name).
Result<std::string> domain_field(std::string_view xml, std::string_view name);

std::string xml_escape(std::string_view text);

}  // namespace gs::wrapper
