// Numbers are written in the shortest form that gives the same number again.
#include "texts.hpp"

#include <arrow/array/array_dict.h>
#include <arrow/extension_type.h>
#include <arrow/scalar.h>
#include <arrow/type_traits.h>
#include <parquet/exception.h>

#include <array>
#include <charconv>
#include <cmath>

namespace tables {
namespace {

std::string number(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

/// A float of single precision as it was written, not as its nearest double.
std::string number(float value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::optional<std::string> text_at(const arrow::Array& array, std::int64_t i) {
  if (array.IsNull(i)) return std::nullopt;
  switch (array.type_id()) {
    case arrow::Type::STRING:
      return static_cast<const arrow::StringArray&>(array).GetString(i);
    case arrow::Type::LARGE_STRING:
      return static_cast<const arrow::LargeStringArray&>(array).GetString(i);
    case arrow::Type::STRING_VIEW:
      return static_cast<const arrow::StringViewArray&>(array).GetString(i);
    case arrow::Type::BOOL:
      return static_cast<const arrow::BooleanArray&>(array).Value(i) ? "true" : "false";
    case arrow::Type::DOUBLE: {
      const auto value = static_cast<const arrow::DoubleArray&>(array).Value(i);
      return std::isnan(value) ? std::nullopt : std::optional(number(value));
    }
    case arrow::Type::FLOAT: {
      const auto value = static_cast<const arrow::FloatArray&>(array).Value(i);
      return std::isnan(value) ? std::nullopt : std::optional(number(value));
    }
    case arrow::Type::DICTIONARY: {
      const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
      const auto at = coded.GetValueIndex(i);
      if (at < 0 || at >= coded.dictionary()->length()) return std::nullopt;
      return text_at(*coded.dictionary(), at);
    }
    case arrow::Type::EXTENSION:
      return text_at(*static_cast<const arrow::ExtensionArray&>(array).storage(), i);
    default: {
      PARQUET_ASSIGN_OR_THROW(const auto scalar, array.GetScalar(i));
      return scalar->ToString();
    }
  }
}

}  // namespace

bool is_text(const arrow::DataType& type) {
  if (type.id() == arrow::Type::DICTIONARY)
    return is_text(*static_cast<const arrow::DictionaryType&>(type).value_type());
  if (type.id() == arrow::Type::EXTENSION)
    return is_text(*static_cast<const arrow::ExtensionType&>(type).storage_type());
  return type.num_fields() == 0 && !arrow::is_binary(type.id()) &&
         !arrow::is_fixed_size_binary(type.id());
}

Texts texts_of(const arrow::Array& array) {
  Texts out;
  out.reserve(static_cast<std::size_t>(array.length()));
  for (std::int64_t i = 0; i < array.length(); ++i) out.push_back(text_at(array, i));
  return out;
}

}  // namespace tables
