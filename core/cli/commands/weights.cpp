// serhost weights: what a checkpoint holds, and the same as a Hugging Face directory.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <serhost/weights/convert.hpp>
#include <set>

#include "app/experiment_check.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "host/registry.hpp"

namespace serhost::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string shape_of(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> sizes;
  for (const auto length : shape) sizes.push_back(std::to_string(length));
  return "[" + join(sizes, ", ") + "]";
}

std::int64_t elements_of(const std::vector<std::int64_t>& shape) {
  std::int64_t out = 1;
  for (const auto length : shape) out *= length;
  return out;
}

/// A checkpoint, and what the family that reads it calls its tensors.
struct Shown {
  weights::Checkpoint checkpoint;
  std::optional<weights::EncoderWeights> encoder;
  std::map<std::string, std::string> own;  ///< the module's name by the file's
  std::set<std::string> extras;            ///< the file's names

  Shown(const std::filesystem::path& path, weights::Families families)
      : checkpoint(weights::Checkpoint::open(path)),
        encoder(weights::recognized(checkpoint, families)) {
    if (!encoder) return;
    for (const auto& name : encoder->names()) own[encoder->source(name)] = name;
    for (const auto& name : encoder->extras()) extras.insert(encoder->source(name));
  }

  std::int64_t parameters(bool with_extras) const {
    std::int64_t out = 0;
    for (const auto& [name, info] : checkpoint.tensors()) {
      if (with_extras || !extras.contains(name)) out += elements_of(info.shape);
    }
    return out;
  }

  std::uint64_t bytes() const {
    std::uint64_t out = 0;
    for (const auto& [name, info] : checkpoint.tensors()) out += info.bytes;
    return out;
  }
};

Json config_json(const weights::Config& config) {
  return config.empty() ? Json() : Json::parse(config.json());
}

void show_json(const Shown& shown) {
  Json out = {{"path", shown.checkpoint.path().string()}, {"format", shown.checkpoint.format()}};
  out["family"] = shown.encoder ? Json(shown.encoder->family().name) : Json();
  out["layout"] = shown.encoder ? Json(shown.encoder->layout().name) : Json();
  for (const auto& file : shown.checkpoint.files()) out["files"].push_back(file.string());
  out["parameters"] = shown.parameters(false);
  out["parameters_with_extras"] = shown.parameters(true);
  out["bytes"] = shown.bytes();
  out["config"] = config_json(shown.encoder ? shown.encoder->config() : shown.checkpoint.config());
  out["preprocessor"] =
      config_json(shown.encoder ? shown.encoder->preprocessor() : shown.checkpoint.preprocessor());
  out["tensors"] = Json::array();
  for (const auto& [name, info] : shown.checkpoint.tensors()) {
    const auto own = shown.own.find(name);
    out["tensors"].push_back({{"name", name},
                              {"model_name", own == shown.own.end() ? Json() : Json(own->second)},
                              {"dtype", info.dtype},
                              {"shape", info.shape},
                              {"bytes", info.bytes},
                              {"extra", shown.extras.contains(name)}});
  }
  print_json(out);
}

void show_config(const char* title, const weights::Config& config) {
  if (config.empty()) return;
  print("\n{}\n", title);
  for (const auto& name : config.names()) print("  {:<32} {}\n", name, config.shown(name));
}

void show_text(const Shown& shown) {
  const auto& checkpoint = shown.checkpoint;
  print("{}: {}\n", checkpoint.path().string(), checkpoint.format());
  if (shown.encoder)
    print("family      {}, named as {} does{}\n", shown.encoder->family().name,
          shown.encoder->layout().name,
          shown.encoder->prefix().empty() ? "" : ", below " + shown.encoder->prefix());
  else print("family      none that is known here\n");
  for (const auto& file : checkpoint.files()) print("file        {}\n", file.string());
  print("parameters  {} in {}", shown.parameters(true),
        count_of(checkpoint.tensors().size(), "tensor"));
  if (!shown.extras.empty())
    print("; {} without {}", shown.parameters(false), count_of(shown.extras.size(), "extra"));
  print("\nbytes       {}\n", shown.bytes());
  show_config("config", shown.encoder ? shown.encoder->config() : checkpoint.config());
  show_config("preprocessor",
              shown.encoder ? shown.encoder->preprocessor() : checkpoint.preprocessor());
  print("\ntensors\n");
  for (const auto& [name, info] : checkpoint.tensors()) {
    print("  {:<4} {:>12}  {:<20} {}{}\n", info.dtype, info.bytes, shape_of(info.shape), name,
          shown.extras.contains(name) ? "  (extra)" : "");
  }
}

int show(const Parsed& parsed) {
  if (parsed.has("out"))
    throw UsageError(
        "serhost weights show writes nothing: --out is an option of serhost weights convert");
  const auto families = app::registry_of(parsed.globals).checkpoint_families();
  const Shown shown(parsed.positional[1], families);
  parsed.has("json") ? show_json(shown) : show_text(shown);
  return 0;
}

int convert(const Parsed& parsed) {
  if (!parsed.has("out"))
    throw UsageError("serhost weights convert needs --out DIR, a folder that does not exist yet");
  const auto checkpoint = weights::Checkpoint::open(parsed.positional[1]);
  const auto families = app::registry_of(parsed.globals).checkpoint_families();
  const auto converted = weights::convert(checkpoint, parsed.text("out"), families);
  if (parsed.has("json")) {
    print_json({{"folder", converted.folder.string()},
                {"family", converted.family},
                {"tensors", converted.tensors}});
    return 0;
  }
  print("{}: {}, {}\n", converted.folder.string(), count_of(converted.tensors, "tensor"),
        converted.family.empty() ? "named as in the file: no family that is known here"
                                 : "a model of the family " + converted.family);
  return 0;
}

}  // namespace

int weights_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "json", .help = "as JSON"},
      {.name = "out", .help = "of convert: the folder to write", .value = "DIR"}};
  const auto parsed = parse("weights", arguments, options, 2, 2);
  if (parsed.help) return 0;
  const std::vector<std::string> actions = {"show", "convert"};
  const auto& action = parsed.positional[0];
  if (action == "show") return show(parsed);
  if (action == "convert") return convert(parsed);
  throw UsageError("no action '" + action + "' of serhost weights." + suggestion(action, actions));
}

}  // namespace serhost::cli
