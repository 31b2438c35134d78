// The layout of a grid: its rows and columns, which system stands in each cell, what is compared
// with what.
#include "report/grid.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/trials.hpp"
#include "run/signature_label.hpp"
#include "run/validation.hpp"

namespace serhost::report {
namespace {

/// Components in the order of their registrations, which the record of a run keeps; then numbers by
/// size; then by name.
class Order {
 public:
  explicit Order(const std::vector<run::EvaluatedRun>& runs) {
    for (const auto& run : runs) {
      for (const auto& plugin : run.run.facts.plugins) rank_[plugin.name] = plugin.order;
    }
  }

  std::vector<std::string> operator()(const std::set<std::string>& values) const {
    std::vector<std::string> out(values.begin(), values.end());
    const auto place = [&](const std::string& value) {
      double number = 0.0;
      if (!read_number(value, number)) number = std::numeric_limits<double>::infinity();
      return std::pair(rank(value), number);
    };
    std::stable_sort(out.begin(), out.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return out;
  }

 private:
  /// A value that begins with a component's name, as "hubert_large", stands where that does.
  int rank(const std::string& value) const {
    if (const auto exact = rank_.find(value); exact != rank_.end()) return exact->second;
    std::size_t longest = 0;
    int out = run::PluginFact{}.order;
    for (const auto& [name, order] : rank_) {
      if (name.size() <= longest || !value.starts_with(name + "_")) continue;
      longest = name.size();
      out = order;
    }
    return out;
  }

  std::map<std::string, int> rank_;
};

std::map<std::string, std::string> titles_of(const std::vector<run::EvaluatedRun>& runs) {
  std::map<std::string, std::string> out;
  for (const auto& run : runs) {
    for (const auto& plugin : run.run.facts.plugins) {
      if (!plugin.title.empty()) out[plugin.name] = plugin.title;
    }
  }
  return out;
}

void check_key(const std::string& key, const std::vector<run::EvaluatedRun>& runs) {
  std::set<std::string> known = {"backbone", "loss", "dataset"};
  for (const auto& run : runs) {
    for (const auto& [own, value] : run.keys) known.insert(own);
  }
  if (known.contains(key)) return;
  throw UsageError("no run has the key '" + key + "'." +
                   suggestion(key, std::vector<std::string>(known.begin(), known.end())));
}

using Places = std::map<std::pair<std::string, std::string>, std::vector<std::size_t>>;

/// Which experiments fall into which cell.
Places places_of(const std::vector<run::EvaluatedRun>& experiments, const GridOptions& options) {
  Places out;
  for (std::size_t i = 0; i < experiments.size(); ++i)
    out[{value_of(experiments[i], options.rows), value_of(experiments[i], options.columns)}]
        .push_back(i);
  return out;
}

void lay_out(const std::vector<run::EvaluatedRun>& experiments, Grid& grid) {
  const auto places = places_of(experiments, grid.options);
  std::set<std::string> rows, columns, varied;
  for (const auto& [place, trials] : places) {
    rows.insert(place.first);
    columns.insert(place.second);
  }
  const Order ordered(experiments);
  grid.rows = ordered(rows);
  grid.columns = ordered(columns);
  for (const auto& row : grid.rows) {
    auto& cells = grid.cells.emplace_back();
    for (const auto& column : grid.columns) {
      auto& cell = cells.emplace_back();
      const auto found = places.find({row, column});
      if (found == places.end()) continue;
      cell.trials = found->second;
      for (const auto i : cell.trials) cell.tried += experiments[i].chosen_among;
      const auto best = cell.trials.size() == 1
                            ? cell.trials.front()
                            : chosen_trial(cell.trials, experiments, row + " / " + column);
      for (const auto& key : varied_keys(cell.trials, experiments, grid.options))
        varied.insert(key);
      for (const auto i : cell.trials) {
        if (i != best) grid.not_shown.push_back(experiments[i].name);
      }
      cell.system = grid.systems.size();
      grid.systems.push_back(experiments[best]);
    }
  }
  grid.varied.assign(varied.begin(), varied.end());
}

bool names_data(const std::string& key) { return key.starts_with("dataset"); }

/// The index of the column (or row) that the others are compared with.
std::size_t choose_reference(Grid& grid) {
  const auto& options = grid.options;
  grid.by_row = grid.columns.size() > 1 && !names_data(options.columns);
  const auto& along = grid.by_row ? grid.columns : grid.rows;
  grid.reference = options.against.empty() ? along.front() : options.against;
  const auto at = std::find(along.begin(), along.end(), grid.reference);
  if (at == along.end()) {
    throw UsageError("--against names '" + grid.reference + "', which is no " +
                     (grid.by_row ? options.columns : options.rows) + " of these runs." +
                     suggestion(grid.reference, along));
  }
  return static_cast<std::size_t>(at - along.begin());
}

void compare_with(std::size_t reference, Grid& grid) {
  // Metrics of two corpora are nothing to compare.
  const bool across_data = !grid.by_row && names_data(grid.options.rows);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const auto& base = grid.by_row ? grid.cells[r][reference] : grid.cells[reference][c];
      auto& cell = grid.cells[r][c];
      if (across_data || !cell.system || !base.system || cell.system == base.system) continue;
      cell.comparison = pairs.size();
      pairs.emplace_back(*base.system, *cell.system);
    }
  }
  grid.comparisons = compare(grid.systems, pairs, grid.options.how);
}

/// Rows of different data sets are rankings of their own; so are columns.
std::vector<std::string> reasons_of(const Grid& grid) {
  std::map<std::string, std::vector<const run::EvaluatedRun*>> rankings;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      if (!grid.cells[r][c].system) continue;
      rankings[names_data(grid.options.rows)      ? grid.rows[r]
               : names_data(grid.options.columns) ? grid.columns[c]
                                                  : ""]
          .push_back(&grid.systems[*grid.cells[r][c].system]);
    }
  }
  std::vector<std::string> out;
  for (const auto& [ranking, systems] : rankings) {
    for (const auto& reason : reasons_not_to_rank(systems))
      out.push_back((ranking.empty() ? "" : ranking + ": ") + reason);
  }
  return out;
}

}  // namespace

