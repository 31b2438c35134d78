// What several runs that may be ranked together have in common of the line that each can be quoted
// by.
#pragma once

#include <string>
#include <vector>

#include "run/run.hpp"

namespace serhost::report {

struct SharedSignature {
  std::string line{};                           ///< the parts that all have, then the hash
  std::vector<std::vector<std::string>> own{};  ///< of each run the other parts, as "seeds:3"

  bool differs() const;
};

/// Of runs with one hash. The first run's line alone would claim its seeds and its version of all.
SharedSignature shared_signature(const std::vector<const run::Run*>& runs);

}  // namespace serhost::report
