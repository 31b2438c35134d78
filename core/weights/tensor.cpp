// Strides are used as the file has them: a transposed weight is a view here as it was there.
#include "weights/tensor.hpp"

#include <ATen/ops/as_strided.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "base/error.hpp"

namespace serhost::weights {
namespace {

at::ScalarType scalar_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return at::kDouble;
    case Dtype::f32:
      return at::kFloat;
    case Dtype::f16:
      return at::kHalf;
    case Dtype::bf16:
      return at::kBFloat16;
    case Dtype::i64:
      return at::kLong;
    case Dtype::i32:
      return at::kInt;
    case Dtype::i16:
      return at::kShort;
    case Dtype::i8:
      return at::kChar;
    case Dtype::u8:
      return at::kByte;
    case Dtype::boolean:
      return at::kBool;
  }
  throw std::logic_error("a dtype without a scalar type");
}

}  // namespace

at::Tensor tensor_of(const StoredTensor& stored, const std::string& name) {
  SERHOST_CHECK(stored.mapping != nullptr);
  const auto options = at::TensorOptions().dtype(scalar_type(stored.dtype));
  const auto bytes = name_of(stored.dtype).bytes;
  char* const at = stored.mapping->data() + stored.begin;
  if (stored.dtype == Dtype::boolean && std::any_of(at, at + stored.extent, [](char byte) {
        return static_cast<unsigned char>(byte) > 1;
      })) {
    throw std::runtime_error("tensor '" + name + "': a BOOL that is neither 0 nor 1");
  }
  if (stored.extent == 0) return at::empty(stored.shape, options);
  // Loading copies tensor by tensor: what has been copied is not held twice.
  const auto keep = [mapping = stored.mapping, extent = stored.extent](void* memory) {
    mapping->forget(static_cast<const char*>(memory), extent);
  };
  if (reinterpret_cast<std::uintptr_t>(at) % bytes == 0) {
    return stored.strides.empty() ? at::from_blob(at, stored.shape, keep, options)
                                  : at::from_blob(at, stored.shape, stored.strides, keep, options);
  }
  auto copy = at::empty({static_cast<std::int64_t>(stored.extent / bytes)}, options);
  std::memcpy(copy.data_ptr(), at, stored.extent);
  return stored.strides.empty() ? copy.view(stored.shape)
                                : at::as_strided(copy, stored.shape, stored.strides);
}

}  // namespace serhost::weights
