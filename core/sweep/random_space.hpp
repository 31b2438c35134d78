// Hyper-parameters drawn at random within a stated budget. The draws of a trial depend on the seed,
// the key and the trial's number alone: every cell of the grid is tuned with the same number of
// trials and, where it has the key, with the same values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/findings.hpp"
#include "config/load.hpp"
#include "sweep/axes.hpp"
#include "sweep/matcher.hpp"

namespace serhost::sweep {

/// One key and what it may be.
struct Range {
  std::string key;
  std::string stream;  ///< the key by its first name: what was renamed is drawn as before
  std::vector<std::string> parts;
  Place place;
  std::vector<config::Node> choices;  ///< of a list; else a range:
  double low = 0.0, high = 0.0;
  bool whole = false;  ///< both bounds were whole numbers: so are the draws
  bool logarithmic = false;
  std::optional<Matcher> when;  ///< cells that have the key; absent: all
};

struct RandomSpace {
  std::int64_t trials = 0, seed = 0;
  std::vector<Range> ranges;
};

/// Of the table [random]; null: nothing is drawn. `base` and `find` say whose keys they are.
RandomSpace read_random(const config::Node* table, const std::vector<Axis>& axes,
                        const config::Node& base, const config::Find& find,
                        config::Findings& findings);

/// The value of a range in a trial, which counts from 1. Reals have four significant digits, so
/// that they can be typed again.
config::Node draw(const Range& range, std::int64_t seed, std::int64_t trial);

}  // namespace serhost::sweep
