// The figures that `plot` draws: each registered in a file of its own under core/app/plots, so that
// adding one edits no other.
//
//   SERHOST_PLOT(confusion) {
//     return {.name = "confusion",
//             .meaning = "what was taken for what",
//             .of = PlotOf::one_system,
//             .draw = [](const PlotContext& at) {
//               return report::confusion_figure(at.grid, at.systems.front(),
//                                               {.width = at.width});
//             }};
//   }
#pragma once

#include <string>
#include <vector>

#include "app/session.hpp"
#include "report/charts.hpp"
#include "report/grid.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// What a figure is drawn from.
struct PlotContext {
  const Session& session;
  const report::Grid& grid;
  std::vector<std::size_t> systems;  ///< of the grid; at least one
  double width = 336;                ///< pixels
  std::string by{};                  ///< what a map is colored by
  RunObserver& observer;
};

enum class PlotOf {
  one_system,
  several_systems,  ///< up to six, each with a color
  whole_grid        ///< all, whatever their number
};

struct PlotInfo {
  std::string name{};
  std::string meaning{};  ///< for help: a few words
  int order = 1000;       ///< in lists; equal ones by name
  PlotOf of = PlotOf::several_systems;
  bool of_classification = false;  ///< needs clips with one true and one predicted class
  /// Throws Error(missing) for what the runs do not hold.
  report::Figure (*draw)(const PlotContext& at) = nullptr;
};

/// All that are registered, in order.
const std::vector<PlotInfo>& all_plots();

/// Registers a figure for as long as the program runs. [main]
class PlotRegistration {
 public:
  explicit PlotRegistration(PlotInfo info);
};

}  // namespace serhost::app

/// Before the body of a function that returns the PlotInfo. `id` is the name of the file.
#define SERHOST_PLOT(id)                               \
  static ::serhost::app::PlotInfo serhost_plot_##id(); \
  namespace serhost::app::plots {                      \
  extern const PlotRegistration id;                    \
  const PlotRegistration id{serhost_plot_##id()};      \
  }                                                    \
  static ::serhost::app::PlotInfo serhost_plot_##id()
