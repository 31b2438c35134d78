// The host's tables of an experiment, each from its part of the tree. One function a table; faults
// are collected.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/components.hpp"

namespace serhost::config {

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
ProtocolTable read_protocol(TableReader& root);
HeadTable read_head(TableReader& root);
TrainTable read_train(TableReader& root, const Components& components);

/// Optimizers and schedules, and which keys each has; the same lists serve the check and the
/// resolved text.
std::vector<std::string> optimizer_keys(const std::string& name);
std::vector<std::string> schedule_keys(const std::string& name);

inline const Choices kOptimizers{"adamw", "adam", "sgd", "rmsprop"};
inline const Choices kSchedules{"constant", "linear", "cosine", "cyclic"};

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
