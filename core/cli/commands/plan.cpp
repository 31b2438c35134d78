// serhost plan: what would run and what it takes, without decoding or training.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/experiment_check.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "data/batches.hpp"
#include "train/run.hpp"

namespace serhost::cli {
namespace {

struct PartSize {
  std::size_t clips = 0;
  double hours = 0.0;
};

PartSize size_of(const data::Manifest& manifest, const std::vector<std::size_t>& part) {
  PartSize out{part.size(), 0.0};
  for (const auto clip : part) out.hours += manifest.clips[clip].seconds / 3600.0;
  return out;
}

}  // namespace

int plan_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "override one key of the experiment (repeatable)")
      ("json", "as JSON");
  // clang-format on
  const auto parsed = parse("plan", arguments, options, 1, 1);
  if (parsed.help) return 0;
  Faults faults;
  const auto prepared =
      app::prepare(parsed.globals, parsed.positional[0], parsed.overrides(), faults);
  const auto facts = app::check_model(prepared, faults);
  faults.throw_if_any();
  const auto& experiment = prepared.experiment;

  nlohmann::ordered_json out;
  out["name"] = experiment.name;
  out["device"] = facts.device;
  out["seeds"] = experiment.seeds;
  out["parameters"] = facts.parameters;
  out["trainable"] = facts.trainable;
  std::int64_t updates = 0;
  double hours = 0.0;
  for (const auto& clip : prepared.manifest.clips) hours += clip.seconds / 3600.0;
  auto folds = nlohmann::ordered_json::array();
  for (const auto& fold : prepared.folds.front().folds) {
    const auto batches =
        data::training_batches(prepared.manifest, fold.train, experiment.train, 0, 0).size();
    updates += static_cast<std::int64_t>(
                   (batches + static_cast<std::size_t>(experiment.train.accumulate) - 1) /
                   static_cast<std::size_t>(experiment.train.accumulate)) *
               experiment.train.epochs;
    const auto train = size_of(prepared.manifest, fold.train),
               validation = size_of(prepared.manifest, fold.validation),
               test = size_of(prepared.manifest, fold.test);
    folds.push_back({{"fold", fold.number},
                     {"name", fold.name},
                     {"train", {{"clips", train.clips}, {"hours", train.hours}}},
                     {"validation", {{"clips", validation.clips}, {"hours", validation.hours}}},
                     {"test", {{"clips", test.clips}, {"hours", test.hours}}},
                     {"batches", batches}});
  }
  out["folds"] = folds;
  out["updates"] = updates * static_cast<std::int64_t>(experiment.seeds.size());
  // Weights, gradients and the optimizer's two moments in fp32; the best weights once more; decoded
  // audio up to its bound.
  const double weights = static_cast<double>(facts.parameters) * 4.0 * 2.0 +
                         static_cast<double>(facts.trainable) * 4.0 * 3.0;
  const double audio =
      std::min(hours * 3600.0 * static_cast<double>(facts.sample_rate) * 4.0, 2147483648.0);
  out["memory_bytes"] = {{"weights_and_optimizer", weights}, {"decoded_audio", audio}};
  const auto cache = features::plan_cache(experiment.train, prepared.manifest, facts.frozen,
                                          features::cache_settings());
  out["cache_bytes"] = cache.cached() ? cache.bytes : 0.0;
  out["cache"] = cache.note;
  if (parsed.has("json")) {
    print_json(out);
    return 0;
  }
  fmt::print(
      "{}: {} on {}\n{} x {}, {} epochs each, {} updates in all\n{} parameters, {} trainable\n\n",
      printable_lines(experiment.name), experiment.loss.info->name, facts.device,
      count_of(experiment.seeds.size(), "seed"), count_of(folds.size(), "fold"),
      experiment.train.epochs, out["updates"].get<std::int64_t>(), facts.parameters,
      facts.trainable);
  fmt::print("{:>4}  {:<24} {:>14} {:>14} {:>14} {:>8}\n", "fold", "left out", "train",
             "validation", "test", "batches");
  for (const auto& fold : folds) {
    const auto cell = [&](const char* part) {
      return fmt::format("{} / {:.2f} h", fold[part]["clips"].get<std::size_t>(),
                         fold[part]["hours"].get<double>());
    };
    fmt::print("{:>4}  {:<24} {:>14} {:>14} {:>14} {:>8}\n", fold["fold"].get<std::int64_t>(),
               printable_lines(fold["name"].get<std::string>()), cell("train"), cell("validation"),
               cell("test"), fold["batches"].get<std::size_t>());
  }
  fmt::print(
      "\nmemory, about: {:.2f} GB weights and optimizer, {:.2f} GB decoded audio, and the "
      "activations of one batch\nfeature cache: {}\n",
      weights / 1e9, audio / 1e9,
      cache.place == features::CachePlan::Place::nothing
          ? "none, for no part of the model is frozen"
      : cache.cached() ? features::size_text(cache.bytes) + "; " + cache.note
                       : cache.note);
  return 0;
}

}  // namespace serhost::cli
