// Trials of an experiment that leave no run behind (train/trials.hpp), from its file.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "run/events.hpp"
#include "train/trials.hpp"

namespace serhost::app {

struct TrialRequest {
  std::filesystem::path experiment;      ///< the file
  std::vector<std::string> overrides{};  ///< "key=value"
  std::function<bool()> stop{};          ///< [run] asked between updates
};

/// [run] All of them check the experiment, the model and the audio first, as `run_experiment` does,
/// and throw what it throws.
train::Overfit overfit_batch(const Session& session, const TrialRequest& request,
                             std::int64_t most_updates, RunObserver& observer);
train::LrSearch find_lr(const Session& session, const TrialRequest& request,
                        const train::LrRange& range, RunObserver& observer);
void write_profile(const Session& session, const TrialRequest& request,
                   const std::filesystem::path& file, RunObserver& observer);

/// The curve of such a search as a picture: the smoothed loss over the logarithm of the rate.
std::string lr_curve_svg(const train::LrSearch& search);
/// lr,loss,smooth: a line for each update.
std::string lr_curve_csv(const train::LrSearch& search);

}  // namespace serhost::app
