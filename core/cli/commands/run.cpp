// serhost run: train and evaluate.
#include "app/run.hpp"

#include <unistd.h>

#include <iostream>

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_request.hpp"
#include "cli/terminal.hpp"
#include "report/table.hpp"

namespace serhost::cli {
namespace {

app::RunOutcome run(const Parsed& parsed) {
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
                            }};
  return app::run_experiment(parsed.globals, job, display);
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
      {.name = "set",
       .help = "override one key of the experiment (repeatable)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "out", .help = "the run directory (default: runs/<name>)", .value = "DIR"},
      {.name = "locked",
       .help = "use only the plugins listed in the serhost.lock beside the experiment"},
      {.name = "resume", .help = "resume an unfinished run"},
      {.name = "device",
       .help = "auto, cpu, cuda or cuda:N, in place of the experiment's",
       .value = "D"},
      {.name = "max-time",
       .help = "stop after this time (90s, 10m, 2h) with exit status 75",
       .value = "T"}};
  const auto parsed = parse("run", arguments, options, 1, 1);
  if (parsed.help) return 0;
  print_result(run(parsed), parsed.globals);
  return 0;
}

}  // namespace serhost::cli
