// The folder of a sweep and the names in it.
#pragma once

#include <filesystem>
#include <string>

#include "sweep/sweep.hpp"

namespace serhost::app {

/// Makes the folder; only an empty one or one of a sweep is taken. Throws
/// RemediableError(cannot_create).
std::filesystem::path take_sweep_folder(std::filesystem::path folder);

/// The files of one cell.
struct CellFiles {
  std::filesystem::path run;  ///< relative to the sweep's folder
  std::filesystem::path experiment, log, errors;
};

CellFiles files_of(const std::filesystem::path& folder, const sweep::Cell& cell);

/// Makes the folders and writes the cell's experiment.
void prepare_cell(const std::filesystem::path& folder, const CellFiles& files,
                  const sweep::Sweep& sweep, const sweep::Cell& cell);

/// The last line of a file that may be long; "" if there is none.
std::string last_line(const std::filesystem::path& file);

/// What a cell said before it ended with `status`.
std::string reason_of(int status, const std::filesystem::path& errors);

/// Of how many trials a run was put together; 0: it is not there yet.
std::size_t selected_among(const std::filesystem::path& run);

}  // namespace serhost::app
