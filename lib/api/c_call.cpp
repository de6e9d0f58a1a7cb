#include "api/c_call.hpp"

#include <unistd.h>

#include <cerrno>

namespace gs::api::c {
namespace {

class CSource : public FileSource {
 public:
  explicit CSource(const gs_source& source) : source_(source) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    ssize_t got;
    do {
      errno = 0;
      got = source_.read ? source_.read(source_.data, buffer.data(), buffer.size())
                         : ::read(source_.fd, buffer.data(), buffer.size());
    } while (got < 0 && errno == EINTR && !source_.read);
    if (got < 0) return fail_errno(errno ? errno : EIO, "reading what is to be uploaded");
    if (static_cast<std::size_t>(got) > buffer.size())
      return fail(ErrorCode::kUsage, "the read function returned more than it was asked for");
    return static_cast<std::size_t>(got);
  }
  std::uint64_t size_hint() const override { return source_.size_hint; }

 private:
  gs_source source_;
};

class CSink : public FileSink {
 public:
  explicit CSink(const gs_sink& sink) : sink_(sink) {}

  Status write(std::string_view bytes) override {
    errno = 0;
    if (sink_.write) {
      if (sink_.write(sink_.data, bytes.data(), bytes.size()) == 0) return {};
      return fail_errno(errno ? errno : EIO, "writing what is downloaded");
    }
    while (!bytes.empty()) {
      const ssize_t put = ::write(sink_.fd, bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail_errno(errno, "writing what is downloaded");
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
  }

 private:
  gs_sink sink_;
};

}  // namespace

void Arguments::refuse(const std::string& message, std::string hint) {
  if (!wrong_.empty()) return;
  wrong_ = message;
  hint_ = std::move(hint);
}

std::string_view Arguments::text(const char* name, const char* value) {
  if (value) return value;
  refuse(std::string(name) + ": NULL was given", "give a string, empty where nothing is meant");
  return {};
}

std::optional<std::string_view> Arguments::nullable_text(const char* value) {
  return value ? std::optional<std::string_view>(value) : std::nullopt;
}

std::string_view Arguments::bytes(const char* name, const void* data, std::size_t size) {
  if (data || size == 0) return {static_cast<const char*>(data), size};
  refuse(std::string(name) + ": NULL was given with a size of " + std::to_string(size),
         "give the bytes, or a size of 0");
  return {};
}

std::vector<std::string> Arguments::list(const char* name, const char* const* values) {
  std::vector<std::string> list;
  if (!values)
    refuse(std::string(name) + ": NULL was given", "an empty list is one that holds a NULL only");
  for (; values && *values; ++values) list.emplace_back(*values);
  return list;
}

FileSource& Arguments::source(const char* name, const gs_source* source) {
  if (!source) refuse(std::string(name) + ": NULL was given", "give a struct gs_source");
  source_ = std::make_unique<CSource>(source ? *source : gs_source{-1, nullptr, nullptr, 0});
  return *source_;
}

FileSink& Arguments::sink(const char* name, const gs_sink* sink) {
  if (!sink) refuse(std::string(name) + ": NULL was given", "give a struct gs_sink");
  sink_ = std::make_unique<CSink>(sink ? *sink : gs_sink{-1, nullptr, nullptr});
  return *sink_;
}

void Arguments::check_given(std::uint64_t given, std::size_t options) {
  if (options < 64 && given >> options != 0)
    refuse("given has a bit that is no optional argument of the call",
           "set the struct to zero first, then the bits of the header");
}

Result<std::string> Arguments::call(const Request& request) {
  if (!wrong_.empty())
    return fail(ErrorCode::kUsage, std::string(request.info.name) + ": " + wrong_, hint_);
  return handle_caller(handle_).call(request);
}

char* copy_text(std::string_view text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (!copy) throw std::bad_alloc();
  text.copy(copy, text.size());
  copy[text.size()] = '\0';
  return copy;
}

void assign(int* out, bool value) { *out = value; }
void assign(std::int32_t* out, std::int32_t value) { *out = value; }
void assign(std::int64_t* out, std::int64_t value) { *out = value; }
void assign(char** out, const std::string& value) { *out = copy_text(value); }

void assign(gs_buffer* out, const std::string& value) {
  out->data = copy_text(value);
  out->size = value.size();
}

namespace {

char** make_list(std::size_t strings) {
  auto* list = static_cast<char**>(std::calloc(strings + 1, sizeof(char*)));
  if (!list) throw std::bad_alloc();
  return list;
}

}  // namespace

void assign(char*** out, const std::vector<std::string>& value) {
  char** next = *out = make_list(value.size());
  for (const std::string& element : value) *next++ = copy_text(element);
}

void assign(char*** out, const Pairs& value) {
  char** next = *out = make_list(value.size() * 2);
  for (const auto& [key, element] : value) {
    *next++ = copy_text(key);
    *next++ = copy_text(element);
  }
}

void clear(int* out) { *out = 0; }
void clear(std::int64_t* out) { *out = 0; }

void clear(char** out) {
  std::free(*out);
  *out = nullptr;
}

void clear(gs_buffer* out) { gs_free_buffer(out); }

void clear(char*** out) {
  gs_free_strings(*out);
  *out = nullptr;
}

void out_of_memory(gs_handle* handle) noexcept {
  handle_failed(handle, Error{ErrorCode::kLimit, "out of memory", "", {}});
}

}  // namespace gs::api::c

void gs_free_strings(char** strings) {
  for (char** next = strings; next && *next; ++next) std::free(*next);
  std::free(strings);
}

void gs_free_buffer(gs_buffer* buffer) {
  if (!buffer) return;
  std::free(buffer->data);
  *buffer = {};
}
