// An experiment as the host uses it: every key checked, every default filled in. Made by
// config/load.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <serhost/schema.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "config/text_or_weights.hpp"
#include "host/registry.hpp"

namespace serhost::config {

template <class Options>
class TableSchema;  // config/table_schema.hpp

/// A component chosen by an experiment, with its checked parameters in schema order.
struct ComponentRef {
  std::string plugin;  ///< as written: "focal" or "mine/focal"
  const host::ComponentInfo* info =
      nullptr;  ///< owned by the registry; nullptr only while faults are being collected
  Values values;
  Place place;  ///< of the `plugin` key
};

struct DatasetTable {
  ComponentRef component;
  std::string name;                         ///< default: plugin
  std::filesystem::path root;               ///< absolute; empty where left out
  std::vector<std::string> classes;         ///< empty: every label found, sorted
  std::vector<std::string> absent_classes;  ///< those of `classes` that need not occur
  std::map<std::string, std::string>
      merge;  ///< label -> class; with the entries of the label map file
  std::optional<std::filesystem::path>
      labels;  ///< label map file; its content is already in `merge` and `classes`
  std::map<std::string, std::int64_t> class_counts;  ///< published clips by class, of that file
  std::vector<std::string> dimensions;  ///< of a task of ratings; empty: all that are rated
  std::map<std::string, std::pair<double, double>>
      ranges;                  ///< lowest and highest rating by dimension, where the file says so
  double present_above = 0.0;  ///< votes or intensity above which a class is present in a clip
  std::string people;  ///< tables that say the same hold the same speakers; "": see assemble.cpp
  bool skip_damaged = false;
  double weight = 1.0;
  double fraction = 1.0;                      ///< of the training clips that are learned from
  Place classes_place;                        ///< of `classes`, else of the table's plugin
  Place dimensions_place;                     ///< of `dimensions`, likewise
  std::map<std::string, Place> merge_places;  ///< of each label in `merge`, not of a file's
};

struct ValidationRule {
  /// speakers | random | session | official | test | none. Left out: speakers, or random where they
  /// are unknown.
  std::optional<std::string> from;
  double fraction = 0.2;
};
void declare(TableSchema<ValidationRule>& schema);

/// The keys that every protocol's table may have. Which of them a protocol uses, and what keys of
/// its own it has, its own file says (data/protocol/registered).
struct ProtocolTable {
  std::string name = "holdout";
  std::int64_t seed = 0;
  bool resplit = false;  ///< draw anew for each of the experiment's seeds
  std::int64_t k = 5;
  double test = 0.25;  ///< holdout share
  bool stratify = false;
  std::optional<std::string> unit;  ///< speaker | clip: what holdout and k-fold draw
  std::optional<std::filesystem::path> file;
  std::optional<std::vector<std::int64_t>>
      folds;                        ///< numbers of the folds that are run, from 1; left out: all
  std::vector<std::string> claims;  ///< speakers | sessions | dialogues | sentences: what test must
                                    ///< not share, beyond the protocol's own claims
  std::string copies = "refuse";    ///< refuse | allow: a recording and its copy in two parts
  ValidationRule validation;
  std::string select = "ua";  ///< a selectable metric
  Values own;                 ///< of the protocol's own keys, in the order of its schema

  bool by_speaker() const { return unit.value_or("speaker") == "speaker"; }
};
void declare(TableSchema<ProtocolTable>& schema);

/// What a task of dialogues hears before a clip.
struct ConversationTable {
  std::int64_t turns = 6;       ///< a turn: what one speaker says until another does
  std::int64_t shortest = 0;    ///< clips with fewer turns before them are no targets
  bool include_target = false;  ///< the clip itself is heard, too: recognition, not prediction
};
void declare(TableSchema<ConversationTable>& schema);

/// How a frozen backbone is adapted; the keys of a method are its own (model/adapt).
struct AdaptTable {
  std::string name = "none";
  Values values;  ///< in the order of its schema; empty: the defaults

