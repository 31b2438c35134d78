// The signature of a record of an earlier version, as it would be made today, from the files beside
// the record.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "run/run.hpp"

namespace serhost::app {

/// `run` is of version 1, `keys` are those of its resolved.toml. Absent where its files do not say
/// all that today's fields need: several corpora, a part of the folds, a list of clips or folds
/// that is not there.
std::optional<run::Signature> signature_of_today(const run::Run& run,
                                                 const std::filesystem::path& folder,
                                                 const std::map<std::string, std::string>& keys);

}  // namespace serhost::app
