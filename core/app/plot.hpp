// One figure of a run or a sweep as a picture for a paper.
#pragma once

#include <string>
#include <vector>

#include "app/picture.hpp"
#include "app/report_inputs.hpp"
#include "app/session.hpp"
#include "report/grid.hpp"
#include "report/paper_style.hpp"
#include "run/events.hpp"

namespace serhost::app {

struct PlotJob {
  std::string figure;  ///< a name of all_plots()
  PictureFormat format = PictureFormat::pdf;
  report::PaperStyle style;
  double inches = 3.5;               ///< the picture is at most so wide
  std::vector<std::string> systems;  ///< names as in tables; none: all
  std::string by = "emotion";        ///< of a map: emotion, arousal or speaker
  report::GridOptions how{};
  bool force = false;  ///< show side by side what is not comparable
};

struct Plotted {
  std::string picture;  ///< bytes of the format
  std::string csv;      ///< the numbers that it shows
  std::string note;     ///< what a caption has to say
};

/// Throws UsageError for a figure, a system or a number of systems that cannot be; Error(missing)
/// for what the record of the runs does not hold; RemediableError(failed) for several systems that
/// are not comparable; and what `picture_of` throws.
Plotted plot(const Session& session, FoundRuns found, const PlotJob& job, RunObserver& observer);

}  // namespace serhost::app
