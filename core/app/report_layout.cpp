#include "app/report_layout.hpp"

#include <algorithm>

namespace serhost::app {

Layout layout_of(const FoundRuns& found) {
  const Layout usual;
  auto axes = found.axes;
  std::erase_if(axes, [](const std::string& axis) {
    return axis == "seed" || axis == "seeds" || axis == "fold" || axis == "protocol.folds";
  });
  const auto has = [&](const std::string& axis) {
    return std::find(axes.begin(), axes.end(), axis) != axes.end();
  };
  if (axes.empty() || (has(usual.rows) && has(usual.columns))) return usual;
  if (axes.size() > 1) return {axes[0], axes[1]};
  const bool down = has(usual.rows) || axes.front().starts_with("dataset");
  return down ? Layout{axes.front(), usual.columns} : Layout{usual.rows, axes.front()};
}

}  // namespace serhost::app
