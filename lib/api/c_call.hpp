// What the generated C functions are made of: arguments of C into those of C++, results into memory
// that the caller frees, no exception out of a function.
#pragma once

#include <c_structs.hpp>  // generated; the templates below look for its overloads
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "api/c_handle.hpp"
#include "api/caller.hpp"
#include "guestscope/calls.hpp"

namespace gs::api::c {

// Stands between a C function and the handle's caller. What is wrong with an argument of C (NULL
// where there has to be something) is noticed while the arguments are made, and refuses the call.
class Arguments : public Caller {
 public:
  explicit Arguments(gs_handle* handle) : handle_(handle) {}

  std::string_view text(const char* name, const char* value);
  static std::optional<std::string_view> nullable_text(const char* value);
  std::string_view bytes(const char* name, const void* data, std::size_t size);
  std::vector<std::string> list(const char* name, const char* const* values);
  FileSource& source(const char* name, const gs_source* source);
  FileSink& sink(const char* name, const gs_sink* sink);
  // Bits that no optional argument of the call has.
  void check_given(std::uint64_t given, std::size_t options);

  Result<std::string> call(const Request& request) override;

 private:
  void refuse(const std::string& message, std::string hint);

  gs_handle* handle_;
  std::string wrong_, hint_;
  std::unique_ptr<FileSource> source_;
  std::unique_ptr<FileSink> sink_;
};

char* copy_text(std::string_view text);  // malloc'd; throws bad_alloc

// Results. On an exception what was made so far can be freed through *out.
void assign(int* out, bool value);
void assign(std::int32_t* out, std::int32_t value);
void assign(std::int64_t* out, std::int64_t value);
void assign(char** out, const std::string& value);
void assign(gs_buffer* out, const std::string& value);
void assign(char*** out, const std::vector<std::string>& value);
void assign(char*** out, const Pairs& value);

// Empties a result, freeing what it holds; the generated ones are for structs and lists of them.
void clear(int* out);
void clear(std::int64_t* out);
void clear(char** out);
void clear(gs_buffer* out);
void clear(char*** out);

// calloc'd, and count set, so that a list half made can be freed; throws bad_alloc.
template <class List, class Value>
void make_items(List* out, const std::vector<Value>& values) {
  using Item = std::remove_reference_t<decltype(*out->items)>;
  out->items = static_cast<Item*>(std::calloc(values.size() + 1, sizeof(Item)));
  if (!out->items) throw std::bad_alloc();
  out->count = values.size();
}

void out_of_memory(gs_handle* handle) noexcept;

template <class Make>
int call(gs_handle* handle, Make make) noexcept {
  if (!handle) return -1;
  try {
    Arguments arguments(handle);
    Status status = make(arguments);
    if (status) return 0;
    handle_failed(handle, status.error());
  } catch (const std::exception&) {
    out_of_memory(handle);
  }
  return -1;
}

template <class Out, class Make>
int call(gs_handle* handle, Out* result, Make make) noexcept {
  if (!handle || !result) return -1;
  std::memset(static_cast<void*>(result), 0, sizeof *result);
  try {
    Arguments arguments(handle);
    auto value = make(arguments);
    if (value) {
      assign(result, *value);
      return 0;
    }
    handle_failed(handle, value.error());
  } catch (const std::exception&) {
    clear(result);
    out_of_memory(handle);
  }
  return -1;
}

}  // namespace gs::api::c
