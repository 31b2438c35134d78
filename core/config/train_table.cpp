// [train]: how the model is fitted. Schedules refuse keys that they would ignore.
#include <algorithm>

#include "base/text.hpp"
#include "config/pieces.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

/// Refuses the keys that belong to other schedules only. Where the name itself is faulty nothing
/// can be said of them.
void refuse_others(const Node& node, TableReader& table, const std::string& chosen) {
  const auto* name = node.find("name");
  const bool sure = !name || (name->is(Node::Type::text) && name->text == chosen);
  std::map<std::string, Choices> owners;
  for (const auto* other : pieces_of("schedule")) {
    for (const auto& spec : other->parameters()) owners[spec.name].emplace_back(other->name);
  }
  for (const auto& [key, users] : owners) {
    if (!sure) table.take(key);
    else if (std::find(users.begin(), users.end(), chosen) == users.end()) {
      table.refuse(key, chosen + " does not use it, only " + join(users, ", ") +
                            (users.size() == 1 ? " does" : " do"));
    }
  }
}

/// Every key that any schedule declares is read, so that each is checked whatever the name.
void read_keys(TableReader& table, const Components& components, ScheduleTable& to) {
  Schema<ScheduleTable> schema;
  declare(schema);
  Values values;
  for (const auto& spec : schema.specs()) values.push_back(read_value(table, spec, components));
  auto name = std::move(to.name);
  to = schema.options(values);
  to.name = std::move(name);
}

void read_schedule(TableReader& train, ScheduleTable& to, const Components& components) {
  const auto* node = inline_table(train, "schedule", "{ name = \"linear\", warmup = 0.1 }");
  if (!node) return;
  TableReader table(*node, "train.schedule", "[train.schedule]", train.findings());
  table.read("name", to.name, names_of_pieces("schedule"));
  read_keys(table, components, to);
  refuse_others(*node, table, to.name);
  if (to.name == "cyclic") {
    for (const auto* bound : {"low", "high"}) {
      if (!table.has(bound))
        table.findings().add(
            table.place(),
            table.name(bound) +
                " is missing: a cyclic schedule runs between two learning rates, `low` and `high`");
    }
    if (table.has("low") && table.has("high") && to.low >= to.high) {
      table.findings().add(table.place_of("high"), "train.schedule.high: found " + exact(to.high) +
                                                       ", but must be above low, which is " +
                                                       exact(to.low));
    }
  }
  table.finish();
}

void read_class_weights(TableReader& train, TrainTable& to, const Components& components) {
  const auto* node = train.take("class_weights");
  if (!node) return;
  const auto key = train.name("class_weights");
  if (!node->is(Node::Type::table)) {
    const bool known =
        node->is(Node::Type::text) && (node->text == "none" || node->text == "balanced");
    if (known) to.class_weights = node->text;
    else wrong(*node, key, "none, balanced, or a table of class = weight", train.findings());
    return;
  }
  std::map<std::string, double> weights;
  for (const auto& member : node->members) {
    const auto& classes = components.classes;
    if (!classes.empty() &&
        std::find(classes.begin(), classes.end(), member.key) == classes.end()) {
      train.findings().add(
          member.place, key + ": '" + member.key + "' is not a class." + hint(member.key, classes));
    }
    if (const auto weight =
            read_real(member.value, key + "." + member.key, above(0), train.findings()))
      weights[member.key] = *weight;
  }
  if (node->members.empty())
    train.findings().add(
        node->place,
        key + ": found an empty table, but must give the weight of at least one class");
  to.class_weights = std::move(weights);
}