const GridCell* Grid::cell_of(std::size_t system) const {
  for (const auto& row : cells) {
    for (const auto& cell : row) {
      if (cell.system == system) return &cell;
    }
  }
  return nullptr;
}

std::vector<const run::Run*> Grid::runs() const {
  std::vector<const run::Run*> out;
  for (const auto& system : systems) out.push_back(&system.run);
  return out;
}

std::string Grid::name_of(std::size_t system) const {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (cells[r][c].system == system) return title_of(rows[r]) + " + " + title_of(columns[c]);
    }
  }
  return systems.at(system).name;
}

std::string value_of(const run::EvaluatedRun& run, const std::string& key) {
  if (const auto at = run.keys.find(key); at != run.keys.end()) return at->second;
  if (key == "backbone") return run.run.facts.backbone;
  if (key == "loss") return run.run.facts.loss;
  return key == "dataset" ? corpus_of(run) : "";
}

std::string corpus_of(const run::EvaluatedRun& run) {
  return run::corpora_of(run.run.facts.signature);
}

std::string Grid::title_of(const std::string& value) const {
  if (value.empty()) return "default";
  const auto at = titles.find(value);
  return at == titles.end() ? value : at->second;
}

Grid make_grid(std::vector<run::EvaluatedRun> runs, const GridOptions& options) {
  if (runs.empty()) throw Error(Exit::failed, "there is no finished run to report");
  Grid out;
  out.options = options;
  out.options.how = with_metric(options.how, runs);
  check_key(options.rows, runs);
  check_key(options.columns, runs);
  out.titles = titles_of(runs);
  const auto experiments = experiments_of(std::move(runs), options);
  for (const auto& experiment : experiments) {
    out.trials.push_back(experiment.name);
    out.validation.push_back(
        validation_of(experiment.run).value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  lay_out(experiments, out);
  tell_apart(out.systems);
  compare_with(choose_reference(out), out);
  out.reasons = reasons_of(out);
  out.comparisons.comparable = out.reasons.empty();
  return out;
}

std::string not_shown_text(const Grid& grid) {
  constexpr std::size_t kMost = 5;
  const auto& all = grid.not_shown;
  if (all.empty()) return "";
  std::vector<std::string> first(all.begin(),
                                 all.begin() + std::ptrdiff_t(std::min(all.size(), kMost)));
  return "Not shown, because another trial of the same cell has the better validation metric: " +
         join(first, ", ") +
         (all.size() > kMost ? " and " + std::to_string(all.size() - kMost) + " more" : "");
}

}  // namespace serhost::report
