// serhost reproduce: runs a bundle again and shows how its numbers compare.
#include "app/reproduce.hpp"

#include <cmath>
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "cli/progress.hpp"
#include "cli/run_result.hpp"
#include "cli/stop_request.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

double tolerance_of(const Parsed& parsed) {
  if (!parsed.has("tolerance")) return 1e-6;
  const auto text = parsed.text("tolerance");
  std::size_t used = 0;
  const double value = leading_number(text, used);
  if (used == 0 || used != text.size() || !std::isfinite(value) || value < 0.0)
    throw UsageError("--tolerance is '" + text + "', but must be a number of 0 or more");
  return value;
}

app::Reproduction reproduce(const Parsed& parsed, double tolerance) {
  StopRequest stop(std::nullopt);
  ProgressDisplay display(parsed.globals);
  const fs::path bundle = parsed.positional[0];
  app::ReproduceJob job{
      .bundle = bundle,
      .folder = parsed.path("out").value_or(fs::path("reproduced") / bundle.stem()),
      .overrides = parsed.overrides(),
      .tolerance = tolerance,
      .stop = [&] { return stop.asked(); },
      .started =
          [&](std::int64_t epochs) {
            stop.save_first();
            display.expect(epochs);
          },
      .installed =
          [&](const pack::Installed& pack) {
            if (!parsed.globals.quiet)
              std::cerr << pack.name << " " << pack.version << " is installed, " << pack.origin
                        << "\n";
          },
      .reports = pack_reports(parsed.globals)};
  return app::reproduce(parsed.globals, job, display);
}

void print_comparison(const app::Reproduction& done) {
  print("\n{:<12} {:>12} {:>12} {:>12}\n", "", "original", "here", "difference");
  for (const auto& metric : done.metrics) {
    print("{:<12} {:>12.6f} {:>12.6f} {:>12.2g}{}\n", metric.name, metric.original, metric.here,
          metric.difference, metric.within ? "" : "  *");
  }
  if (done.same_bits) print("predictions   the same, bit for bit\n");
  else print("predictions   {} of {} are the same\n", done.same_predictions, done.original_clips);
  flush_out();
}

}  // namespace

int reproduce_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "set",
       .help = "override one key, such as dataset.root (repeatable)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "out",
       .help = "where to put the bundle's files and the run (default: reproduced/NAME)",
       .value = "DIR"},
      {.name = "device",
       .help = "auto, cpu, cuda or cuda:N, in place of the experiment's",
       .value = "D"},
      {.name = "tolerance",
       .help = "maximum difference of a number (default: 1e-6)",
       .value = "X"}};
  const auto parsed = parse("reproduce", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const double tolerance = tolerance_of(parsed);
  const auto done = reproduce(parsed, tolerance);
  print_result(done.run, parsed.globals);
  print_comparison(done);
  if (!done.reproduced())
    throw Error(Exit::failed, "numbers marked with * differ by more than " + exact(tolerance) +
                                  ": the run was not reproduced");
  return 0;
}

}  // namespace serhost::cli