void read_device(TableReader& train, TrainTable& to) {
  const auto* node = train.take("device");
  if (!node) return;
  const bool is_text = node->is(Node::Type::text);
  const auto index =
      is_text && node->text.starts_with("cuda:") ? node->text.substr(5) : std::string();
  const bool numbered = !index.empty() && index.size() < 4 &&
                        index.find_first_not_of("0123456789") == std::string::npos;
  if (is_text && (node->text == "auto" || node->text == "cpu" || node->text == "cuda" || numbered))
    to.device = node->text;
  else wrong(*node, "train.device", "auto, cpu, cuda or cuda:N", train.findings());
}

}  // namespace

const Node* inline_table(TableReader& train, const std::string& key, const std::string& example) {
  const auto* node = train.take(key);
  if (!node || node->is(Node::Type::table)) return node;
  wrong(*node, train.name(key), "a table as in " + example, train.findings());
  return nullptr;
}

void declare(Schema<ScheduleTable>& schema) {
  schema.add("warmup", &ScheduleTable::warmup).at_least(0);
  schema.add("low", &ScheduleTable::low).at_least(0);
  schema.add("high", &ScheduleTable::high).above(0);
  schema.add("half_period", &ScheduleTable::half_period).above(0);
  schema.add("unit", &ScheduleTable::unit).one_of({"epoch", "update"});
  schema.add("momentum", &ScheduleTable::momentum);
}

void declare(Schema<TrainTable>& schema) {
  schema.add("epochs", &TrainTable::epochs).at_least(1).help("passes over the training part");
  schema.add("batch_size", &TrainTable::batch_size).at_least(1).help("clips a batch");
  schema.add("batch_seconds", &TrainTable::batch_seconds)
      .above(0)
      .help("instead of batch_size: seconds of audio a batch");
  schema.add("accumulate", &TrainTable::accumulate).at_least(1).help("batches an update");
  schema.add("sampling", &TrainTable::sampling)
      .one_of({"shuffle", "balanced"})
      .help("order of the clips; balanced: classes are drawn equally often");
  schema.add("bucket", &TrainTable::bucket).help("batches of clips of like length");
  schema.add("clip_norm", &TrainTable::clip_norm)
      .at_least(0)
      .help("largest norm of the gradient; 0: not clipped");
  schema.add("max_seconds", &TrainTable::max_seconds)
      .above(0)
      .help("longer clips are cropped: in training at random, in the test around the center");
  schema.add("pad_short", &TrainTable::pad_short)
      .help("put silence behind clips that are too short for the backbone, instead of stopping");
  schema.add("precision", &TrainTable::precision).one_of({"fp32", "bf16"}).help("of the backbone");
  schema.add("checkpoints", &TrainTable::checkpoints)
      .one_of({"best", "all", "none"})
      .formerly("keep")
      .help("checkpoints kept when a fold is done");
  schema.add("loss_batch", &TrainTable::loss_batch)
      .one_of({"effective", "micro"})
      .help("what a whole-batch loss sees under accumulate");
  schema.add("patience", &TrainTable::patience)
      .at_least(1)
      .help("stop after so many epochs without a better validation metric");
  schema.add("max_clips", &TrainTable::max_clips)
      .at_least(1)
      .formerly("limit")
      .help("clips at most, for a smoke run");
}

TrainTable read_train(TableReader& root, const Components& components) {
  const auto* node = root.take("train");
  if (node != nullptr && !node->is(Node::Type::table)) {
    wrong(*node, "train", "one table [train]", root.findings());
    return {};
  }
  Node left_out;
  left_out.place = root.place();
  TableReader table(node == nullptr ? left_out : *node, "train", "[train]", root.findings());
  auto to = read_options<TrainTable>(table, components);
  if (table.has("batch_size") && table.has("batch_seconds")) {
    table.findings().add(table.place_of("batch_seconds"),
                         "train.batch_seconds: train.batch_size is given, too, but only one of "
                         "them can limit a batch; remove one");
  }
  read_optimizer(table, to.optimizer, components);
  read_schedule(table, to.schedule, components);
  read_class_weights(table, to, components);
  read_device(table, to);
  table.finish();
  return to;
}

}  // namespace serhost::config
