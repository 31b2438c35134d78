// Loads an experiment: read, merge, expand, check table by table, write the resolved text.
#include "config/load.hpp"

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "config/overrides.hpp"
#include "config/renamed.hpp"
#include "config/resolved.hpp"
#include "config/tables.hpp"
#include "config/task_info.hpp"
#include "metrics/registry.hpp"
#include "metrics/rows.hpp"

namespace serhost::config {
namespace {

// The name is also that of a folder.
void check_name(TableReader& root, const std::string& name) {
  check_folder_name(root.findings(), root.has("name") ? root.place_of("name") : root.place(),
                    "name", name);
}

/// `tasks` as one name, "classification+regression"; `task` where there is no such list.
std::string task_of(TableReader& root, const ExperimentKeys& keys) {
  const auto* node = root.take("tasks");
  if (node == nullptr || !keys.tasks) return keys.task;
  if (root.has("task")) {
    root.findings().add(node->place, "tasks: task is set, too; one of them says what is learned");
    return keys.task;
  }
  auto names = *keys.tasks;
  // In any order: the one of ratings comes last.
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name != "regression"; });
  const auto joined = join(names, "+");
  // A program that holds no task judges no name.
  if (find_task(joined) != nullptr || known_tasks().empty()) return joined;
  std::vector<std::string> known;
  for (const auto& name : task_names()) {
    if (name.find('+') == std::string::npos) continue;
    known.push_back("[\"" + name.substr(0, name.find('+')) + "\", \"" +
                    name.substr(name.find('+') + 1) + "\"]");
  }
  root.findings().add(node->place,
                      "tasks: found [" + join(names, ", ") +
                          "], which are not learned together; known: " + join(known, ", "));
  return keys.task;
}

/// What the declaration cannot say of them.
void check_seeds(TableReader& root, const std::vector<std::int64_t>& seeds) {
  const auto* node = root.take("seeds");
  if (node == nullptr) return;
  if (seeds.empty())
    root.findings().add(node->place,
                        "seeds: found an empty list, but must hold at least one whole number");
  if (seeds.size() != node->items.size()) return;  // one of them is faulty, which has been told
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (!seen.insert(seeds[i]).second)
      root.findings().add(node->items[i].place,
                          "seeds: " + std::to_string(seeds[i]) + " is listed twice");
  }
}

/// The values of protocol.select of a task: its own metrics that may select, the main one first.
std::vector<std::string> selecting_metrics(const std::string& task) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (const auto* metric = metrics::find_metric(name); metric != nullptr && metric->selectable)
      out.push_back(name);
  };
  if (const auto* const rows = metrics::find_row_evaluator(task)) {
    for (const auto& name : rows->metrics) add(name);
    out.emplace_back("loss");
    return out;
  }
  for (const auto& metric : metrics::all_metrics()) {
    if (metric.is_of(task)) add(metric.name);
  }
  return out;
}

/// A task has metrics of its own; where none is named, the checkpoint is picked by the main one.
void check_selection(const Node& tree, Experiment& to, Findings& findings) {
  const auto names = selecting_metrics(to.task);
  const auto has = [&] {
    return std::find(names.begin(), names.end(), to.protocol.select) != names.end();
  };
  if (names.empty()) return;
  const auto* const protocol = tree.find("protocol");
  const auto* const given =
      protocol != nullptr && protocol->is(Node::Type::table) ? protocol->find("select") : nullptr;
  if (given == nullptr) {
    const bool own = metrics::find_row_evaluator(to.task) != nullptr;  // `ua` may be one of several
    if (own || !has()) to.protocol.select = names.front();
  } else if (!has())
    findings.add(given->place, "protocol.select: a " + to.task + " task has no '" +
                                   to.protocol.select + "'; known: " + join(names, ", "));
}

/// What reads features has no waveform to change.
void check_augments(const Experiment& experiment, const Node& root, Findings& findings) {
  if (experiment.backbones.empty()) return;
  const auto& first = experiment.backbones.front().component;
  if (first.info == nullptr || !host::has_ability<ReadsFeatures>(*first.info)) return;
  if (experiment.train.mix != "none")
    findings.add(root.find("train")->find("mix")->place,
                 "train.mix: the backbone " + first.plugin +
                     " reads features, so that there are no waveforms to mix; take it out");
  if (experiment.train.augments.empty()) return;
  findings.add(experiment.train.augments.front().component.place,
               "augment: the backbone " + first.plugin +
                   " reads features, so that there is no waveform to change; take [[augment]] out");
}

/// Utterances of a history are computed once: nothing may change them from epoch to epoch, and a
/// batch has no seconds.
void check_whole_clips(const Experiment& experiment, const Node& root, Findings& findings) {
  const auto* const train = root.find("train");
  const auto refuse = [&](const char* key, const char* why) {
    const auto* const node = train->is(Node::Type::table) ? train->find(key) : nullptr;
    if (node != nullptr)
      findings.add(node->place, "train." + std::string(key) + ": a " + experiment.task + " task " +
                                    why + "; take it out");
  };
  if (train != nullptr) {
    if (experiment.train.max_seconds) refuse("max_seconds", "hears whole utterances");
    if (experiment.train.mix != "none") refuse("mix", "computes each utterance once");
    if (experiment.train.batch_seconds)
      refuse("batch_seconds", "has histories in its batches, which batch_size counts");
  }
  if (!experiment.train.augments.empty())
    findings.add(experiment.train.augments.front().component.place,
                 "augment: a " + experiment.task +
                     " task computes each utterance once; take [[augment]] out");
}

