// serhost plan: what would run and what it takes, without decoding or training.
#include "app/plan.hpp"

#include <nlohmann/json.hpp>

#include "app/tested_clips.hpp"
#include "base/memory_use.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

nlohmann::ordered_json json_of(const app::PartSize& size) {
  return {{"clips", size.clips}, {"hours", size.hours}};
}

nlohmann::ordered_json json_of(const config::Experiment& experiment, const train::Facts& facts,
                               const app::Plan& plan, const app::MemoryForecast& memory) {
  nlohmann::ordered_json out;
  out["name"] = experiment.name;
  out["device"] = facts.device;
  out["seeds"] = experiment.seeds;
  out["parameters"] = facts.parameters;
  out["trainable"] = facts.trainable;
  auto& folds = out["folds"] = nlohmann::ordered_json::array();
  for (const auto& fold : plan.folds) {
    folds.push_back({{"fold", fold.number},
                     {"name", fold.name},
                     {"train", json_of(fold.train)},
                     {"validation", json_of(fold.validation)},
                     {"test", json_of(fold.test)},
                     {"batches", fold.batches},
                     {"updates_per_epoch", fold.updates}});
  }
  out["updates"] = plan.updates;
  out["memory_bytes"] = {{"weights_and_optimizer", plan.weight_bytes},
                         {"decoded_audio", plan.audio_bytes},
                         {"program", memory.program}};
  if (memory.step) {
    out["memory_bytes"]["largest_batch"] = memory.step->batch;
    out["memory_bytes"]["frozen_part"] = memory.step->prefix;
    out["memory_bytes"]["peak"] = memory.total;
  }
  out["cache_bytes"] = plan.cache.cached() ? plan.cache.bytes : 0.0;
  out["cache"] = plan.cache.note;
  return out;
}

std::string cache_words(const features::CachePlan& cache) {
  if (cache.place == features::CachePlan::Place::nothing)
    return "none, since no part of the model is frozen";
  return cache.cached() ? features::size_text(cache.bytes) + "; " + cache.note : cache.note;
}

std::string memory_words(const app::Plan& plan, const app::MemoryForecast& memory) {
  auto out = fmt::format("{:.2f} GB weights and optimizer, {:.2f} GB decoded audio",
                         plan.weight_bytes / 1e9, plan.audio_bytes / 1e9);
  if (!memory.step) return out + ", and the activations of one batch";
  out +=
      fmt::format(", {:.2f} GB for the largest batch ({}{})", memory.step->batch / 1e9,
                  count_of(memory.clips, "clip"),
                  memory.step->tried < memory.clips ? fmt::format(", from {}", memory.step->tried)
                                                    : std::string());
  if (memory.step->prefix > 0.0)
    out += fmt::format(", {:.2f} GB for the frozen part before it", memory.step->prefix / 1e9);
  out = fmt::format("{:.2f} GB: {}, {:.2f} GB program", memory.total / 1e9, out,
                    memory.program / 1e9);
  if (memory.total > memory.machine)
    out += fmt::format(
        "\n  more than the {:.1f} GB of this machine: take a smaller train.batch_size, "
        "with train.accumulate for the same updates, or train.max_seconds",
        memory.machine / 1e9);
  return out;
}

void print_text(const config::Experiment& experiment, const train::Facts& facts,
                const app::Plan& plan, const app::MemoryForecast& memory) {
  print("{}: {} on {}\n{} x {}, {} epochs each, {} updates in all\n{} parameters, {} trainable\n\n",
        printable_lines(experiment.name), experiment.loss.info->name, facts.device,
        count_of(experiment.seeds.size(), "seed"), count_of(plan.folds.size(), "fold"),
        experiment.train.epochs, plan.updates, facts.parameters, facts.trainable);
  constexpr auto kRow = "{:>4}  {:<24} {:>14} {:>14} {:>14} {:>8} {:>8}\n";
  print(kRow, "fold", "left out", "train", "validation", "test", "batches", "updates");
  const auto cell = [](const app::PartSize& size) {
    return fmt::format("{} / {:.2f} h", size.clips, size.hours);
  };
  for (const auto& fold : plan.folds) {
    print(kRow, fold.number, printable_lines(fold.name), cell(fold.train), cell(fold.validation),
          cell(fold.test), fold.batches, fold.updates);
  }
  print("batches and updates of the first epoch\n");
  print("\nmemory, about: {}\nfeature cache: {}\n", memory_words(plan, memory),
        cache_words(plan.cache));
}

}  // namespace

int plan_command(std::vector<std::string> arguments) {
  const Options options = {override_option(), {.name = "json", .help = "as JSON"}};
  const auto parsed = parse("plan", arguments, options, 1, 1);
  if (parsed.help) return 0;
  Faults faults;
  const auto prepared =
      app::prepare(parsed.globals, parsed.positional[0], parsed.overrides(), faults);
  const auto program = static_cast<double>(resident_bytes());
  const auto facts = app::check_model(parsed.globals, prepared, faults);
  faults.throw_if_any();
  const auto plan = app::plan_of(prepared, facts);
  const auto memory = app::forecast_memory(parsed.globals, prepared, plan, program);
  if (parsed.has("json")) {
    auto out = json_of(prepared.experiment, facts, plan, memory);
    out["test_speakers"] = run::words_of(app::test_speakers(prepared));
    print_json(out);
    return 0;
  }
  print_text(prepared.experiment, facts, plan, memory);
  for (const auto& stamp : app::stamps_of(prepared)) print("{}\n", stamp);
  return 0;
}

}  // namespace serhost::cli
