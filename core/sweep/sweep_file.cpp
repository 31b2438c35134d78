// The order of layers: base, variants, values of keys, what was drawn, the command line. Later ones
// win.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "config/document.hpp"
#include "config/merge.hpp"
#include "config/overrides.hpp"
#include "config/renamed.hpp"
#include "config/table_reader.hpp"
#include "sweep/axes.hpp"
#include "sweep/cell_id.hpp"
#include "sweep/matcher.hpp"
#include "sweep/random_space.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep {
namespace {

namespace fs = std::filesystem;
using config::Findings;
using config::Node;

struct Exclusion {
  Matcher matcher;
  std::string where;
};

struct Plan {
  Node base;
  std::vector<Axis> axes;
  std::vector<Exclusion> exclusions;
  RandomSpace random;
};

const Node* table_at(config::TableReader& root, const std::string& key) {
  const auto* node = root.take(key);
  if (node == nullptr || node->is(Node::Type::table)) return node;
  config::wrong(*node, key, "a table [" + key + "]", root.findings());
  return nullptr;
}

std::vector<Exclusion> read_exclusions(config::TableReader& root, const std::vector<Axis>& axes) {
  std::vector<Exclusion> out;
  const auto* node = root.take("exclude");
  if (node == nullptr) return out;
  if (!node->is(Node::Type::list)) {
    config::wrong(*node, "exclude", "a list of tables [[exclude]]", root.findings());
    return out;
  }
  for (const auto& item : node->items)
    out.push_back({Matcher(item, "exclude", axes, root.findings()), item.place.text()});
  return out;
}

/// The name is also that of a folder.
void read_name(config::TableReader& root, const fs::path& file, std::string& name) {
  name = file.stem().string();
  root.read("name", name, {});
  config::check_folder_name(root.findings(),
                            root.has("name") ? root.place_of("name") : root.place(), "name", name);
}

std::optional<Plan> read_plan(const fs::path& file, std::size_t most, Sweep& sweep,
                              const config::Find& find, Findings& findings) {
  const auto environment = config::process_environment();
  std::optional<Node> tree;
  try {
    tree = config::with_parents(config::read_toml(file), file, environment, find, findings);
  } catch (const Error& error) { findings.add(error); }
  if (!tree) return std::nullopt;
  tree->place = {file.string(), 0, 0};
  config::TableReader root(*tree, "", "", findings);
  read_name(root, file, sweep.name);
  Plan plan;
  plan.axes = read_axes(table_at(root, "axes"), table_at(root, "variants"), findings);
  plan.exclusions = read_exclusions(root, plan.axes);
  const auto* base = table_at(root, "base");
  if (base == nullptr) {
    if (!root.has("base"))
      findings.add(root.place(),
                   "[base] is missing: the experiment that every cell is laid over, or extends = "
                   "\"FILE.toml\" in it");
  } else if (auto laid = config::with_parents(*base, file, environment, find, findings)) {
    plan.base = std::move(*laid);
  }
  if (const auto* paper = root.take("paper")) {
    if (paper->is(Node::Type::list)) sweep.paper = *paper;
    else config::wrong(*paper, "paper", "a list of tables [[paper]]", findings);
  }
  plan.random = read_random(root.take("random"), plan.axes, plan.base, find, findings);
  root.finish();
  std::size_t cells = plan.random.trials > 0 ? static_cast<std::size_t>(plan.random.trials) : 1;
  for (const auto& axis : plan.axes)
    cells = std::min(cells * std::max<std::size_t>(axis.choices.size(), 1), kMostStreamed + 1);
  sweep.planned = cells;
  if (cells > most) {
    findings.add(root.place(), "stands for more than " + std::to_string(most) + " cells" +
                                   (cells <= kMostStreamed
                                        ? "; --dry-run lists up to " + std::to_string(kMostStreamed)
                                        : ""));
  }
  if (!findings.empty()) return std::nullopt;
  return plan;
}

/// One cell of the grid by the number of each axis's choice; false after the last.
bool next(std::vector<std::size_t>& at, const std::vector<Axis>& axes) {
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (++at[i] < axes[i].choices.size()) return true;
    at[i] = 0;
  }
  return false;
}

class Expansion {
 public:
  Expansion(const Plan& plan, const fs::path& file, Node overrides, const config::Find& find,
            Faults& faults, const Alter& alter, std::function<void(Cell&&)> take)
      : plan_(plan),
        file_(file),
        overrides_(std::move(overrides)),
        find_(find),
        faults_(faults),
        alter_(alter),
        take_(std::move(take)) {}

  void expand() {
    std::vector<std::size_t> at(plan_.axes.size(), 0);
    do { add_grid_cell(at); } while (next(at, plan_.axes));
  }

  /// What was renamed, once however many cells share it.
  std::vector<std::string> notes() { return std::move(notes_); }

 private:
  /// Lays the tables of a variant, or the keys of an override, over a cell's tree.
  void lay(Node& tree, Node layer, bool variant, Findings& findings) const {
    config::use_todays_names(layer, &tree, find_, findings);
    if (variant) config::merge(tree, std::move(layer));
    else config::merge_overrides(tree, std::move(layer), findings);
  }

