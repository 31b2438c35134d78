// The header of a safetensors file: checked completely before a byte of data is looked at. Knows no
// torch, so that the parser of foreign bytes is tested with sanitizers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

enum class Dtype { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

struct DtypeName {
  Dtype dtype;
  std::string_view name;
  std::uint64_t bytes;
};

inline constexpr std::array<DtypeName, 10> kDtypes = {{{Dtype::f64, "F64", 8},
                                                       {Dtype::f32, "F32", 4},
                                                       {Dtype::f16, "F16", 2},
                                                       {Dtype::bf16, "BF16", 2},
                                                       {Dtype::i64, "I64", 8},
                                                       {Dtype::i32, "I32", 4},
                                                       {Dtype::i16, "I16", 2},
                                                       {Dtype::i8, "I8", 1},
                                                       {Dtype::u8, "U8", 1},
                                                       {Dtype::boolean, "BOOL", 1}}};

/// The reference implementation's limits; no real file comes near them.
inline constexpr std::uint64_t kLargestHeader = 100'000'000;  // bytes
inline constexpr std::size_t kMostDimensions = 64;

struct Entry {
  std::string name;
  Dtype dtype = Dtype::f32;
  std::uint64_t bytes = 4;  ///< of one element
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< within the data, in bytes
};

struct Header {
  std::vector<Entry> entries;  ///< in the order of their data
  std::map<std::string, std::string> metadata;
};

/// Parses `json` and checks it against the size of the data behind it: known dtypes, shapes whose
/// product does not overflow and equals the bytes given, data that covers the file exactly once, no
/// name twice, nothing nested deeper than the format has it. Throws std::runtime_error with the
/// fault and the tensor's name.
Header parse_header(std::string_view json, std::uint64_t data_size);

}  // namespace serhost::weights
