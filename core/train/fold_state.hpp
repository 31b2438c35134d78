// The text of state.json of a `last` checkpoint.
#pragma once

#include <filesystem>
#include <string>

#include "train/checkpoint.hpp"

namespace serhost::train {

std::string text_of(const FoldState& state, std::int64_t fold, std::int64_t seed, const std::string& frozen);

/// The inverse; `file` is for messages. Throws Error(damaged).
FoldState fold_state_of(const std::string& text, const std::filesystem::path& file);

}  // namespace serhost::train
