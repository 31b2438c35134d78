// serhost evaluate: the models of a run on another experiment's data.
#include "app/evaluate.hpp"

#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/progress.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_request.hpp"

namespace serhost::cli {

int evaluate_command(std::vector<std::string> arguments) {
  const Options options = {
      override_option(),
      {.name = "fold", .help = "the models of this fold alone", .value = "F"},
      {.name = "seed", .help = "the models of this seed alone", .value = "S"},
      {.name = "out", .help = "the run directory (default: runs/<name>)", .value = "DIR"},
      {.name = "resume", .help = "resume an unfinished evaluation"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N", .value = "D", .fallback = "auto"}};
  const auto parsed = parse("evaluate", arguments, options, 2, 2);
  if (parsed.help) return 0;
  StopRequest stop(std::nullopt);
  ProgressDisplay display(parsed.globals);
  const app::EvaluateJob job{
      .model = parsed.positional[0],
      .experiment = parsed.positional[1],
      .overrides = parsed.texts("set"),
      .chosen = {member_number(parsed, "fold"), member_number(parsed, "seed")},
      .folder = parsed.path("out"),
      .device = parsed.text("device"),
      .resume = parsed.has("resume"),
      .stop = [&] { return stop.asked(); },
      .started = [&] { stop.save_first(); }};
  print_result(app::evaluate(parsed.globals, job, display), parsed.globals);
  return 0;
}

}  // namespace serhost::cli
