// Texts and a picture in the order in which the tabs of TensorBoard have them.
#include "app/board.hpp"

#include "app/picture.hpp"
#include "base/error.hpp"
#include "report/model_card.hpp"
#include "report/paper_style.hpp"
#include "report/svg.hpp"
#include "run/tensorboard.hpp"

namespace serhost::app {
namespace {

constexpr double kScreenDots = 144;  // per inch: a PNG for a page, not for a printer

/// "" where nothing draws it: a record is complete without.
std::string confusion_picture(const run::Run& run) {
  if (!run.facts.is_classification() || run.facts.classes.empty()) return "";
  const auto& style = report::paper_styles().front();
  const auto svg =
      report::heat_map(run.facts.classes, run::total_confusion(run), report::pixels_of(style.page));
  try {
    return picture_of(report::paper_svg(svg, style, style.page), PictureFormat::png, run.finished,
                      kScreenDots);
  } catch (const Error& error) {
    if (error.exit() == Exit::unavailable) return "";
    throw;
  }
}

}  // namespace

std::string board_of(const run::Run& run, double wall_time) {
  auto out = run::version_event(wall_time) +
             run::experiment_event(wall_time, run.facts.resolved_text) +
             run::text_event(wall_time, "results", report::results_text(run));
  if (const auto png = confusion_picture(run); !png.empty())
    out += run::image_event(wall_time, "confusion", png);
  return out;
}

}  // namespace serhost::app
