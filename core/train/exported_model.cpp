// The head of Transformers is two layers with the mean over frames between them. A layer without
// activation and the mean commute, which is what makes the two heads one.
#include "train/exported_model.hpp"

#include <ATen/ops/eye.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <serhost/nn/speech_encoder.hpp>
#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "train/exported_config.hpp"
#include "train/restored.hpp"
#include "train/snapshot.hpp"
#include "train/test_sound.hpp"

namespace serhost::train {
namespace {

constexpr const char* kEncoderPart = "backbone.0.model.";

/// Above what two orders of summation differ by, and far below what a wrong layer would.
constexpr double kSameProbability = 1e-5;

constexpr const char* kExportable =
    "What can be exported: one backbone of wav2vec2, hubert, wavlm and data2vec with layers = "
    "\"last\" (or \"weighted\", where norms stand behind the residuals), and a head with pooling = "
    "\"mean\", no frame_hidden, and hidden = [] or one size with activation = \"none\", trained "
    "for "
    "classification with a loss that takes the head's scores";

void add_reasons_of_head(const config::HeadTable& head, std::vector<std::string>& reasons) {
  if (head.component.info != nullptr) {
    reasons.push_back("its head is the plugin's '" + head.component.plugin + "'");
    return;
  }
  if (head.pooling != "mean")
    reasons.push_back("head.pooling is \"" + head.pooling + "\", and there it is the mean");
  if (!head.frame_hidden.empty())
    reasons.emplace_back("head.frame_hidden has layers with an activation before the mean");
  if (head.hidden.size() > 1)
    reasons.push_back("head.hidden has " + count_of(head.hidden.size(), "layer") +
                      ", and there it is one");
  if (!head.hidden.empty() && head.activation != "none")
    reasons.push_back("head.activation is \"" + head.activation +
                      "\" behind head.hidden, and there it is none");
}

const nn::SpeechEncoder* find_encoder(Restored& restored) {
  const auto& adapters = restored.composition.model().chain().adapters();
  return adapters.size() == 1
             ? dynamic_cast<const nn::SpeechEncoder*>(adapters.front()->backbone().get())
             : nullptr;
}

/// Weight norm as PyTorch has named its parts since it is a parametrization.
std::string transformers_name(const std::string& name) {
  static const std::map<std::string, std::string> kRenamed = {
      {"encoder.pos_conv_embed.conv.weight_g",
       "encoder.pos_conv_embed.conv.parametrizations.weight.original0"},
      {"encoder.pos_conv_embed.conv.weight_v",
       "encoder.pos_conv_embed.conv.parametrizations.weight.original1"}};
  const auto found = kRenamed.find(name);
  return found == kRenamed.end() ? name : found->second;
}

at::Tensor on_the_cpu(const at::Tensor& tensor) { return tensor.detach().to(at::kCPU); }

void add_head_tensors(const std::map<std::string, at::Tensor>& parameters, std::int64_t width,
                      weights::Tensors& out) {
  const bool projects = parameters.contains("head.hidden0.weight");
  out["projector.weight"] =
      projects ? on_the_cpu(parameters.at("head.hidden0.weight")) : at::eye(width);
  out["projector.bias"] =
      projects ? on_the_cpu(parameters.at("head.hidden0.bias")) : at::zeros({width});
  out["classifier.weight"] = on_the_cpu(parameters.at("head.output.weight"));
  out["classifier.bias"] = on_the_cpu(parameters.at("head.output.bias"));
}

bool has_unmerged(const torch::nn::Module& backbone) {
  const auto modules = backbone.modules();
  return std::any_of(modules.begin(), modules.end(), [](const auto& module) {
    const auto* const one = dynamic_cast<const Adaptation*>(module.get());
    return one != nullptr && !one->weight_change().defined();
  });
}

std::vector<std::string> reasons_of_model(Restored& restored) {
  std::vector<std::string> reasons;
  const auto* encoder = find_encoder(restored);
  if (encoder == nullptr) {
    reasons.emplace_back("its encoder is of another kind than the name of its backbone says");
  } else if (const auto& adapter = restored.composition.model().chain().adapters().front();
             adapter->layers() == "weighted" && encoder->options().transformer.norm_first) {
    // Version 4 puts the last layer of the sum behind the final norm, version 5 before it.
    reasons.emplace_back(
        "layers is \"weighted\" over an encoder with norms before its layers "
        "(do_stable_layer_norm), a sum that two versions of Transformers compute in two ways");
  }
  if (has_unmerged(*restored.composition.model().chain().adapters().front()->backbone()))
    reasons.emplace_back("its encoder is adapted by a network that no weight of theirs stands for");
  if (!restored.composition.needs().output)
    reasons.emplace_back("its loss has an output layer of its own, whose scores are others");
  return reasons;
}

/// An adaptation that a weight stands for is part of that weight there.
void merge_adaptations(const torch::nn::Module& backbone, const std::string& prefix,
                       weights::Tensors& out) {
  std::erase_if(
      out, [](const auto& item) { return item.first.find(".adaptation.") != std::string::npos; });
  for (const auto& item : backbone.named_modules()) {
    const auto* const linear = dynamic_cast<const nn::Linear*>(item.value().get());
    if (linear != nullptr && linear->adapted())
      out[prefix + item.key() + ".weight"] = on_the_cpu(linear->merged_weight());
  }
}

weights::Tensors exported_tensors(Restored& restored, const std::string& prefix) {
  const auto parameters = restored.composition.parameters();
  weights::Tensors out;
  for (const auto& part : {parameters, restored.composition.buffers()}) {
    for (const auto& [name, tensor] : part) {
      if (name.starts_with(kEncoderPart))
        out[prefix + transformers_name(name.substr(std::string(kEncoderPart).size()))] =
            on_the_cpu(tensor);
    }
  }
  const auto& adapter = restored.composition.model().chain().adapters().front();
  merge_adaptations(*adapter->backbone(), prefix, out);
  if (adapter->layer_weights().defined())
    out["layer_weights"] = on_the_cpu(adapter->layer_weights());
  add_head_tensors(parameters, adapter->width(), out);
  return out;
}

void write_config_file(const std::filesystem::path& file, const nlohmann::ordered_json& json) {
  replace_file(file, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace

std::vector<std::string> reasons_against_export(const config::Experiment& experiment) {
  std::vector<std::string> reasons;
  if (experiment.task != "classification")
    reasons.push_back("its task is \"" + experiment.task + "\"");
  if (experiment.backbones.size() != 1)
    reasons.push_back("it is a chain of " + count_of(experiment.backbones.size(), "backbone"));
  for (const auto& table : experiment.backbones) {
    const auto& name = table.component.info->name;
    if (exported_family(name) == nullptr)
      reasons.push_back("the backbone '" + name + "' is none of theirs");
    if (table.layers != "last" && table.layers != "weighted")
      reasons.push_back("layers is \"" + table.layers + "\"");
  }
  add_reasons_of_head(experiment.head, reasons);
  return reasons;
}

void require_exportable(const std::filesystem::path& run, const std::vector<std::string>& reasons) {
  if (reasons.empty()) return;
  throw Error(Exit::unavailable, run.string() +
                                     ": this model has no counterpart among the classifiers of "
                                     "Transformers: " +
                                     join(reasons, "; ") + ". " + kExportable);
}

void require_same_answers(const std::filesystem::path& run, const std::vector<double>& own,
                          const std::vector<double>& exported) {
  const bool same = own.size() == exported.size() &&
                    std::equal(own.begin(), own.end(), exported.begin(), [](double a, double b) {
                      return std::abs(a - b) < kSameProbability;  // not of NaN
                    });
  if (same) return;
  throw Error(Exit::unavailable,
              run.string() +
                  ": as a classifier of Transformers this model gives other probabilities for a "
                  "test sound, so nothing was written: its backbone or its loss does more than "
                  "their names say");
}

struct ExportedModel::State {
  Restored restored;
  const ExportedFamily& family;
  const nn::SpeechEncoder* encoder = nullptr;
};

ExportedModel::ExportedModel(const config::Experiment& made, const host::Registry& registry,
                             const std::filesystem::path& run,
                             const std::filesystem::path& checkpoint, const PredictOptions& options)
    : state_(new State{restored_model(made, registry, checkpoint, options,
                                      [](Composition& composition, const weights::Tensors& saved) {
                                        restore(composition, saved);
                                      }),
                       *exported_family(made.backbones.front().component.info->name)}) {
  require_exportable(run, reasons_of_model(state_->restored));
  state_->encoder = find_encoder(state_->restored);
}

ExportedModel::~ExportedModel() = default;

const std::vector<std::string>& ExportedModel::classes() const {
  return state_->restored.task.values.classes;
}
std::string ExportedModel::architecture() const { return state_->family.architecture; }
std::int64_t ExportedModel::shortest() const {
  return state_->restored.composition.model().input().shortest;
}
double ExportedModel::normalize_epsilon() const {
  const auto& options = state_->encoder->options();
  return options.normalize ? options.normalize_epsilon : kTransformersEpsilon;
}

void ExportedModel::write(const std::filesystem::path& folder) const {
  const auto& encoder = state_->encoder->options();
  const std::string prefix = state_->family.prefix;
  const auto tensors = exported_tensors(state_->restored, prefix);
  write_config_file(
      folder / "config.json",
      exported_config(
          state_->family, encoder, tensors.contains(prefix + "masked_spec_embed"),
          {classes(), tensors.at("projector.weight").size(0), tensors.contains("layer_weights")}));
  write_config_file(folder / "preprocessor_config.json", exported_preprocessor(encoder));
  weights::write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
}

std::vector<double> ExportedModel::probabilities(const std::vector<float>& sound) const {
  return probabilities_of(state_->restored, sound);
}

}  // namespace serhost::train
