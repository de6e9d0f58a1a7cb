#include "protocol/body_codec.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "protocol/message.hpp"
#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

constexpr std::size_t kUuidBytes = 32;
constexpr std::size_t kMaxEncodedBytes = kMaxBodyBytes - kHeaderBytes;

std::size_t min_bytes(FieldKind kind) {
  switch (kind) {
    case FieldKind::kInt64:
    case FieldKind::kUint64:
    case FieldKind::kBytes:
      return 8;
    case FieldKind::kUuid:
      return kUuidBytes;
    default:
      return 4;
  }
}

std::size_t min_bytes(const StructInfo& info) {
  std::size_t n = 0;
  for (const FieldInfo& field : info.fields) n += min_bytes(field.kind);
  return std::max<std::size_t>(n, 4);
}

std::int64_t signed32(std::uint32_t word) { return static_cast<std::int32_t>(word); }

Value read_field(FieldKind kind, XdrReader* in) {
  switch (kind) {
    case FieldKind::kInt32:
    case FieldKind::kChar:
      return signed32(in->u32());
    case FieldKind::kInt64:
    case FieldKind::kBytes:
      return static_cast<std::int64_t>(in->u64());
    case FieldKind::kUint32:
      return std::uint64_t{in->u32()};
    case FieldKind::kUint64:
      return in->u64();
    case FieldKind::kString:
    case FieldKind::kBuffer:
      return std::string(in->opaque());
    case FieldKind::kUuid:
      return std::string(in->fixed(kUuidBytes));
    case FieldKind::kOptPercent:
      return std::bit_cast<float>(in->u32());
  }
  return {};
}

StructValue read_struct(const StructInfo& info, XdrReader* in) {
  StructValue value;
  value.info = &info;
  value.fields.reserve(info.fields.size());
  for (const FieldInfo& field : info.fields) value.fields.push_back(read_field(field.kind, in));
  return value;
}

Hashtable read_hashtable(XdrReader* in) {
  std::size_t n = in->count(4);
  if (n % 2 != 0) in->fail("a hashtable has a key without a value");
  Hashtable pairs;
  if (!in->ok()) return pairs;
  pairs.reserve(n / 2);
  for (std::size_t i = 0; i < n / 2 && in->ok(); ++i) {
    std::string key(in->opaque());
    pairs.emplace_back(std::move(key), std::string(in->opaque()));
  }
  return pairs;
}

Value read_value(const Parameter& p, XdrReader* in) {
  switch (p.kind) {
    case WireKind::kNone:
    case WireKind::kFileIn:
    case WireKind::kFileOut:
      return {};
    case WireKind::kInt32:
      return signed32(in->u32());
    case WireKind::kInt64:
      return static_cast<std::int64_t>(in->u64());
    case WireKind::kBool:
      return in->boolean();
    case WireKind::kString:
    case WireKind::kBuffer:
      return std::string(in->opaque());
    case WireKind::kOptString:
      return in->boolean() ? std::optional<std::string>(in->opaque()) : std::nullopt;
    case WireKind::kStringList: {
      StringList list(in->count(4));
      for (std::string& item : list) item = in->opaque();
      return list;
    }
    case WireKind::kHashtable:
      return read_hashtable(in);
    case WireKind::kStruct:
      return read_struct(*p.structure, in);
    case WireKind::kStructList: {
      StructList list;
      list.info = p.structure;
      std::size_t n = in->count(min_bytes(*p.structure));
      list.rows.reserve(n);
      for (std::size_t i = 0; i < n && in->ok(); ++i)
        list.rows.push_back(read_struct(*p.structure, in));
      return list;
    }
  }
  return {};
}

tl::unexpected<Error> undecodable(const CallInfo& call, const char* what, const XdrReader& in) {
  return fail(
      ErrorCode::kFormat,
      std::string(what) + " of " + std::string(call.name) + " cannot be decoded: " + in.problem(),
      "client and daemon may be of different versions");
}

// Writes values; the first that does not fit its kind stops everything.
class Encoder {
 public:
  explicit Encoder(const CallInfo& call) : call_(call) {}

  void value(const Parameter& p, const Value& v);
  void zero(const Parameter& p);
  Result<std::string> take() {
    if (out_.size() > kMaxEncodedBytes) too_large();
    if (error_) return tl::unexpected<Error>(std::move(*error_));
    return std::move(out_);
  }

