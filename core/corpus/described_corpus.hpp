// Lists the clips of a corpus by its description.
#pragma once

#include <filesystem>
#include <memory>
#include <serhost/dataset.hpp>

namespace serhost::corpus {

/// What DataRoot::described is. Throws what read_description throws.
std::shared_ptr<Dataset> read_described_corpus(const DataRoot& root,
                                               const std::filesystem::path& description);

}  // namespace serhost::corpus
