// [train]: how the model is fitted.
#include "config/tables.hpp"

namespace serhost::config {
namespace {

/// What the declaration cannot say of it.
void check_class_weights(TableReader& train) {
  const auto* node = train.take("class_weights");
  if (node == nullptr || !node->is(Node::Type::table) || !node->members.empty()) return;
  train.findings().add(
      node->place, train.name("class_weights") +
                       ": found an empty table, but must give the weight of at least one class");
}

}  // namespace

const Node* table_in(TableReader& parent, const KeySpec& key) {
  const auto* node = parent.take(key.name);
  if (!node || node->is(Node::Type::table)) return node;
  wrong(*node, parent.name(key.name), key.wanted, parent.findings());
  return nullptr;
}

void declare(TableSchema<TrainTable>& schema) {
  schema.add("epochs", &TrainTable::epochs)
      .at_least(1)
      .at_most(kMostEpochs)
      .help("passes over the training part");
  schema.add("batch_size", &TrainTable::batch_size)
      .at_least(1)
      .at_most(kMostClips)
      .help("clips a batch");
  schema.add("batch_seconds", &TrainTable::batch_seconds)
      .above(0)
      .help("instead of batch_size: seconds of audio a batch");
  schema.add("batch_padding", &TrainTable::batch_padding)
      .recorded(Recorded::where_set)
      .help(
          "whether batch_seconds counts the silence behind shorter clips; false: of encoders that "
          "compute none of it");
  schema.add("accumulate", &TrainTable::accumulate)
      .at_least(1)
      .at_most(kMostEpochs)
      .help("batches an update");
  schema.add("optimizer", &TrainTable::optimizer)
      .like("a table as in { name = \"adamw\", lr = 0.001 }")
      .help("what makes updates of gradients, with its keys");
  schema.add("schedule", &TrainTable::schedule)
      .like("a table as in { name = \"linear\", warmup = 0.1 }")
      .help("of the learning rate, with its keys");
  schema.add("class_weights", &TrainTable::class_weights)
      .one_of({"none", "balanced"})
      .above(0)
      .keys_are_classes()
      .help("of clips in the loss; a class that is not named weighs 1");
  schema.add("sampling", &TrainTable::sampling)
      .one_of({"shuffle", "balanced", "oversample"})
      .help(
          "order of the clips; balanced: classes are drawn equally often; oversample: clips of "
          "rare "
          "classes are repeated until each class has as many as the largest");
  schema.add("bucket", &TrainTable::bucket).help("batches of clips of like length");
  schema.add("clip_norm", &TrainTable::clip_norm)
      .at_least(0)
      .help("largest norm of the gradient; 0: not clipped");
  schema.add("max_seconds", &TrainTable::max_seconds)
      .above(0)
      .help("longer clips are cropped: in training at random, in the test around the center");
  schema.add("pad_short", &TrainTable::pad_short)
      .recorded(Recorded::decides_where_set)
      .help("put silence behind clips that are too short for the backbone, instead of stopping");
  schema.add("mix", &TrainTable::mix)
      .recorded(Recorded::where_set)
      .one_of({"none", "mixup", "cutmix"})
      .help("training clips with others of their batch, and their targets likewise");
  schema.add("mix_alpha", &TrainTable::mix_alpha)
      .recorded(Recorded::where_set)
      .above(0)
      .at_most(100)
      .help("shares are drawn from Beta(mix_alpha, mix_alpha)");
  schema.add("precision", &TrainTable::precision).one_of({"fp32", "bf16"}).help("of the backbone");
  schema.add("device", &TrainTable::device)
      .recorded(Recorded::decides_nothing)
      .one_of({"auto", "cpu", "cuda", "cuda:N"})
      .help("auto: the first GPU, else the CPU");
  schema.add("checkpoints", &TrainTable::checkpoints)
      .recorded(Recorded::decides_nothing)
      .one_of({"best", "all", "none"})
      .formerly("keep")
      .help("checkpoints kept when a fold is done");
  schema.add("loss_batch", &TrainTable::loss_batch)
      .one_of({"effective", "micro"})
      .help("what a whole-batch loss sees under accumulate");
  schema.add("patience", &TrainTable::patience)
      .at_least(1)
      .at_most(kMostEpochs)
      .help("stop after so many epochs without a better validation metric");
  schema.add("max_clips", &TrainTable::max_clips)
      .at_least(1)
      .at_most(kMostClips)
      .formerly("limit")
      .help("clips at most, for a smoke run");
}

SERHOST_TABLE(TrainTable, "train", "how the model is fitted", 60);

TrainTable read_train(TableReader& root, const Components& components) {
  const auto* node = root.take("train");
  if (node != nullptr && !node->is(Node::Type::table)) {
    wrong(*node, "train", "one table [train]", root.findings());
    return {};
  }
  Node left_out;
  left_out.place = root.place();
  TableReader table(node == nullptr ? left_out : *node, "train", "[train]", root.findings());
  auto to = read_table<TrainTable>(table, components);
  if (const auto* device = table.take("device")) to.device_place = device->place;
  if (table.has("batch_size") && table.has("batch_seconds")) {
    table.findings().add(table.place_of("batch_seconds"),
                         "train.batch_seconds: train.batch_size is given, too, but only one of "
                         "them can limit a batch; remove one");
  }
  check_class_weights(table);
  table.finish();
  return to;
}

}  // namespace serhost::config