 private:
  void stop(ErrorCode code, const std::string& why, std::string hint) {
    if (!error_)
      error_ = Error{code,
                     std::string(call_.name) + ": " + std::string(name_) + ": " + why,
                     std::move(hint),
                     {}};
  }
  void wrong_kind() {
    stop(ErrorCode::kUsage, "the value is not of this argument's kind", kCallHelp);
  }

  void too_large() {
    stop(ErrorCode::kLimit, "the value is larger than a message may be (4 MiB)",
         "use a call that transfers a file for data of this size");
  }

  void integer32(const Value& v) {
    const auto* n = v.get<std::int64_t>();
    if (!n) return wrong_kind();
    if (*n < std::numeric_limits<std::int32_t>::min() ||
        *n > std::numeric_limits<std::int32_t>::max())
      return stop(ErrorCode::kUsage, std::to_string(*n) + " does not fit into 32 bits",
                  "give a number from -2147483648 to 2147483647");
    append_u32(&out_, static_cast<std::uint32_t>(*n));
  }
  void integer64(const Value& v) {
    const auto* n = v.get<std::int64_t>();
    if (!n) return wrong_kind();
    append_u64(&out_, static_cast<std::uint64_t>(*n));
  }
  void bytes(std::string_view s) {
    if (error_) return;
    if (out_.size() > kMaxEncodedBytes || s.size() > kMaxEncodedBytes - out_.size())
      return too_large();
    append_opaque(&out_, s);
  }
  void string(const Value& v) {
    const auto* s = v.get<std::string>();
    s ? bytes(*s) : wrong_kind();
  }
  void count(std::size_t n) {
    if (n > kMaxEncodedBytes / 4)
      return stop(ErrorCode::kLimit, "the list has more items than a message can hold",
                  "give them in several calls");
    append_u32(&out_, static_cast<std::uint32_t>(n));
  }
  void field(FieldKind kind, const Value& v);
  void structure(const StructInfo& info, const StructValue& v) {
    if (v.fields.size() != info.fields.size()) return wrong_kind();
    for (std::size_t i = 0; i < v.fields.size() && !error_; ++i)
      field(info.fields[i].kind, v.fields[i]);
  }

  static constexpr const char* kCallHelp = "see guestscope-calls(3) for what the call takes";
  const CallInfo& call_;
  std::string_view name_;
  std::string out_;
  std::optional<Error> error_;
};

void Encoder::field(FieldKind kind, const Value& v) {
  switch (kind) {
    case FieldKind::kInt32:
    case FieldKind::kChar:
      return integer32(v);
    case FieldKind::kInt64:
    case FieldKind::kBytes:
      return integer64(v);
    case FieldKind::kUint32: {
      const auto* n = v.get<std::uint64_t>();
      if (!n || *n > std::numeric_limits<std::uint32_t>::max()) return wrong_kind();
      return append_u32(&out_, static_cast<std::uint32_t>(*n));
    }
    case FieldKind::kUint64: {
      const auto* n = v.get<std::uint64_t>();
      if (!n) return wrong_kind();
      return append_u64(&out_, *n);
    }
    case FieldKind::kString:
    case FieldKind::kBuffer:
      return string(v);
    case FieldKind::kUuid: {
      const auto* s = v.get<std::string>();
      if (!s || s->size() != kUuidBytes) return wrong_kind();
      out_ += *s;
      return;
    }
    case FieldKind::kOptPercent: {
      const auto* f = v.get<float>();
      if (!f) return wrong_kind();
      return append_u32(&out_, std::bit_cast<std::uint32_t>(*f));
    }
  }
}

