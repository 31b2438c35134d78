// serhost find-lr: the learning rate at which the loss falls most steeply.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/output_place.hpp"
#include "app/trials.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"

namespace serhost::cli {
namespace {

double rate_from(const Parsed& parsed, const std::string& name) {
  double out = 0.0;
  if (!read_number(parsed.text(name), out) || !(out > 0.0) || out > 1e6)
    throw UsageError("--" + name + " is '" + parsed.text(name) +
                     "', but must be a number above 0, as in 1e-5");
  return out;
}

train::LrRange range_from(const Parsed& parsed) {
  train::LrRange out{.low = rate_from(parsed, "from"), .high = rate_from(parsed, "to")};
  if (out.high <= out.low) throw UsageError("--to must be above --from");
  double updates = 0.0;
  if (!read_number(parsed.text("updates"), updates) || updates < 10 || updates > 1e6 ||
      updates != std::floor(updates))
    throw UsageError("--updates is '" + parsed.text("updates") +
                     "', but must be a whole number from 10 to 1000000");
  out.updates = static_cast<std::int64_t>(updates);
  return out;
}

/// Some twenty lines of the curve, with bars that a terminal shows.
void print_curve(const train::LrSearch& search) {
  constexpr std::size_t kLines = 20;
  constexpr double kWide = 40;
  double highest = 0.0;
  for (const auto& step : search.steps) highest = std::max(highest, step.smooth);
  print("{:>10}  {:>10}\n", "lr", "loss");
  const auto every = std::max<std::size_t>(1, search.steps.size() / kLines);
  for (std::size_t i = 0; i < search.steps.size(); i += every) {
    const auto& step = search.steps[i];
    const double share = highest > 0.0 ? std::max(0.0, step.smooth / highest) : 0.0;
    print("{:>10.2e}  {:>10.4g}  {}\n", step.lr, step.smooth,
          std::string(static_cast<std::size_t>(share * kWide), '#'));
  }
}

void print_found(const train::LrSearch& search) {
  print_curve(search);
  if (search.diverged) print("the loss grows out of hand at {:.2e}\n", *search.diverged);
  if (search.suggested)
    print("suggested: train.optimizer.lr = {:.1e} (the loss falls most steeply there)\n",
          *search.suggested);
  else
    print(
        "nothing is suggested: the loss does not fall between these rates; try --from, --to, or "
        "serhost run --overfit-batch\n");
}

nlohmann::ordered_json json_of(const train::LrSearch& search) {
  nlohmann::ordered_json out;
  const auto or_null = [](const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
  };
  out["suggested"] = or_null(search.suggested);
  out["diverged"] = or_null(search.diverged);
  auto& steps = out["steps"] = nlohmann::ordered_json::array();
  for (const auto& step : search.steps)
    steps.push_back({{"lr", step.lr}, {"loss", step.loss}, {"smooth", step.smooth}});
  return out;
}

}  // namespace

int find_lr_command(std::vector<std::string> arguments) {
  const Options options = {
      override_option(),
      {.name = "from", .help = "the smallest rate", .value = "LR", .fallback = "1e-7"},
      {.name = "to", .help = "the largest rate", .value = "LR", .fallback = "1"},
      {.name = "updates", .help = "updates at most", .value = "N", .fallback = "100"},
      {.name = "out", .help = "write the curve here: .svg or .csv", .value = "FILE"},
      {.name = "json", .help = "as JSON"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N", .value = "D"}};
  const auto parsed = parse("find-lr", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto range = range_from(parsed);
  const auto file = parsed.path("out");
  if (file) app::check_output(*file, {".svg", ".csv"});
  StopRequest stop(std::nullopt);
  ProgressDisplay display(parsed.globals);
  const auto found = app::find_lr(
      parsed.globals, {parsed.positional[0], parsed.overrides(), [&] { return stop.asked(); }},
      range, display);
  if (file)
    replace_file(*file,
                 file->extension() == ".csv" ? app::lr_curve_csv(found) : app::lr_curve_svg(found));
  if (parsed.has("json")) print_json(json_of(found));
  else print_found(found);
  return 0;
}

}  // namespace serhost::cli
