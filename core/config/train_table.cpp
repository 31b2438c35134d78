// [train]: how the model is fitted. Optimizers and schedules refuse keys that they would ignore.
#include <algorithm>

#include "base/text.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

const Node* inline_table(TableReader& train, const std::string& key, const std::string& example) {
  const auto* node = train.take(key);
  if (!node || node->is(Node::Type::table)) return node;
  wrong(*node, train.name(key), "a table as in " + example, train.findings());
  return nullptr;
}

using KeysOf = std::vector<std::string> (*)(const std::string& name);

// Refuses the keys that belong to other choices only. Where `name` itself is faulty nothing can be
// said of them.
void refuse_others(const Node& node, TableReader& table, const Choices& names,
                   const std::string& chosen, KeysOf keys_of) {
  const auto* name = node.find("name");
  const bool sure = !name || (name->is(Node::Type::text) && name->text == chosen);
  std::map<std::string, Choices> owners;
  for (const auto& other : names) {
    for (const auto& key : keys_of(other)) owners[key].push_back(other);
  }
  for (const auto& [key, users] : owners) {
    if (!sure) table.take(key);
    else if (std::find(users.begin(), users.end(), chosen) == users.end()) {
      table.refuse(key, chosen + " does not use it, only " + join(users, ", ") +
                            (users.size() == 1 ? " does" : " do"));
    }
  }
}

void read_optimizer(TableReader& train, OptimizerTable& to) {
  const auto* node = inline_table(train, "optimizer", "{ name = \"adamw\", lr = 0.001 }");
  if (!node) return;
  TableReader table(*node, "train.optimizer", "[train.optimizer]", train.findings());
  table.read("name", to.name, kOptimizers);
  table.read("lr", to.lr, above(0));
  table.read("weight_decay", to.weight_decay, at_least(0));
  table.read("backbone_lr", to.backbone_lr, above(0));
  table.read("layer_decay", to.layer_decay,
             {.at_least = {}, .above = 0, .at_most = 1, .below = {}});
  table.read("momentum", to.momentum, {.at_least = 0, .above = {}, .at_most = {}, .below = 1});
  table.read("betas", to.betas, {.at_least = 0, .above = {}, .at_most = {}, .below = 1});
  table.read("eps", to.eps, above(0));
  if (to.betas.size() != 2) {
    table.findings().add(table.place_of("betas"), "train.optimizer.betas: found " +
                                                      count_of(to.betas.size(), "number") +
                                                      ", but must be two");
  }
  refuse_others(*node, table, kOptimizers, to.name, optimizer_keys);
  table.finish();
}

void read_schedule(TableReader& train, ScheduleTable& to) {
  const auto* node = inline_table(train, "schedule", "{ name = \"linear\", warmup = 0.1 }");
  if (!node) return;
  TableReader table(*node, "train.schedule", "[train.schedule]", train.findings());
  table.read("name", to.name, kSchedules);
  table.read("warmup", to.warmup, at_least(0));
  table.read("low", to.low, at_least(0));
  table.read("high", to.high, above(0));
  table.read("half_period", to.half_period, above(0));
  table.read("unit", to.unit, {"epoch", "update"});
  table.read("momentum", to.momentum);
  refuse_others(*node, table, kSchedules, to.name, schedule_keys);
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
        node->place, key + ": found an empty table, but must give at least one class its weight");
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

std::vector<std::string> optimizer_keys(const std::string& name) {
  std::vector<std::string> keys{"name", "lr", "weight_decay", "backbone_lr", "layer_decay"};
  if (name == "sgd" || name == "rmsprop") keys.push_back("momentum");
  if (name == "adamw" || name == "adam") keys.push_back("betas");
  if (name != "sgd") keys.push_back("eps");
  return keys;
}

std::vector<std::string> schedule_keys(const std::string& name) {
  if (name == "cyclic") return {"name", "low", "high", "half_period", "unit", "momentum"};
  return {"name", "warmup"};
}

TrainTable read_train(TableReader& root, const Components& components) {
  TrainTable to;
  const auto* node = root.take("train");
  if (!node) return to;
  if (!node->is(Node::Type::table)) {
    wrong(*node, "train", "one table [train]", root.findings());
    return to;
  }
  TableReader table(*node, "train", "[train]", root.findings());
  table.read("epochs", to.epochs, at_least(1));
  table.read("batch_size", to.batch_size, at_least(1));
  table.read("batch_seconds", to.batch_seconds, above(0));
  if (table.has("batch_size") && table.has("batch_seconds")) {
    table.findings().add(table.place_of("batch_seconds"),
                         "train.batch_seconds: train.batch_size is given too, but a batch is "
                         "bounded by one of them; take one out");
  }
  table.read("accumulate", to.accumulate, at_least(1));
  read_optimizer(table, to.optimizer);
  read_schedule(table, to.schedule);
  read_class_weights(table, to, components);
  table.read("sampling", to.sampling, {"shuffle", "balanced"});
  table.read("bucket", to.bucket);
  table.read("clip_norm", to.clip_norm, at_least(0));
  table.read("max_seconds", to.max_seconds, above(0));
  table.read("pad_short", to.pad_short);
  table.read("precision", to.precision, {"fp32", "bf16"});
  read_device(table, to);
  table.read("keep", to.keep, {"best", "all", "none"});
  table.read("loss_batch", to.loss_batch, {"effective", "micro"});
  table.read("patience", to.patience, at_least(1));
  table.read("limit", to.limit, at_least(1));
  table.finish();
  return to;
}

}  // namespace serhost::config
