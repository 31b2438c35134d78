// Read from history.csv, where the run left it.
#include "run/validation.hpp"

namespace serhost::run {
namespace {

std::optional<double> figure_of(const EpochEnded& epoch, const std::string& figure) {
  if (figure == "ua") return epoch.val_ua;
  if (figure == "wa") return epoch.val_wa;
  if (figure == "wf1") return epoch.val_wf1;
  if (figure == "loss") return epoch.val_loss;
  const auto logged = epoch.logged.find("val_" + figure);  // others only where they select
  return logged == epoch.logged.end() ? std::nullopt : std::optional(logged->second);
}

}  // namespace

std::optional<double> validation_of(const Run& run, const Result& result) {
  for (const auto& epoch : run.history) {
    if (epoch.fold == result.fold && epoch.seed == result.seed && epoch.epoch == result.best_epoch)
      return figure_of(epoch, run.facts.select);
  }
  return std::nullopt;
}

std::optional<double> validation_of(const Run& run) {
  if (run.results.empty()) return std::nullopt;
  double sum = 0.0;
  for (const auto& result : run.results) {
    const auto one = validation_of(run, result);
    if (!one) return std::nullopt;
    sum += *one;
  }
  return sum / static_cast<double>(run.results.size());
}

bool is_better(double a, double b, const std::string& figure) {
  return figure == "loss" ? a < b : a > b;
}

}  // namespace serhost::run
