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
#include "config/table_schema.hpp"

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
/// Of an experiment of that task; a fault where the task hears no dialogues.
ConversationTable read_conversation(TableReader& root, const std::string& task,
                                    const Components& components);
HeadTable read_head(TableReader& root, const Components& components);
std::vector<AugmentTable> read_augments(TableReader& root, const Components& components);
TrainTable read_train(TableReader& root, const Components& components);

/// A table of texts, and where each of them stands.
struct Texts {
  std::map<std::string, std::string> texts;
  std::map<std::string, Place> places;
};
template <>
struct TableTraits<Texts> {
  static constexpr const char* type = "table of texts";
  static void read(TableReader& parent, const KeySpec& key, Texts& to, const Components&);
  static std::string text(const Texts& from, const Writer& to);
};

/// Lowest and highest of each name, and where it stands.
struct Ranges {
  std::map<std::string, std::pair<double, double>> ends;
  std::map<std::string, Place> places;
};
template <>
struct TableTraits<Ranges> {
  static constexpr const char* type = "table of two reals each";
  static void read(TableReader& parent, const KeySpec& key, Ranges& to, const Components&);
  static std::string text(const Ranges& from, const Writer& to);
};

template <>
struct TableTraits<ValidationRule> {
  static constexpr const char* type = "table";
  static void read(TableReader& parent, const KeySpec& key, ValidationRule& to, const Components&);
  static std::string text(const ValidationRule& from, const Writer& to);
};

/// The host's own keys and those of the component that `name` or `plugin` names.
template <>
struct TableTraits<OptimizerTable> {
  static constexpr const char* type = "table";
  static void read(TableReader& parent, const KeySpec& key, OptimizerTable& to, const Components&);
  static std::string text(const OptimizerTable& from, const Writer& to);
};

/// The keys are the schedule's own.
template <>
struct TableTraits<ScheduleTable> {
  static constexpr const char* type = "table";
  static void read(TableReader& parent, const KeySpec& key, ScheduleTable& to, const Components&);
  static std::string text(const ScheduleTable& from, const Writer& to);
};

/// What a table's keys are called where its struct holds something else: what a dataset's name is
/// where it was left out follows from its plugin.
struct DatasetKeys {
  std::optional<std::string> name;
  std::optional<std::filesystem::path> root;
  std::optional<std::vector<std::string>> classes;
  Texts merge;
  std::optional<std::filesystem::path> labels;
  Texts columns;
  std::optional<std::vector<std::string>> dimensions;
  Ranges ranges;
  std::optional<std::vector<std::string>> absent_classes;
  bool unused_merge = false;
  double present_above = 0.0;
  std::optional<std::string> people;
  bool skip_damaged = false;
  double weight = 1.0;
  double fraction = 1.0;
};
void declare(TableSchema<DatasetKeys>& schema);
/// What the resolved text says of a table.
DatasetKeys keys_of(const DatasetTable& table);

/// The keys are the method's own.
template <>
struct TableTraits<AdaptTable> {
  static constexpr const char* type = "table";
  static void read(TableReader& parent, const KeySpec& key, AdaptTable& to, const Components&);
  static std::string text(const AdaptTable& from, const Writer& to);
};

struct BackboneKeys {
  std::string freeze = "none";
  std::variant<std::int64_t, std::string> layers = std::string("last");
  AdaptTable adapt = {};
};
void declare(TableSchema<BackboneKeys>& schema);

struct ExperimentKeys {
  std::optional<std::string> name;
  std::string task = "classification";
  std::optional<std::vector<std::string>> tasks;
  std::vector<std::int64_t> seeds = {1};
};
void declare(TableSchema<ExperimentKeys>& schema);

/// [head] pooling = "mean", or a table with the keys of a pooling that has some.
void read_pooling(TableReader& head, HeadOptions& to, const Components& components);
std::string pooling_text(const HeadOptions& from, const Writer& to);

/// The value of a key that holds a table; nullptr where it is not there or is something else, which
/// has then been told.
const Node* table_in(TableReader& parent, const KeySpec& key);

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

/// A table of the experiment file, for `serhost describe table NAME`. What makes such a piece gives
/// its keys with what only a table has.
#define SERHOST_TABLE(Options, table_name, summary_text, place)                                \
  static ::serhost::config::Piece serhost_piece_##Options{                                     \
      "table",                                                                                 \
      table_name,                                                                              \
      summary_text,                                                                            \
      place,                                                                                   \
      &::serhost::config::parameters_of<Options>,                                              \
      reinterpret_cast<void (*)()>(static_cast<std::vector<::serhost::config::KeySpec> (*)()>( \
          &::serhost::config::keys_of<Options>))};                                             \
  static const ::serhost::config::RegisteredPiece serhost_registered_##Options(                \
      serhost_piece_##Options)
