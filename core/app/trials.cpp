#include "app/trials.hpp"

#include <cmath>

#include "app/audio_check.hpp"
#include "app/experiment_check.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/charts.hpp"
#include "report/paper_style.hpp"

namespace serhost::app {
namespace {

Prepared checked_for_trial(const Session& session, const TrialRequest& request,
                           RunObserver& observer) {
  Faults faults;
  auto prepared = prepare(session, request.experiment, request.overrides, faults);
  if (faults.empty()) {
    check_model(session, prepared, faults);
    if (data::takes_audio(prepared.experiment)) read_all_audio(prepared, observer, faults);
  }
  faults.throw_if_any();
  if (prepared.experiment.train.epochs == 0)
    throw UsageError("nothing is trained here: train.epochs is 0");
  return prepared;
}

template <class Trial>
auto tried(const Session& session, const TrialRequest& request, RunObserver& observer,
           const Trial& trial) {
  const auto prepared = checked_for_trial(session, request, observer);
  train::RunOptions options;
  options.threads = session.threads;
  options.stop = request.stop;
  return trial(train::TrialJob{.experiment = prepared.experiment,
                               .registry = prepared.registry,
                               .manifest = prepared.manifest,
                               .folds = prepared.folds,
                               .observer = observer,
                               .options = options});
}

}  // namespace

train::Overfit overfit_batch(const Session& session, const TrialRequest& request,
                             std::int64_t most_updates, RunObserver& observer) {
  return tried(session, request, observer,
               [&](const auto& job) { return train::overfit_batch(job, most_updates); });
}

train::LrSearch find_lr(const Session& session, const TrialRequest& request,
                        const train::LrRange& range, RunObserver& observer) {
  return tried(session, request, observer,
               [&](const auto& job) { return train::find_lr(job, range); });
}

void write_profile(const Session& session, const TrialRequest& request,
                   const std::filesystem::path& file, RunObserver& observer) {
  tried(session, request, observer, [&](const auto& job) { train::write_profile(job, file); });
}

std::string lr_curve_svg(const train::LrSearch& search) {
  report::BandCurve curve{"smoothed loss", {}, {}, {}, {}};
  for (const auto& step : search.steps) {
    curve.x.push_back(std::log10(step.lr));
    for (auto* const values : {&curve.mean, &curve.low, &curve.high})
      values->push_back(step.smooth);
  }
  const auto& style = report::paper_styles().front();
  return report::paper_svg(
      report::band_chart("loss over the learning rate", "log10 of the learning rate", {curve},
                         false, 0.0, {.width = report::pixels_of(style.column), .y_title = "loss"}),
      style, style.column);
}

std::string lr_curve_csv(const train::LrSearch& search) {
  auto out = sheet_line({"lr", "loss", "smooth"});
  for (const auto& step : search.steps)
    out += sheet_line({exact(step.lr), exact(step.loss), exact(step.smooth)});
  return out;
}

}  // namespace serhost::app
