// serhost extract: features of audio files. Every fault that the headers show is told before
// anything is computed.
#include "features/extract.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <limits>

#include "app/experiment_check.hpp"
#include "base/duration.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"
#include "config/load.hpp"
#include "features/engine.hpp"
#include "train/device.hpp"

namespace serhost::cli {
namespace {

/// The value of an option that must be one of a few.
std::string choice(const Parsed& parsed, const char* option,
                   const std::vector<std::string>& choices) {
  const auto value = parsed.text(option);
  for (const auto& each : choices) {
    if (value == each) return value;
  }
  throw UsageError("--" + std::string(option) + " is '" + value + "', but must be one of " +
                   join(choices, ", ") + "." + suggestion(value, choices));
}

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

config::BackboneTable backbone_of(const Parsed& parsed, const host::Registry& registry,
                                  Faults& faults) {
  config::BackboneTable table;
  std::string why;
  table.component.plugin = parsed.text("backbone");
  table.component.info = registry.find(Kind::backbone, table.component.plugin, why);
  if (table.component.info == nullptr) faults.add(Exit::unavailable, why);
  else
    table.component.values =
        config::values_from(*table.component.info, parsed.texts("set"), registry, faults);
  return table;
}

}  // namespace

int extract_command(std::vector<std::string> arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("backbone", po::value<std::string>()->value_name("NAME"),
       "the backbone (serhost list backbones)")
      ("set,s", po::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
       "a key of [backbone] (repeatable)")
      ("layer", po::value<std::string>()->default_value("last")->value_name("LAYER"),
       "last, all, or a number; 0 is the encoder's input")
      ("pool", po::value<std::string>()->default_value("none")->value_name("POOL"),
       "none: every frame; mean: one vector a clip")
      ("precision", po::value<std::string>()->default_value("fp32")->value_name("P"),
       "fp32 or bf16, for the computation; features are F32")
      ("key", po::value<std::string>()->default_value("stem")->value_name("KEY"),
       "a clip is called by its file's stem or by its path")
      ("format", po::value<std::string>()->default_value("safetensors")->value_name("F"),
       "safetensors: one file; npy: a folder with a file a clip")
      ("list", po::value<std::string>()->value_name("FILE"),
       "a text file that names audio, one path a line")
      ("cache", "take features from the feature cache, and add to it")
      ("device", po::value<std::string>()->default_value("auto")->value_name("D"),
       "auto, cpu, cuda or cuda:N")
      ("out", po::value<std::string>()->value_name("FILE"),
       "what to write; with --format npy, a folder");
  // clang-format on
  const auto parsed =
      parse("extract", arguments, options, 0, std::numeric_limits<std::size_t>::max());
  if (parsed.help) return 0;
  for (const char* needed : {"backbone", "out"}) {
    if (!parsed.has(needed))
      throw UsageError("--" + std::string(needed) + " is missing. See serhost extract --help");
  }
  if (parsed.positional.empty() && !parsed.has("list"))
    throw UsageError(
        "no audio was given: name files or folders, or a list of them with --list FILE");

  features::ExtractOptions job;
  job.layer = layer_of(parsed);
  job.mean = choice(parsed, "pool", {"none", "mean"}) == "mean";
  job.bf16 = choice(parsed, "precision", {"fp32", "bf16"}) == "bf16";
  job.npy = choice(parsed, "format", {"safetensors", "npy"}) == "npy";
  job.out = parsed.text("out");
  if (parsed.has("cache")) job.cache = features::cache_settings();
  const auto rule = choice(parsed, "key", {"stem", "path"}) == "stem" ? features::KeyRule::stem
                                                                      : features::KeyRule::path;

  Faults faults;
  const auto registry = app::registry_of(parsed.globals);
  const auto backbone = backbone_of(parsed, registry, faults);
  const auto clips = features::audio_files(
      {parsed.positional.begin(), parsed.positional.end()},
      parsed.has("list") ? std::optional<std::filesystem::path>(parsed.text("list")) : std::nullopt,
      rule, faults);
  faults.throw_if_any();

  // oneDNN keeps the code of its products by their shapes, 1024 of them by default: of clips that
  // all differ in length, gigabytes.
  ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", 0);
  train::prepare_torch(parsed.globals.threads);
  job.device = train::choose_device(parsed.text("device"));
  job.workers = features::workers_for(parsed.globals.threads);
  ProgressDisplay display(parsed.globals, 0);
  job.log = [&](const std::string& line) { display.log(line); };
  job.progress = [&](const Progress& progress) { display.progress(progress); };
  StopRequest stop(std::nullopt);
  stop.save_first();
  job.stop = [&] { return stop.asked(); };
  const auto made = features::extract(backbone, registry, clips, job);
  fmt::print("{}: {}, {} of audio, each [{}] from {}\n", job.out.string(),
             count_of(made.clips, "clip"), duration_text(made.seconds), join(made.layout, ", "),
             backbone.component.info->name);
  return 0;
}

}  // namespace serhost::cli
