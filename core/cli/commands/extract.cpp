// serhost extract: features of audio files from one backbone.
#include "app/extract.hpp"

#include <limits>

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"

namespace serhost::cli {
namespace {

std::string layer_of(const Parsed& parsed) {
  const auto layer = parsed.text("layer");
  const bool number = !layer.empty() && layer.size() < 5 &&
                      layer.find_first_not_of("0123456789") == std::string::npos;
  if (layer != "last" && layer != "all" && !number) {
    throw UsageError("--layer is '" + layer +
                     "', but must be last, all or the number of a layer; 0 is the encoder's input");
  }
  return layer;
}

app::ExtractJob job_of(const Parsed& parsed) {
  for (const char* needed : {"backbone", "out"}) {
    if (!parsed.has(needed))
      throw UsageError("--" + std::string(needed) + " is missing. See serhost extract --help");
  }
  if (parsed.positional.empty() && !parsed.has("list"))
    throw UsageError(
        "no audio was given: name files or folders, or a list of them with --list FILE");
  app::ExtractJob job{.backbone = parsed.text("backbone"),
                      .settings = parsed.texts("set"),
                      .audio = {parsed.positional.begin(), parsed.positional.end()},
                      .list = parsed.path("list"),
                      .key = choice(parsed, "key", {"stem", "path"}) == "stem"
                                 ? features::KeyRule::stem
                                 : features::KeyRule::path,
                      .device = parsed.text("device"),
                      .options = {}};
  job.options.layer = layer_of(parsed);
  job.options.mean = choice(parsed, "pool", {"none", "mean"}) == "mean";
  job.options.precision = choice(parsed, "precision", {"fp32", "bf16"});
  job.options.npy = choice(parsed, "format", {"safetensors", "npy"}) == "npy";
  job.options.out = parsed.text("out");
  if (parsed.has("cache")) job.options.cache = features::cache_settings();
  return job;
}

}  // namespace

int extract_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "backbone", .help = "the backbone (serhost list backbones)", .value = "NAME"},
      {.name = "set",
       .help = "a key of [backbone] (repeatable)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "layer",
       .help = "last, all, or a number; 0 is the encoder's input",
       .value = "LAYER",
       .fallback = "last"},
      {.name = "pool",
       .help = "none: every frame; mean: one vector per clip",
       .value = "POOL",
       .fallback = "none"},
      {.name = "precision",
       .help = "fp32 or bf16, for the computation; features are F32",
       .value = "P",
       .fallback = "fp32"},
      {.name = "key",
       .help = "a clip's key: the stem or the path of its file",
       .value = "KEY",
       .fallback = "stem"},
      {.name = "format",
       .help = "safetensors: one file; npy: a folder with one file per clip",
       .value = "F",
       .fallback = "safetensors"},
      {.name = "list", .help = "a text file of audio paths, one per line", .value = "FILE"},
      {.name = "cache", .help = "read features from the feature cache, and add to it"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N", .value = "D", .fallback = "auto"},
      {.name = "out", .help = "what to write; with --format npy, a folder", .value = "FILE"}};
  const auto parsed =
      parse("extract", arguments, options, 0, std::numeric_limits<std::size_t>::max());
  if (parsed.help) return 0;
  auto job = job_of(parsed);
  ProgressDisplay display(parsed.globals);
  StopRequest stop(std::nullopt);
  stop.save_first();
  job.options.stop = [&] { return stop.asked(); };
  const auto out = job.options.out;
  const auto done = app::extract(parsed.globals, std::move(job), display);
  print("{}: {}, {} of audio, each [{}] from {}\n", out.string(), count_of(done.made.clips, "clip"),
        duration_text(done.made.seconds), join(done.made.layout, ", "), done.backbone);
  return 0;
}

}  // namespace serhost::cli
