// The names that error numbers have on the wire. Numbers differ between architectures, names do
// not.
#pragma once

#include <string_view>

namespace gs::protocol {

// "" is 0 (no errno); a name that is not known is EINVAL, as it is for the real client.
int errno_from_name(std::string_view name);
// "" for 0 and for numbers that have no name on the wire.
std::string_view errno_name(int number);

}  // namespace gs::protocol