  bool chosen() const { return name != "none"; }
};

struct BackboneTable {
  ComponentRef component;
  std::string freeze = "none";  ///< none | all | a stage
  std::string layers =
      "last";  ///< last | weighted | mean_last_4 | N as text (0: the encoder's input)
  AdaptTable adapt = {};
};

/// Of the head that is built in.
struct HeadOptions {
  std::vector<std::int64_t> frame_hidden;
  std::string pooling = "mean";  ///< mean | mean_std | attention | summary | mean_scores
  Values pooling_keys;  ///< of the pooling's own keys, in the order of its schema; empty: defaults
  std::vector<std::int64_t> hidden;  ///< layers after pooling
  std::string activation = "tanh";   ///< tanh | relu | gelu | none
  double dropout = 0.1;
};
void declare(Schema<HeadOptions>& schema);

struct HeadTable : HeadOptions {
  ComponentRef component;  ///< a plugin's head; info is nullptr where it is the one built in
};

/// What the host does with every optimizer; `component` holds its own parameters.
struct OptimizerTable {
  std::string name = "adamw";
  double lr = 1e-3;
  double weight_decay = 0.0;
  std::optional<double> backbone_lr;
  std::optional<double> layer_decay;
  ComponentRef component;  ///< info is nullptr: the one built in as `name`, with its defaults
};
void declare(TableSchema<OptimizerTable>& schema);

/// A change of training clips' waveforms.
struct AugmentTable {
  ComponentRef component;
  double probability = 1.0;  ///< with which a clip is changed, each time it is seen
};
void declare(TableSchema<AugmentTable>& schema);

/// The keys of a schedule are its own (train/schedule).
struct ScheduleTable {
  std::string name = "constant";
  Values values;  ///< in the order of its schema; empty: the defaults
};

struct TrainTable {
  std::int64_t epochs = 10;
  std::int64_t batch_size = 16;
  std::optional<double> batch_seconds;
  bool batch_padding = true;  ///< `batch_seconds` counts the silence behind shorter clips, too
  std::int64_t accumulate = 1;
  OptimizerTable optimizer;
  std::vector<AugmentTable> augments;  ///< in the order in which they are applied
  ScheduleTable schedule;
  TextOrWeights class_weights =
      std::string("none");           ///< none | balanced | by class; a class not named weighs 1
  std::string sampling = "shuffle";  ///< shuffle | balanced | oversample
  bool bucket = true;                ///< batches of similar length
  double clip_norm = 0.0;            ///< 0: none
  std::optional<double> max_seconds;
  bool pad_short = false;            ///< silence behind clips that are too short for the backbone
  std::string mix = "none";          ///< none | mixup | cutmix
  double mix_alpha = 0.4;            ///< of the Beta distribution that shares are drawn from
  std::string precision = "fp32";    ///< fp32 | bf16
  std::string device = "auto";       ///< auto | cpu | cuda | cuda:N
  Place device_place;                ///< where it says so; line 0 where it does not
  std::string checkpoints = "best";  ///< best | all | none: those that a finished fold leaves
  std::string loss_batch =
      "effective";  ///< effective | micro: what a whole-batch loss sees under accumulation
  std::optional<std::int64_t> patience;   ///< epochs without a better validation figure
  std::optional<std::int64_t> max_clips;  ///< clips, for a smoke run
};

void declare(TableSchema<TrainTable>& schema);

/// The components of plugins that an experiment uses, in the order of its tables; what is built in
/// is not among them.
struct Experiment;
std::vector<const ComponentRef*> plugins_of(const Experiment& experiment);

struct Experiment {
  std::filesystem::path file;  ///< as given
  std::string name, task = "classification";
  std::vector<std::int64_t> seeds = {1};
  std::vector<DatasetTable> datasets;
  ProtocolTable protocol;
  ConversationTable conversation;  ///< of tasks of dialogues (config/task_info.hpp)
  std::vector<BackboneTable> backbones;
  HeadTable head;
  ComponentRef loss;
  TrainTable train;
  std::string text;                ///< of the file, as read
  std::vector<std::string> notes;  ///< for the log: keys that have another name today
  std::string resolved;  ///< TOML with every key and the value used; loads to an equal experiment
  std::string experiment_hash;  ///< SHA-256 of what decides the result
};

}  // namespace serhost::config
