// The reader of described corpora (serhost/described.hpp), which lies above this library: who knows
// it says so once, as core/corpus does.
#pragma once

#include <filesystem>
#include <memory>
#include <serhost/dataset.hpp>

namespace serhost::host {

using DescribedReader = std::shared_ptr<Dataset> (*)(const DataRoot& root,
                                                     const std::filesystem::path& description);

/// [at start] What datasets get as DataRoot::described from then on.
void set_described_reader(DescribedReader reader) noexcept;

/// [any] Reads by it; std::logic_error in a program without one.
std::shared_ptr<Dataset> read_described(const DataRoot& root,
                                        const std::filesystem::path& description);

}  // namespace serhost::host