void check_together(const TableReader&, const Node& root, const Experiment& experiment,
                    Findings& findings) {
  check_augments(experiment, root, findings);
  if (experiment.train.mix != "none" && !experiment.train.batch_seconds &&
      experiment.train.batch_size == 1)
    findings.add(root.find("train")->find("mix")->place,
                 "train.mix: mixes clips of one batch, and train.batch_size = 1 leaves each alone; "
                 "choose at least 2, or take train.mix out");
  if (hears_dialogues(experiment.task)) check_whole_clips(experiment, root, findings);
  if (!experiment.train.patience || experiment.protocol.validation.from != "none") return;
  const auto* patience = root.find("train")->find("patience");
  findings.add(patience->place,
               "train.patience: needs a validation part, but protocol.validation.from is \"none\"");
}

Experiment read_experiment(const Node& tree, const Find& find, Findings& findings,
                           const std::filesystem::path& file) {
  Experiment to;
  TableReader root(tree, "", "", findings);
  const auto classes = classes_of(tree);
  const Components components{find, classes};
  const auto keys = read_table<ExperimentKeys>(root, components);
  to.name = keys.name.value_or(file.stem().string());
  to.task = task_of(root, keys);
  to.seeds = keys.seeds;
  check_name(root, to.name);
  check_seeds(root, to.seeds);
  to.datasets = read_datasets(root, components);
  to.protocol = read_protocol(root, components);
  to.conversation = read_conversation(root, to.task, components);
  to.backbones = read_backbones(root, components);
  to.head = read_head(root, components);
  to.loss = read_loss(root, components);
  to.train = read_train(root, components);
  to.train.augments = read_augments(root, components);
  check_selection(tree, to, findings);
  check_together(root, tree, to, findings);
  root.finish();
  return to;
}

Experiment finished(Document document, const std::filesystem::path& file, const Find& find,
                    Findings& findings, Faults& faults) {
  Experiment experiment;
  // Where a file of the chain could not be read, "missing" tables may well be in it: nothing more
  // is told.
  const auto* base = document.root.find("base");
  const bool sweep = base && base->is(Node::Type::table);
  if (sweep) findings.add(base->place, "[base] belongs to a sweep: serhost sweep " + file.string());
  if (document.complete && !sweep)
    experiment = read_experiment(document.root, find, findings, file);
  experiment.file = file;
  experiment.text = std::move(document.text);
  if (document.complete && findings.only(Exit::missing)) {
    experiment.resolved = resolved_text(experiment);
    experiment.experiment_hash = sha256(deciding_text(experiment));
  }
  experiment.notes = findings.notes();
  findings.move_to(faults);
  return experiment;
}

}  // namespace

void declare(TableSchema<ExperimentKeys>& schema) {
  schema.add("name", &ExperimentKeys::name)
      .recorded(Recorded::decides_nothing)
      .help("names the folder runs/<name>; left out: the file's name without .toml");
  schema.add("task", &ExperimentKeys::task).one_of(task_names()).help("what is learned");
  schema.add("tasks", &ExperimentKeys::tasks)
      .recorded(Recorded::never)
      .help("several at once, a head and a loss each: [\"classification\", \"regression\"]");
  schema.add("seeds", &ExperimentKeys::seeds)
      .at_least(0)
      .at_most(kLargestSeed)
      .help("one training for each");
}

SERHOST_TABLE(ExperimentKeys, "experiment", "the keys above all tables", 5);

std::vector<const ComponentRef*> plugins_of(const Experiment& experiment) {
  std::vector<const ComponentRef*> out;
  const auto add = [&](const ComponentRef& chosen) {
    if (chosen.info != nullptr && chosen.info->built_in == nullptr) out.push_back(&chosen);
  };
  for (const auto& table : experiment.backbones) add(table.component);
  add(experiment.head.component);
  add(experiment.loss);
  for (const auto& table : experiment.datasets) add(table.component);
  add(experiment.train.optimizer.component);
  for (const auto& table : experiment.train.augments) add(table.component);
  return out;
}

Experiment load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                const Find& find, Faults& faults) {
  Findings findings;
  auto document = read_document(file, overrides, process_environment(), find, findings);
  return finished(std::move(document), file, find, findings, faults);
}

Experiment load(Node root, const std::filesystem::path& file, const Find& find, Faults& faults) {
  Findings findings;
  Document document{std::move(root), "", true};
  document.root.place = {file.string(), 0, 0};
  expand(document.root, process_environment(), findings);
  use_todays_names(document.root, nullptr, find, findings);
  auto experiment = finished(std::move(document), file, find, findings, faults);
  experiment.text = experiment.resolved;
  return experiment;
}

Values values_from(const host::ComponentInfo& info, const std::vector<std::string>& overrides,
                   const Find& find, Faults& faults) {
  Findings findings;
  auto tree = overrides_tree(overrides, findings);
  expand(tree, process_environment(), findings);
  use_todays_names(tree, info, findings);
  const std::vector<std::string> classes;
  TableReader table(tree, "", std::string(name_of(info.kind)) + " '" + info.name + "'", findings);
  auto values = parameters(info, table, {find, classes});
  table.finish();
  findings.move_to(faults);
  return values;
}

}  // namespace serhost::config
