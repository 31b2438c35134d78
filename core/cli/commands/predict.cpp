// serhost predict: a trained model on new audio.
#include "app/predict.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <limits>

#include "app/prediction_output.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"

namespace serhost::cli {
namespace {

std::int64_t whole_option(const Parsed& parsed, const char* option, std::int64_t least,
                          std::int64_t most) {
  std::int64_t value = 0;
  const auto text = parsed.text(option);
  if (read_number(text, value) && value >= least && value <= most) return value;
  throw UsageError("--" + std::string(option) + " is '" + text +
                   "', but must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
}

double seconds_option(const Parsed& parsed, const char* option) {
  double value = 0.0;
  const auto text = parsed.text(option);
  constexpr double kLeast = 0.001, kMost = 86400.0;
  if (read_number(text, value) && value >= kLeast && value <= kMost) return value;
  throw UsageError("--" + std::string(option) + " is '" + text +
                   "', but must be seconds, from 0.001 to 86400");
}

std::optional<app::WindowRule> windows_of(const Parsed& parsed) {
  if (!parsed.has("window")) {
    if (parsed.has("hop"))
      throw UsageError(
          "--hop is given, but no --window: without windows a clip is heard as a "
          "whole");
    return std::nullopt;
  }
  app::WindowRule rule;
  rule.size = seconds_option(parsed, "window");
  rule.hop = parsed.has("hop") ? seconds_option(parsed, "hop") : rule.size;
  if (rule.hop > rule.size)
    throw UsageError("--hop " + parsed.text("hop") + " is longer than --window " +
                     parsed.text("window") + ": what lies between would not be heard");
  return rule;
}

std::optional<app::RawInput> raw_of(const Parsed& parsed) {
  const auto& given = parsed.positional;
  const bool piped = std::find(given.begin() + 1, given.end(), "-") != given.end();
  for (const char* option : {"rate", "channels", "encoding"}) {
    if (!piped && parsed.has(option))
      throw UsageError("--" + std::string(option) +
                       " is for samples from standard input: name - in the place of files");
  }
  if (!piped) return std::nullopt;
  if (given.size() > 2 || parsed.has("list"))
    throw UsageError("- stands for standard input, and cannot be named together with files");
  app::RawInput out;
  out.descriptor = STDIN_FILENO;
  if (parsed.has("rate")) out.layout.sample_rate = whole_option(parsed, "rate", 1000, 768000);
  if (parsed.has("channels")) out.layout.channels = whole_option(parsed, "channels", 1, 32);
  if (parsed.has("encoding") && choice(parsed, "encoding", {"s16le", "f32le"}) == "f32le")
    out.layout.coding = audio::PcmCoding::f32;
  return out;
}

app::PredictJob job_of(const Parsed& parsed) {
  app::PredictJob job;
  job.model = parsed.positional.front();
  if (parsed.has("fold")) job.chosen.fold = whole_option(parsed, "fold", 1, 1000000);
  if (parsed.has("seed"))
    job.chosen.seed = whole_option(parsed, "seed", std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max());
  job.raw = raw_of(parsed);
  if (!job.raw) job.audio = {parsed.positional.begin() + 1, parsed.positional.end()};
  job.list = parsed.path("list");
  if (!job.raw && job.audio.empty() && !job.list)
    throw UsageError(
        "no audio was given: name files or folders, a list of them with --list FILE, "
        "or - for samples from standard input");
  job.key = choice(parsed, "key", {"stem", "path"}) == "stem" ? features::KeyRule::stem
                                                              : features::KeyRule::path;
  job.windows = windows_of(parsed);
  job.device = parsed.text("device");
  return job;
}

Options predict_options() {
  return {{.name = "fold", .help = "the models of this fold alone", .value = "F"},
          {.name = "seed", .help = "the models of this seed alone", .value = "S"},
          {.name = "window", .help = "hear windows of so many seconds", .value = "S"},
          {.name = "hop",
           .help = "seconds from one window to the next (default: --window)",
           .value = "S"},
          {.name = "format",
           .help = "csv, jsonl, rttm, textgrid, audacity or webvtt",
           .value = "F",
           .fallback = "csv"},
          {.name = "json", .help = "the same as --format jsonl"},
          {.name = "key",
           .help = "a clip's key: the stem or the path of its file",
           .value = "KEY",
           .fallback = "stem"},
          {.name = "list", .help = "a text file of audio paths, one per line", .value = "FILE"},
          {.name = "rate",
           .help = "of standard input: samples per second (default: 16000)",
           .value = "HZ"},
          {.name = "channels", .help = "of standard input (default: 1)", .value = "N"},
          {.name = "encoding",
           .help = "of standard input: s16le or f32le (default: s16le)",
           .value = "E"},
          {.name = "device", .help = "auto, cpu, cuda or cuda:N", .value = "D", .fallback = "auto"},
          {.name = "out",
           .help = "what to write, in place of standard output; a stopped job goes on from there",
           .value = "FILE"}};
}

}  // namespace

int predict_command(std::vector<std::string> arguments) {
  const auto parsed =
      parse("predict", arguments, predict_options(), 1, std::numeric_limits<std::size_t>::max());
  if (parsed.help) return 0;
  auto job = job_of(parsed);
  const auto format = parsed.has("json") ? std::string("jsonl") : parsed.text("format");
  app::PredictionOutput output(format, parsed.path("out"), job.raw.has_value(),
                               [](std::string_view text) { write_out(text); });
  ProgressDisplay display(parsed.globals);
  StopRequest stop(std::nullopt);
  job.journal = output.journal();
  if (job.journal || job.raw) {
    stop.save_first();
    job.stop = [&] { return stop.asked(); };
  }
  job.begin = [&](const std::vector<std::string>& columns, std::size_t clips) {
    output.begin(columns, clips);
  };
  job.say = [&](const app::Said& said) { output.say(said); };
  job.flush = [] { flush_out(); };
  const auto done = app::predict(parsed.globals, job, display);
  output.finish();
  done.damaged.throw_if_any();
  if (parsed.has("out") && !parsed.globals.quiet)
    std::cerr << parsed.text("out") << ": " << count_of(done.clips, "clip") << "\n";
  return 0;
}

}  // namespace serhost::cli
