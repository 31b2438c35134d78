// The host's tables of an experiment, each from its part of the tree. One function a table; faults
// are collected.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/components.hpp"
#include "config/pieces.hpp"

namespace serhost::config {

/// Bounds of whole numbers, far above what anybody means: what is larger is a slip, and would
/// otherwise end in whatever runs out first. A seed may be whatever a whole number of TOML can be.
inline constexpr double kLargestSeed = 9223372036854775807.0, kMostFolds = 1e6, kMostEpochs = 1e6,
                        kMostClips = 1e9;

/// The tables of `[key]` or `[[key]]` with their dotted names ("backbone", or "backbone.0" where
/// there are several).
std::vector<std::pair<const Node*, std::string>> tables_of(TableReader& root,
                                                           const std::string& key);

/// The classes that the experiment's datasets name, in order of appearance; empty where one of them
/// leaves them to the data.
std::vector<std::string> classes_of(const Node& root);

std::vector<DatasetTable> read_datasets(TableReader& root, const Components& components);
std::vector<BackboneTable> read_backbones(TableReader& root, const Components& components);
ComponentRef read_loss(TableReader& root, const Components& components);
ProtocolTable read_protocol(TableReader& root, const Components& components);
HeadTable read_head(TableReader& root, const Components& components);
std::vector<AugmentTable> read_augments(TableReader& root, const Components& components);
TrainTable read_train(TableReader& root, const Components& components);

/// What a table's keys are called where its struct holds something else: what a dataset's name is
/// where it was left out follows from its plugin.
struct DatasetKeys {
  std::optional<std::string> name;
  std::optional<std::filesystem::path> root;
  std::optional<std::vector<std::string>> classes;
  std::optional<std::filesystem::path> labels;
  std::optional<std::vector<std::string>> dimensions;
  double present_above = 0.0;
  std::optional<std::string> people;
  bool skip_damaged = false;
  double weight = 1.0;
};
void declare(Schema<DatasetKeys>& schema);

struct BackboneKeys {
  std::string freeze = "none";
  std::variant<std::int64_t, std::string> layers = std::string("last");
};
void declare(Schema<BackboneKeys>& schema);

struct ExperimentKeys {
  std::optional<std::string> name;
  std::string task = "classification";
  std::vector<std::int64_t> seeds = {1};
};
void declare(Schema<ExperimentKeys>& schema);

/// The keys that a table declares, in order.
template <class Options>
std::vector<ParamSpec> keys_of() {
  Schema<Options> schema;
  declare(schema);
  return schema.specs();
}

/// [train] schedule = { ... }
void read_schedule(TableReader& train, ScheduleTable& to, const Components& components);

/// [train] optimizer = { ... }
void read_optimizer(TableReader& train, OptimizerTable& to, const Components& components);

/// An inline table of [train]; nullptr where it is not there or is something else, which has then
/// been told.
const Node* inline_table(TableReader& train, const std::string& key, const std::string& example);

inline Range at_least(double bound) {
  return {.at_least = bound, .above = {}, .at_most = {}, .below = {}};
}
inline Range above(double bound) {
  return {.at_least = {}, .above = bound, .at_most = {}, .below = {}};
}
inline Range between(double low, double high) {
  return {.at_least = {}, .above = low, .at_most = {}, .below = high};
}  ///< both excluded

}  // namespace serhost::config

/// A table of the experiment file, for `serhost describe table NAME`.
#define SERHOST_TABLE(Options, table_name, summary_text, place)                                 \
  static ::serhost::config::Piece serhost_piece_##Options{                                      \
      "table", table_name, summary_text, place, &::serhost::config::keys_of<Options>, nullptr}; \
  static const ::serhost::config::RegisteredPiece serhost_registered_##Options(                 \
      serhost_piece_##Options)
