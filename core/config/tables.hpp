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
ProtocolTable read_protocol(TableReader& root, const Components& components);
HeadTable read_head(TableReader& root, const Components& components);
std::vector<AugmentTable> read_augments(TableReader& root, const Components& components);
TrainTable read_train(TableReader& root, const Components& components);

/// The keys of [train] and [protocol] that are plain values; what is left (an optimizer, a
/// schedule, class weights, the device; the validation rule and what belongs together) is read by
/// hand.
void declare(Schema<TrainTable>& schema);
void declare(Schema<ProtocolTable>& schema);
void declare(Schema<ScheduleTable>& schema);

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
