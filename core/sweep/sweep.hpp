// A sweep file (docs/sweeps.md) and the cells that it stands for. Every cell is a whole experiment,
// checked before anything runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/experiment.hpp"
#include "config/findings.hpp"
#include "config/load.hpp"
#include "config/toml.hpp"

namespace serhost::sweep {

/// One coordinate of a cell.
struct Override {
  std::string axis;   ///< the name of the axis: "backbone", "train.optimizer.lr"
  std::string value;  ///< the variant's name, or the value as text
  bool operator==(const Override&) const = default;
};

struct Cell {
  std::string id;     ///< "lstm-focal-1f3a9c2b": fit for a folder. The same experiment text has the
                      ///< same id everywhere
  std::string group;  ///< id of the grid's cell that this is a trial of; the same as `id` where
                      ///< nothing is tuned
  std::int64_t trial = 0;           ///< from 1; 0: nothing is tuned
  std::vector<Override> overrides;  ///< in the order of the axes, then what was drawn
  std::string excluded;             ///< why it is left out; then there is no experiment
  config::Experiment experiment;    ///< named after the cell
};

struct Sweep {
  std::filesystem::path file;
  std::string name;
  std::vector<std::string> axes;  ///< names, the first changes slowest
  std::int64_t trials = 0;        ///< drawn for every cell of the grid; 0: nothing is tuned
  std::size_t planned = 0;        ///< cells, where no trials are left out
  std::vector<Cell> cells;
  config::Node paper;  ///< the tables [[paper]]: a list, or an empty table where there are none
  std::vector<std::string> notes;  ///< for the log: keys that have another name today
};

/// Most cells of a sweep that is run, and of one whose cells are only looked at, one after the
/// other. More would be a mistake in the file.
inline constexpr std::size_t kMostCells = 20'000, kMostStreamed = 100'000;

/// What is done to the tree of a cell before it becomes an experiment.
using Alter = std::function<void(config::Node& experiment, config::Findings& findings)>;

/// Reads `file` with the files that it extends, lays the axes' values over the base, `overrides`
/// over all, has `alter` change it, and checks every cell. All faults at once, each with
/// file:line:column, one that several cells share told once. `cells` is complete only where there
/// are none, or only paths that do not exist.
Sweep read_sweep(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                 const config::Find& find, Faults& faults, const Alter& alter = {});

/// Hears of every cell as soon as it has been read, also of one that is excluded or faulty. The
/// sweep has everything but its cells and notes.
using OnCell = std::function<void(const Sweep& sweep, const Cell& cell)>;

/// The same without keeping the cells, whose number costs no memory then. Throws what `on_cell`
/// does.
Sweep stream_sweep(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                   const config::Find& find, Faults& faults, const OnCell& on_cell);

}  // namespace serhost::sweep
