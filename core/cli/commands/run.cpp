// serhost run: train and evaluate.
#include "app/run.hpp"

#include <unistd.h>

#include <iostream>

#include "app/output_place.hpp"
#include "app/trials.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_request.hpp"
#include "cli/terminal.hpp"
#include "distributed/world.hpp"
#include "report/table.hpp"

namespace serhost::cli {
namespace {

app::RunOutcome run(const Parsed& parsed, const distributed::World& world) {
  StopRequest stop(max_time(parsed.find("max-time")));
  ProgressDisplay display(parsed.globals);
  const app::RunJob job{.experiment = parsed.positional[0],
                        .overrides = parsed.overrides(),
                        .folder = parsed.path("out"),
                        .resume = parsed.has("resume"),
                        .locked = parsed.has("locked"),
                        .stop = [&] { return stop.asked(); },
                        .started =
                            [&](std::int64_t epochs) {
                              stop.save_first();
                              display.expect(epochs);
                            },
                        .world = world};
  return app::run_experiment(parsed.globals, job, display);
}

/// Learns one batch by heart, and says whether it could.
int overfit(const Parsed& parsed) {
  constexpr std::int64_t kUpdates = 200;
  StopRequest stop(max_time(parsed.find("max-time")));
  ProgressDisplay display(parsed.globals);
  const auto done = app::overfit_batch(
      parsed.globals, {parsed.positional[0], parsed.overrides(), [&] { return stop.asked(); }},
      kUpdates, display);
  print("one batch of {}: loss {:.4g} -> {:.4g} in {}{}\n", count_of(done.clips, "clip"),
        done.losses.front(), done.losses.back(),
        count_of(static_cast<std::size_t>(done.updates), "update"),
        done.right ? fmt::format("; {} of {} clips right", *done.right, done.clips) : "");
  if (done.learned) {
    print("the model, the loss and the optimizer can learn\n");
    return 0;
  }
  print(
      "one batch cannot be learned by heart: try another train.optimizer.lr (serhost find-lr {}), "
      "no dropout and no augmentation; then look at the labels and at the loss\n",
      printable_lines(parsed.positional[0]));
  return static_cast<int>(Exit::failed);
}

int profile(const Parsed& parsed) {
  const auto file = *parsed.path("profile");
  app::check_output(file, {".json"});
  StopRequest stop(max_time(parsed.find("max-time")));
  ProgressDisplay display(parsed.globals);
  app::write_profile(parsed.globals,
                     {parsed.positional[0], parsed.overrides(), [&] { return stop.asked(); }}, file,
                     display);
  print("trace of ten updates: {} (open it in chrome://tracing or ui.perfetto.dev)\n",
        file.string());
  return 0;
}

}  // namespace

void print_result(const app::RunOutcome& outcome, const Globals& globals) {
  if (outcome.finished_before && !globals.quiet)
    std::cerr << printable_lines(outcome.folder.string())
              << " holds the finished run of this experiment; its result:\n";
  write_painted(report::result_table(outcome.folder, terminal_width(), wants_color(STDOUT_FILENO)));
}

int run_command(std::vector<std::string> arguments) {
  const Options options = {
      override_option(),
      {.name = "out", .help = "the run directory (default: runs/<name>)", .value = "DIR"},
      {.name = "locked",
       .help = "use only the plugins listed in the serhost.lock beside the experiment"},
      {.name = "resume", .help = "resume an unfinished run"},
      {.name = "device",
       .help = "auto, cpu, cuda or cuda:N, in place of the experiment's",
       .value = "D"},
      {.name = "max-time",
       .help = "stop after this time (90s, 10m, 2h) with exit status 75",
       .value = "T"},
      {.name = "overfit-batch",
       .help = "learn the first batch by heart instead, which every sound experiment can; nothing "
               "is written"},
      {.name = "profile",
       .help = "write a trace of ten updates here instead, which chrome://tracing opens",
       .value = "FILE"}};
  const auto parsed = parse("run", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto world = distributed::world_of_this_process();
  for (const char* const alone : {"overfit-batch", "profile"}) {
    if (world.size > 1 && parsed.has(alone))
      throw UsageError(std::string("--") + alone + " is for one process, but " + world.from +
                       " say that there are " + std::to_string(world.size));
  }
  if (parsed.has("overfit-batch")) return overfit(parsed);
  if (parsed.has("profile")) return profile(parsed);
  const auto outcome = run(parsed, world);
  if (world.rank == 0) print_result(outcome, parsed.globals);
  return 0;
}

}  // namespace serhost::cli
