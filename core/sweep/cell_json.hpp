// cell.json in the folder of a cell's run: where in the sweep it belongs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sweep/nested.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep {

/// {"schema": "serhost.cell/1", "sweep", "id", "group", "trial", "settings": {axis: value}} of a
/// run; of a trial "trial" counts from 1.
void write_cell_json(const Sweep& sweep, const Cell& cell, const std::filesystem::path& run);

/// The same of a tuned cell, with "tuning": {"budget", "done", "chosen": [{"fold", "seed", "trial",
/// "validation"}], "trials": [{"trial", "id", "settings"}]}. `trials` are the cells of the group,
/// in order.
void write_tuned_json(const Sweep& sweep, const std::vector<const Cell*>& trials, std::size_t done,
                      const std::vector<Selected>& chosen, const std::filesystem::path& run);

}  // namespace serhost::sweep
