// A vector in a function, because registrations run before main in any order.
#include "app/plots.hpp"

#include <algorithm>
#include <tuple>

#include "base/error.hpp"

namespace serhost::app {
namespace {

std::vector<PlotInfo>& registry() {
  static std::vector<PlotInfo> all;
  return all;
}

}  // namespace

PlotRegistration::PlotRegistration(PlotInfo info) {
  SERHOST_CHECK(!info.name.empty() && info.draw != nullptr);
  auto& all = registry();
  const auto place = [](const PlotInfo& one) { return std::tie(one.order, one.name); };
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const auto& other) { return place(info) < place(other); });
  all.insert(at, std::move(info));
}

const std::vector<PlotInfo>& all_plots() { return registry(); }

}  // namespace serhost::app
