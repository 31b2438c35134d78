// From the label that a dataset gives to the name of a class, through `merge`, which holds the
// entries of a `labels` file too.
#pragma once

#include <map>
#include <optional>
#include <serhost/dataset.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// How often each name occurs.
using Counts = std::map<std::string, std::int64_t>;

/// What one [dataset] table makes of labels.
class LabelRule {
 public:
  explicit LabelRule(const config::DatasetTable& table);

  /// The utterance's class name, whether or not it is among the task's classes; nullopt where it
  /// has no label.
  std::optional<std::string> name(const Utterance& utterance);

  /// The class name that one label of a corpus, or of its votes, counts as.
  std::string class_of(const std::string& label);

  /// Faults for names of `merge` that never occur. Call it after `name` of every utterance. With a
  /// `labels` file, which may map more than one experiment uses, nothing is checked.
  void check(const std::vector<std::string>& classes, Faults& faults) const;

  /// What became of each label, in their order; those without one last.
  std::vector<LabelUse> uses(const std::vector<std::string>& classes) const;

 private:
  std::string merged(const std::string& label) const;
  Place merge_place(const std::string& from) const;

  const config::DatasetTable& table_;
  std::map<std::string, std::string> merge_;  // tidy names
  std::map<std::string, Place> places_;       // of tidy names
  Counts found_;                              // of clips, labels before merge
  std::set<std::string> voted_;               // what votes are for, before merge
  std::int64_t without_ = 0;                  // clips
};

std::vector<std::string> names_of(const Counts& counts);

/// "anger 127, boredom 81", at most 20 names.
std::string counts_text(const Counts& counts);

}  // namespace serhost::data
