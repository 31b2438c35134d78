// The plane in which a trained model sees clips.
#include <variant>

#include "app/plots.hpp"
#include "app/report_maps.hpp"
#include "base/error.hpp"

namespace serhost::app {
namespace {

report::Figure draw_map(const PlotContext& at) {
  const auto system = at.systems.front();
  if (const auto why = why_no_map(at.grid.systems[system].run.facts.task); !why.empty())
    throw UsageError(at.grid.name_of(system) + ": " + why);
  auto section = maps_of(at.session, at.grid.systems[system], at.grid.name_of(system), at.observer,
                         {.width = at.width});
  for (auto& block : section.blocks) {
    if (auto* figure = std::get_if<report::Figure>(&block);
        figure != nullptr && figure->id == "map-" + at.by)
      return *figure;
  }
  throw UsageError("a map is colored by emotion, arousal or speaker, not by '" + at.by + "'");
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(map) {
  return {.name = "map",
          .meaning =
              "clips in the plane of the model's first head layer (needs checkpoints and "
              "audio)",
          .order = 700,
          .of = serhost::app::PlotOf::one_system,
          .draw = serhost::app::draw_map};
}
