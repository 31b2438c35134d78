// What must agree before two metrics may stand in one ranking, as one hash: the same encoder is
// worth 65 or 79 by the split alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "metrics/definitions.hpp"

namespace serhost::run {

/// The value of the field `metrics`.
inline constexpr const char* kMetricDefinitions = metrics::kDefinitions;

/// In the order in which they are hashed; docs/comparing.md says what each holds.
inline const std::vector<std::string> kSignatureFields = {
    "task",      "corpus",   "labels",  "folds",   "fold_seed",  "validation",
    "selection", "cropping", "damaged", "metrics", "pretraining"};

/// Of the rules by which fields are made and hashed. Metrics of two versions cannot be ranked,
/// since the older one did not tell all that the newer does; records of version 1 name none.
inline constexpr int kSignatureVersion = 2;

/// Everything that decides what a metric means and nothing that is being compared: models, losses
/// and seeds are not in it.
struct Signature {
  /// Name and value, in the order of kSignatureFields. Empty in records that are older than
  /// signatures.
  std::vector<std::pair<std::string, std::string>> fields{};
  /// For people, not hashed: "emodb:4c | loso-speaker | dev:speakers | sel:ua | seeds:3 |
  /// serhost:0.1.0".
  std::string label{};

  int version = kSignatureVersion;

  /// The value of a field, or null.
  const std::string* find(const std::string& field) const;
  std::string* find(const std::string& field);

  /// SHA-256 over the fields, and the version from 2 on; 64 digits; "" where there are none.
  std::string hash() const;
  /// The label and the first 12 digits of the hash; "" where there are no fields.
  std::string line() const;
};

struct FieldDifference {
  std::string field, first, second;  ///< "" for a field that one of them lacks
};

/// The name of the difference between signatures of two versions.
inline constexpr const char* kVersionDiffers = "signature version";

/// The fields in which two signatures differ; empty if their metrics can be ranked. Where one of
/// them has no fields at all that is the one difference, "signature"; where they are of two
/// versions, kVersionDiffers.
std::vector<FieldDifference> differences(const Signature& first, const Signature& second);

}  // namespace serhost::run
