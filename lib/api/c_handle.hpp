// What the C functions of the calls need from whoever owns gs_handle (lib/session).
#pragma once

#include "api/caller.hpp"
#include "base/error.hpp"

struct gs_handle;

namespace gs::api {

// handle is never NULL. The reference holds as long as the handle.
Caller& handle_caller(gs_handle* handle);
// The last call on the handle failed: keep the error for gs_last_error(). May not throw.
void handle_failed(gs_handle* handle, const Error& error) noexcept;

}  // namespace gs::api
