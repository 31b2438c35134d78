// Packs a clip's frames as safetensors; unpacking uses the parser of every safetensors file.
#include "features/packed.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <cstring>

#include "base/hash.hpp"
#include "weights/header.hpp"
#include "weights/header_writer.hpp"

namespace serhost::features {
namespace {

constexpr struct {
  at::ScalarType type;
  weights::Dtype dtype;
  const char* name;
} kTypes[] = {{at::kFloat, weights::Dtype::f32, "F32"},
              {at::kBFloat16, weights::Dtype::bf16, "BF16"},
              {at::kHalf, weights::Dtype::f16, "F16"},
              {at::kDouble, weights::Dtype::f64, "F64"},
              {at::kLong, weights::Dtype::i64, "I64"}};

constexpr struct {
  const char* name;
  at::Tensor Sequence::* part;
} kParts[] = {{"values", &Sequence::values},
              {"summary", &Sequence::summary},
              {"marks", &Sequence::segment_ids}};

}  // namespace

std::string key_of(const std::vector<float>& samples, std::int64_t rate) {
  Sha256 hash;
  hash.add(std::to_string(rate) + "/");
  hash.add(samples.data(), samples.size() * sizeof(float));
  return hash.hex();
}

std::string pack(const Sequence& clip) {
  weights::HeaderWriter header;
  std::string data;
  for (const auto& [name, part] : kParts) {
    if (!(clip.*part).defined()) continue;
    const auto plain = (clip.*part).contiguous();
    const char* dtype = nullptr;
    for (const auto& type : kTypes) {
      if (plain.scalar_type() == type.type) dtype = type.name;
    }
    if (dtype == nullptr)
      throw std::invalid_argument(std::string("frames of dtype ") +
                                  c10::toString(plain.scalar_type()) + " cannot be cached");
    header.add(name, dtype, plain.sizes().vec(), plain.nbytes());
    data.append(static_cast<const char*>(plain.const_data_ptr()), plain.nbytes());
  }
  return header.bytes(weights::HeaderWriter::Text::utf8_only, /*aligned=*/false) + data;
}

std::optional<Sequence> unpack(const std::string& bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < 8) return std::nullopt;
  std::memcpy(&length, bytes.data(), 8);
  if (length > bytes.size() - 8) return std::nullopt;
  Sequence out;
  try {
    const auto header =
        weights::parse_header({bytes.data() + 8, length}, bytes.size() - 8 - length);
    for (const auto& entry : header.entries) {
      for (const auto& [name, part] : kParts) {
        if (entry.name != name) continue;
        for (const auto& type : kTypes) {
          if (type.dtype != entry.dtype) continue;
          out.*part = at::empty(entry.shape, type.type);
          std::memcpy((out.*part).mutable_data_ptr(), bytes.data() + 8 + length + entry.begin,
                      entry.end - entry.begin);
        }
      }
    }
  } catch (const std::runtime_error&) { return std::nullopt; }
  if (!out.values.defined() || out.values.dim() < 2 || out.values.size(0) != 1) return std::nullopt;
  out.lengths = at::tensor({out.values.size(1)});
  return out;
}

std::uint64_t bytes_of(const Sequence& clip) {
  std::uint64_t total = 0;
  for (const auto& [name, part] : kParts)
    total += (clip.*part).defined() ? (clip.*part).nbytes() : 0;
  return total;
}

}  // namespace serhost::features
