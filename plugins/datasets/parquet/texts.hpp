// Arrow's arrays as texts.
#pragma once

#include <arrow/array.h>

#include "tables.hpp"

namespace tables {

/// Whether `text_of` has words for it.
bool is_text(const arrow::DataType& type);

/// Texts, numbers and booleans as JSON writes them, other single values as Arrow does; nulls and
/// NaN are absent.
Texts texts_of(const arrow::Array& array);

}  // namespace tables
