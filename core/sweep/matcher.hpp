// Which cells a table such as { backbone = "vggish", loss = ["aam", "ccc"] } speaks of: those with
// one of the values on every axis.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/findings.hpp"
#include "sweep/axes.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep {

class Matcher {
 public:
  /// Unknown axes and values are told with the nearest.
  Matcher(const config::Node& table, const std::string& title, const std::vector<Axis>& axes,
          config::Findings& findings);

  bool matches(const std::vector<Override>& overrides) const;

 private:
  std::map<std::string, std::set<std::string>> wanted_;
};

}  // namespace serhost::sweep
