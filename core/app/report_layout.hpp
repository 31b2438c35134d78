// Over which keys runs are laid out where nobody says.
#pragma once

#include <string>

#include "app/report_inputs.hpp"

namespace serhost::app {

struct Layout {
  std::string rows = "backbone", columns = "loss";
};

/// A sweep's own axes, but for seeds and folds, which are averaged over: the first two of several,
/// one of them beside backbone or loss. Backbone and loss for runs that no sweep holds together,
/// and for a sweep that has both.
Layout layout_of(const FoundRuns& found);

}  // namespace serhost::app
