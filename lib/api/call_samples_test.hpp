// Every call once, with sample arguments: for the tests that compare the typed functions with the
// call table and with rpcgen's filters. The samples are generated (generate/samples.lua).
//
// The argument at place i of the parameters and optional parameters together has the value: int32
// 1000 + i; int64 2^40 + i; bool whether i is even; text its own name; a list its name and "two";
// bytes a NUL byte and its name.
#pragma once

#include <rpc/types.h>
#include <rpc/xdr.h>

#include <cstdint>
#include <vector>

#include "api/caller.hpp"

namespace gs::api {

struct CallSample {
  std::uint32_t number;
  Status (*invoke)(Caller& caller, FileSource& source, FileSink& sink);
  xdrproc_t arguments;  // rpcgen's; nullptr where the call has no body
  std::size_t arguments_size;
  xdrproc_t result;  // nullptr where it returns nothing
  std::size_t result_size;
};

const std::vector<CallSample>& call_samples();  // all calls, ascending by number

}  // namespace gs::api
