// Hyper-parameters are chosen on validation data only: a trial's test figure is never looked at
// before it is chosen.
#include "report/grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "run/validation.hpp"

namespace serhost::report {
namespace {

/// Keys in which runs of one experiment may differ: who they are, which part of the work they did,
/// where they ran.
bool names_a_part(const std::string& key, const GridOptions& options) {
  static const std::set<std::string> parts = {"name",         "seed",          "seeds",
                                              "fold",         "protocol.only", "protocol.file",
                                              "train.device", "train.keep"};
  return parts.contains(key) && key != options.rows && key != options.columns;
}

/// What makes two runs one experiment.
std::string identity(const run::EvaluatedRun& run, const GridOptions& options) {
  if (run.keys.empty()) return run.run.facts.experiment_hash + "\n" + run.folders.front().string();
  std::string out;
  for (const auto& [key, value] : run.keys) {
    if (!names_a_part(key, options)) out += key + "=" + value + "\n";
  }
  return out;
}

std::vector<run::EvaluatedRun> experiments_of(std::vector<run::EvaluatedRun> runs,
                                              const GridOptions& options) {
  std::vector<std::pair<std::string, std::vector<run::EvaluatedRun>>> groups;
  for (auto& run : runs) {
    const auto own = identity(run, options);
    const auto at = std::find_if(groups.begin(), groups.end(),
                                 [&](const auto& group) { return group.first == own; });
    if (at == groups.end())
      groups.emplace_back(own, std::vector<run::EvaluatedRun>{}).second.push_back(std::move(run));
    else at->second.push_back(std::move(run));
  }
  std::vector<run::EvaluatedRun> out;
  for (auto& [own, parts] : groups) out.push_back(merge_by_seed(std::move(parts)));
  return out;
}

/// Losses and backbones in the order of the comparative study, then by name, numbers by size.
std::vector<std::string> ordered(std::set<std::string> values) {
  static const std::vector<std::string> known = {"lstm",   "vggish",        "wav2vec2",
                                                 "hubert", "cross_entropy", "label_smoothing",
                                                 "focal",  "aam",           "ccc"};
  std::vector<std::string> out(values.begin(), values.end());
  const auto rank = [&](const std::string& value) {  // "vggish_small" stands where VGGish does
    return std::find_if(
               known.begin(), known.end(),
               [&](const auto& name) { return value == name || value.starts_with(name + "_"); }) -
           known.begin();
  };
  const auto number = [](const std::string& value) {
    double read = 0.0;
    return read_number(value, read) ? read : std::numeric_limits<double>::infinity();
  };
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) {
    return std::pair(rank(a), number(a)) < std::pair(rank(b), number(b));
  });
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

/// The best trial by its mean validation figure; all figures must be there.
std::size_t chosen(const std::vector<std::size_t>& trials,
                   const std::vector<run::EvaluatedRun>& experiments, const std::string& place) {
  std::vector<const run::EvaluatedRun*> all;
  for (const auto i : trials) all.push_back(&experiments[i]);
  if (const auto reasons = reasons_not_to_rank(all); !reasons.empty()) {
    throw Error(Exit::failed,
                "the cell " + place +
                    " holds figures that do not mean the same; they differ in\n  " +
                    join(reasons, "\n  ") +
                    "\nmake the key that differs an axis (--rows, --columns), or name fewer runs");
  }
  std::size_t best = trials.front();
  const auto& select = experiments[best].run.facts.select;
  std::optional<double> highest;
  for (const auto i : trials) {
    const auto own = validation_of(experiments[i].run);
    if (!own || std::isnan(*own) || experiments[i].run.facts.validation_is_test ||
        experiments[i].run.facts.select != select) {
      std::vector<std::string> names;
      for (const auto k : trials) names.push_back(experiments[k].name);
      throw Error(Exit::failed, std::to_string(trials.size()) + " experiments fall into the cell " +
                                    place + " (" + join(names, ", ") +
                                    "), and no validation figure of theirs can tell which to show; "
                                    "choose other --rows and --columns, or name fewer runs");
    }
    if (!highest || run::is_better(*own, *highest, select)) highest = own, best = i;
  }
  return best;
}

std::vector<std::string> varied_keys(const std::vector<std::size_t>& trials,
                                     const std::vector<run::EvaluatedRun>& experiments,
                                     const GridOptions& options) {
  std::map<std::string, std::set<std::string>> values;
  for (const auto i : trials) {
    for (const auto& [key, value] : experiments[i].keys) values[key].insert(value);
  }
  std::vector<std::string> out;
  for (const auto& [key, found] : values) {
    if (found.contains(run::kTuned) || (found.size() > 1 && !names_a_part(key, options)))
      out.push_back(key);
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

std::string Grid::name_of(std::size_t system) const {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (cells[r][c].system == system)
        return title_of_component(rows[r]) + " + " + title_of_component(columns[c]);
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
  const auto* const corpus = run.run.facts.signature.find("corpus");
  return corpus == nullptr ? "" : corpus->substr(0, corpus->find(','));
}

std::string title_of_component(const std::string& name) {
  static const std::map<std::string, std::string> titles = {{"lstm", "LSTM"},
                                                            {"vggish", "VGGish"},
                                                            {"wav2vec2", "wav2vec 2.0"},
                                                            {"hubert", "HuBERT"},
                                                            {"wavlm", "WavLM"},
                                                            {"cross_entropy", "CE"},
                                                            {"label_smoothing", "LS-CE"},
                                                            {"focal", "Focal"},
                                                            {"aam", "AAM"},
                                                            {"ccc", "CCC"}};
  const auto found = titles.find(name);
  return name.empty() ? "default" : found == titles.end() ? name : found->second;
}

Grid make_grid(std::vector<run::EvaluatedRun> runs, const GridOptions& options) {
  if (runs.empty()) throw Error(Exit::failed, "there is no finished run to report");
  Grid out;
  out.options = options;
  check_key(options.rows, runs);
  check_key(options.columns, runs);
  auto experiments = experiments_of(std::move(runs), options);
  std::set<std::string> rows, columns;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const auto row = value_of(experiments[i], options.rows),
               column = value_of(experiments[i], options.columns);
    rows.insert(row);
    columns.insert(column);
    places[{row, column}].push_back(i);
    out.trials.push_back(experiments[i].name);
    out.validation.push_back(
        validation_of(experiments[i].run).value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  out.rows = ordered(rows);
  out.columns = ordered(columns);
  std::set<std::string> varied;
  for (const auto& row : out.rows) {
    auto& cells = out.cells.emplace_back();
    for (const auto& column : out.columns) {
      auto& cell = cells.emplace_back();
      const auto found = places.find({row, column});
      if (found == places.end()) continue;
      cell.trials = found->second;
      for (const auto i : cell.trials) cell.tried += experiments[i].chosen_among;
      const auto best = cell.trials.size() == 1
                            ? cell.trials.front()
                            : chosen(cell.trials, experiments, row + " / " + column);
      for (const auto& key : varied_keys(cell.trials, experiments, options)) varied.insert(key);
      cell.system = out.systems.size();
      out.systems.push_back(experiments[best]);
    }
  }
  out.varied.assign(varied.begin(), varied.end());

  const auto of_data = [](const std::string& key) { return key.starts_with("dataset"); };
  out.by_row = out.columns.size() > 1 && !of_data(options.columns);
  const bool across_data =
      !out.by_row && of_data(options.rows);  // figures of two corpora are nothing to compare
  const auto& along = out.by_row ? out.columns : out.rows;
  out.reference = options.against.empty() ? along.front() : options.against;
  const auto at = std::find(along.begin(), along.end(), out.reference);
  if (at == along.end()) {
    throw UsageError("--against names '" + out.reference + "', which is no " +
                     (out.by_row ? options.columns : options.rows) + " of these runs." +
                     suggestion(out.reference, along));
  }
  const auto reference = static_cast<std::size_t>(at - along.begin());
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t r = 0; r < out.rows.size(); ++r) {
    for (std::size_t c = 0; c < out.columns.size(); ++c) {
      const auto& base = out.by_row ? out.cells[r][reference] : out.cells[reference][c];
      auto& cell = out.cells[r][c];
      if (across_data || !cell.system || !base.system || cell.system == base.system) continue;
      cell.comparison = pairs.size();
      pairs.emplace_back(*base.system, *cell.system);
    }
  }
  out.comparisons = compare(out.systems, pairs, options.how);

  // Rows of different data sets are rankings of their own; so are columns.
  std::map<std::string, std::vector<const run::EvaluatedRun*>> rankings;
  for (std::size_t r = 0; r < out.rows.size(); ++r) {
    for (std::size_t c = 0; c < out.columns.size(); ++c) {
      if (!out.cells[r][c].system) continue;
      const auto& system = out.systems[*out.cells[r][c].system];
      rankings[of_data(options.rows)      ? out.rows[r]
               : of_data(options.columns) ? out.columns[c]
                                          : ""]
          .push_back(&system);
    }
  }
  for (const auto& [ranking, systems] : rankings) {
    for (const auto& reason : reasons_not_to_rank(systems))
      out.reasons.push_back((ranking.empty() ? "" : ranking + ": ") + reason);
  }
  return out;
}

}  // namespace serhost::report