void Encoder::value(const Parameter& p, const Value& v) {
  name_ = p.name.empty() ? "result" : p.name;
  switch (p.kind) {
    case WireKind::kNone:
    case WireKind::kFileIn:
    case WireKind::kFileOut:
      if (!v.is_none()) wrong_kind();
      return;
    case WireKind::kInt32:
      return integer32(v);
    case WireKind::kInt64:
      return integer64(v);
    case WireKind::kBool: {
      const auto* b = v.get<bool>();
      if (!b) return wrong_kind();
      return append_u32(&out_, *b ? 1 : 0);
    }
    case WireKind::kString:
    case WireKind::kBuffer:
      return string(v);
    case WireKind::kOptString: {
      const auto* s = v.get<std::optional<std::string>>();
      if (!s) return wrong_kind();
      append_u32(&out_, s->has_value() ? 1 : 0);
      if (*s) bytes(**s);
      return;
    }
    case WireKind::kStringList: {
      const auto* list = v.get<StringList>();
      if (!list) return wrong_kind();
      count(list->size());
      for (const std::string& item : *list) bytes(item);
      return;
    }
    case WireKind::kHashtable: {
      const auto* pairs = v.get<Hashtable>();
      if (!pairs) return wrong_kind();
      count(2 * pairs->size());
      for (const auto& [key, item] : *pairs) bytes(key), bytes(item);
      return;
    }
    case WireKind::kStruct: {
      const auto* s = v.get<StructValue>();
      return s ? structure(*p.structure, *s) : wrong_kind();
    }
    case WireKind::kStructList: {
      const auto* list = v.get<StructList>();
      if (!list) return wrong_kind();
      count(list->rows.size());
      for (const StructValue& row : list->rows) {
        structure(*p.structure, row);
        if (error_) return;
      }
      return;
    }
  }
}

void Encoder::zero(const Parameter& p) {
  switch (p.kind) {
    case WireKind::kInt64:
      return append_u64(&out_, 0);
    case WireKind::kStruct:
      name_ = p.name;
      return wrong_kind();  // no call has such an argument
    case WireKind::kNone:
    case WireKind::kFileIn:
    case WireKind::kFileOut:
      return;
    default:
      return append_u32(&out_, 0);
  }
}

}  // namespace

Result<DecodedArguments> decode_arguments(const CallInfo& call, std::uint64_t optional_mask,
                                          std::string_view body) {
  XdrReader in(body);
  DecodedArguments decoded;
  Arguments& args = decoded.arguments;
  args.optional_mask = optional_mask;
  args.required.reserve(call.parameters.size());
  args.optional.reserve(call.optional.size());
  for (const Parameter& p : call.parameters) args.required.push_back(read_value(p, &in));
  for (const Parameter& p : call.optional) args.optional.push_back(read_value(p, &in));
  if (!in.ok()) return undecodable(call, "the arguments", in);
  decoded.trailing = in.rest().size();
  decoded.canonical = in.canonical();
  return decoded;
}

Result<std::string> encode_arguments(const CallInfo& call, const Arguments& args) {
  if (args.required.size() != call.parameters.size() || args.optional.size() > call.optional.size())
    return fail(ErrorCode::kUsage,
                std::string(call.name) + " takes " + std::to_string(call.parameters.size()) +
                    " arguments and " + std::to_string(call.optional.size()) + " optional ones",
                "see guestscope-calls(3) for what the call takes");
  Encoder out(call);
  for (std::size_t i = 0; i < args.required.size(); ++i)
    out.value(call.parameters[i], args.required[i]);
  for (std::size_t i = 0; i < call.optional.size(); ++i) {
    bool given = i < args.optional.size() && !args.optional[i].is_none();
    given ? out.value(call.optional[i], args.optional[i]) : out.zero(call.optional[i]);
  }
  return out.take();
}

Result<DecodedResult> decode_result(const CallInfo& call, std::string_view body) {
  XdrReader in(body);
  DecodedResult decoded;
  decoded.value = read_value(call.result, &in);
  if (!in.ok()) return undecodable(call, "the result", in);
  decoded.trailing = in.rest().size();
  decoded.canonical = in.canonical();
  return decoded;
}

Result<std::string> encode_result(const CallInfo& call, const Value& value) {
  Encoder out(call);
  out.value(call.result, value);
  return out.take();
}

std::string mask_problem(const CallInfo& call, std::uint64_t optional_mask) {
  std::size_t n = call.optional.size();
  if (n >= 64 || optional_mask >> n == 0) return {};
  if (n == 0)
    return std::string(call.name) + " takes no optional arguments, but the mask of them is not 0";
  return std::string(call.name) + " has " + std::to_string(n) +
         " optional arguments; the mask names one beyond them (client and daemon may be of "
         "different versions)";
}

std::optional<StructValue> take_struct(const StructInfo& info, std::string_view* bytes) {
  XdrReader in(*bytes);
  StructValue value = read_struct(info, &in);
  if (!in.ok()) return std::nullopt;
  *bytes = in.rest();
  return value;
}

}  // namespace gs::protocol