  void add_grid_cell(const std::vector<std::size_t>& at) {
    Findings findings;
    Node tree = plan_.base;
    std::vector<Override> overrides;
    for (const bool variants : {true, false}) {
      for (std::size_t i = 0; i < at.size(); ++i) {
        const auto& choice = plan_.axes[i].choices[at[i]];
        if (choice.variant != variants) continue;
        lay(tree, choice.tree, variants, findings);
      }
    }
    for (std::size_t i = 0; i < at.size(); ++i)
      overrides.push_back({plan_.axes[i].name, plan_.axes[i].choices[at[i]].label});
    tell(findings);
    const auto group = cell_id(overrides, 0, tree, find_);
    Cell cell;
    cell.overrides = overrides;
    for (const auto& exclusion : plan_.exclusions) {
      if (exclusion.matcher.matches(overrides)) cell.excluded = "excluded by " + exclusion.where;
    }
    if (!cell.excluded.empty() || plan_.random.trials == 0)
      return add(std::move(cell), std::move(tree), group);
    for (std::int64_t trial = 1; trial <= plan_.random.trials; ++trial) {
      auto tuned = cell;
      auto drawn = tree;
      tuned.trial = trial;
      for (const auto& range : plan_.random.ranges) {
        if (range.when && !range.when->matches(overrides)) continue;
        auto value = draw(range, plan_.random.seed, trial);
        tuned.overrides.push_back({range.key, label_of(value)});
        lay(drawn, nested(range.parts, std::move(value)), false, findings);
      }
      tell(findings);
      add(std::move(tuned), std::move(drawn), group);
    }
  }

  void add(Cell cell, Node tree, const std::string& group) {
    Findings findings;
    lay(tree, overrides_, false, findings);
    if (alter_ && cell.excluded.empty()) alter_(tree, findings);
    tell(findings);
    const std::vector<Override> grid(
        cell.overrides.begin(),
        cell.overrides.begin() + static_cast<std::ptrdiff_t>(plan_.axes.size()));
    cell.id = cell_id(grid, cell.trial, tree, find_);
    cell.group = cell.trial > 0 ? group : cell.id;
    Node name;
    name.type = Node::Type::text;
    name.text = cell.id;
    name.place = {file_.string(), 0, 0};
    tree.add("name", name.place, name);
    if (cell.excluded.empty()) {
      cell.experiment = config::load(std::move(tree), file_, find_, own_);
      check_tuning(cell);
    }
    tell_own();
    const auto [other, fresh] = ids_.emplace(cell.id, described(cell));
    if (!fresh)
      faults_.add(Exit::config, file_.string() + ": two cells are the same experiment: " +
                                    other->second + " and " + described(cell));
    take_(std::move(cell));
  }

  void check_tuning(const Cell& cell) {
    const auto from = cell.experiment.protocol.validation.from.value_or("");
    if (cell.trial == 0 || (from != "none" && from != "test")) return;
    own_.add(Exit::config, {file_.string(), 0, 0},
             "[random] selects by validation, but protocol.validation.from is \"" + from +
                 "\"; a separate validation set is needed, as in { from = \"speakers\" }");
  }

  static std::string described(const Cell& cell) {
    std::vector<std::string> words;
    for (const auto& setting : cell.overrides)
      words.push_back(setting.axis + " = " + setting.value);
    return "(" + join(words, ", ") + ")" +
           (cell.trial > 0 ? " trial " + std::to_string(cell.trial) : "");
  }

  void tell(Findings& findings) {
    for (const auto& note : findings.notes()) {
      if (told_.insert(note).second) notes_.push_back(note);
    }
    findings.move_to(own_);
    tell_own();
  }

  /// What is wrong with the base is wrong with every cell, and told once.
  void tell_own() {
    for (const auto& fault : own_.all()) {
      if (told_.insert(fault.message).second) faults_.add(fault.exit, fault.message);
    }
    own_ = Faults();
  }

  const Plan& plan_;
  const fs::path& file_;
  Node overrides_;
  const config::Find& find_;
  Faults& faults_;
  const Alter& alter_;
  Faults own_;
  std::set<std::string> told_;
  std::vector<std::string> notes_;
  std::map<std::string, std::string> ids_;  ///< with the cell that has it
  std::function<void(Cell&&)> take_;
};

Sweep read(const fs::path& file, std::size_t most, const std::vector<std::string>& overrides,
           const config::Find& find, Faults& faults, const Alter& alter,
           const std::function<void(Sweep&, Cell&&)>& take) {
  Sweep sweep;
  sweep.file = file;
  Findings findings;
  auto laid_over = config::overrides_tree(overrides, findings);
  const auto plan = read_plan(file, most, sweep, find, findings);
  const bool readable = plan && findings.empty();
  sweep.notes = findings.notes();
  findings.move_to(faults);
  if (!readable) return sweep;
  for (const auto& axis : plan->axes) sweep.axes.push_back(axis.name);
  sweep.trials = plan->random.trials;
  Expansion expansion(*plan, file, std::move(laid_over), find, faults, alter,
                      [&](Cell&& cell) { take(sweep, std::move(cell)); });
  expansion.expand();
  for (auto& note : expansion.notes()) sweep.notes.push_back(std::move(note));
  return sweep;
}

}  // namespace

Sweep read_sweep(const fs::path& file, const std::vector<std::string>& overrides,
                 const config::Find& find, Faults& faults, const Alter& alter) {
  return read(file, kMostCells, overrides, find, faults, alter,
              [](Sweep& sweep, Cell&& cell) { sweep.cells.push_back(std::move(cell)); });
}

Sweep stream_sweep(const fs::path& file, const std::vector<std::string>& overrides,
                   const config::Find& find, Faults& faults, const OnCell& on_cell) {
  return read(file, kMostStreamed, overrides, find, faults, {},
              [&](Sweep& sweep, Cell&& cell) { on_cell(sweep, cell); });
}

}  // namespace serhost::sweep
