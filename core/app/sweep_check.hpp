// What `check` says of an experiment, for every cell of a sweep.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/experiment_check.hpp"
#include "app/session.hpp"
#include "base/error.hpp"
#include "config/experiment.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {

/// Checks cells one after the other. Clips and folds are read once for cells that have the same and
/// follow each other, and the model is tried once for all cells that differ in names, seeds and
/// folds alone.
class CellCheck {
 public:
  /// Adds to `faults` one that several cells share once. It and the session must outlive this.
  CellCheck(const Session& session, host::Registry registry, Faults& faults);

  const host::Registry& registry() const { return prepared_.registry; }

  /// Nothing of a cell that is excluded.
  void check(const sweep::Cell& cell);

 private:
  struct Data {
    data::Manifest manifest;
    std::vector<data::Folds> folds;
    Faults faults;
  };
  const Data& data_of(const std::string& key);

  const Session& session_;
  Prepared prepared_;  ///< of the cell that is looked at
  Faults& faults_;
  std::map<std::string, Data> known_;
  std::set<std::string> tried_, told_;
};

/// Equal for two experiments if, and only if, their clips and folds come out the same: made of the
/// values of the tables that these depend on.
std::string data_key(const config::Experiment& experiment);

}  // namespace serhost::app
