#include "session/image_format.hpp"

#include <boost/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/run_program.hpp"

namespace gs::session {

Result<std::string> detect_image_format(const std::string& path) {
  const auto qemu_img = find_all_in_path("qemu-img");
  if (qemu_img.empty())
    return fail(ErrorCode::kNotFound, "qemu-img, which looks up formats, is not installed",
                "install qemu-utils, or give the format");
  // file: stops qemu-img from taking a colon in the path for a protocol.
  const auto ran = qemu::run_program(
      {qemu_img.front(), "info", "--force-share", "--output=json", "file:" + path}, "");
  if (!ran) return tl::unexpected<Error>(ran.error());
  if (ran->status != 0)
    return fail(
        ErrorCode::kFormat,
        "qemu-img cannot read " + printable(path) + ": " + printable(std::string(trim(ran->err))),
        "give the format, or check the image");
  boost::system::error_code error;
  const auto json = boost::json::parse(ran->out, error);
  const auto* object = error ? nullptr : json.if_object();
  const auto* format = object ? object->if_contains("format") : nullptr;
  if (!format || !format->is_string())
    return fail(ErrorCode::kFormat, "qemu-img does not name the format of " + printable(path),
                "give the format");
  return std::string(format->as_string());
}

}  // namespace gs::session
