// The encoder is made by a plugin as an experiment would make it; the head is read from the same
// file.
#include "train/published_model.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <serhost/weights/checkpoint.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "model/chain.hpp"
#include "model/clips.hpp"
#include "train/device.hpp"
#include "train/published_head.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLayerWeights = "layer_weights";

/// Which plugin reads the encoder of a `model_type`.
const std::map<std::string, std::string>& encoder_plugins() {
  static const std::map<std::string, std::string> all = {{"wav2vec2", "wav2vec2"},
                                                         {"hubert", "hubert"},
                                                         {"wavlm", "wavlm"},
                                                         {"data2vec-audio", "data2vec"},
                                                         {"unispeech-sat", "wav2vec2"}};
  return all;
}

nlohmann::json config_of(const fs::path& path) {
  const auto file = path / "config.json";
  if (!fs::is_directory(path) || !fs::exists(file)) return nlohmann::json::object();
  auto out = nlohmann::json::parse(read_file(file), nullptr, false);
  if (!out.is_object())
    throw Error(Exit::damaged, file.string() + " is damaged: expected one JSON object");
  return out;
}

std::string text_in(const nlohmann::json& config, const char* field, const std::string& otherwise) {
  const auto found = config.find(field);
  return found != config.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

bool flag_in(const nlohmann::json& config, const char* field) {
  const auto found = config.find(field);
  return found != config.end() && found->is_boolean() && found->get<bool>();
}

/// tokens.txt has a label a line, "angry" or with a translation before a slash; else the nine of
/// emotion2vec+.
std::vector<std::string> emotion2vec_labels(const fs::path& path) {
  const auto folder = fs::is_directory(path) ? path : path.parent_path();
  std::vector<std::string> out;
  if (fs::exists(folder / "tokens.txt")) {
    for (const auto& line : split(read_file(folder / "tokens.txt"), '\n')) {
      const auto label = std::string(trim(line.substr(line.rfind('/') + 1)));
      if (!label.empty()) out.push_back(label == "<unk>" ? "unknown" : label);
    }
    return out;
  }
  return {"angry", "disgusted", "fearful",   "happy",  "neutral",
          "other", "sad",       "surprised", "unknown"};
}

/// config.json's id2label in the order of its numbers.
std::vector<std::string> labels_in(const nlohmann::json& config, std::int64_t count) {
  std::vector<std::string> out;
  const auto found = config.find("id2label");
  for (std::int64_t i = 0; i < count; ++i) {
    const auto number = std::to_string(i);
    const bool named = found != config.end() && found->is_object() && found->contains(number) &&
                       (*found)[number].is_string();
    out.push_back(named ? (*found)[number].get<std::string>() : "LABEL_" + number);
  }
  return out;
}

}  // namespace

struct PublishedModel::State {
  std::shared_ptr<model::Chain> chain;
  c10::Device device = c10::kCPU;
  const PublishedHead* head = nullptr;
  HeadWeights weights;
  Says says = Says::classes;
  std::string encoder;
  std::vector<std::string> labels, classes, columns;

  void read_head(const weights::Checkpoint& checkpoint, const fs::path& path) {
    std::vector<std::string> names;
    for (const auto& [name, info] : checkpoint.tensors()) names.push_back(name);
    std::string prefix;
    head = find_head(names, prefix);
    if (head == nullptr)
      throw Error(Exit::config, path.string() +
                                    ": holds no head that is known, only an encoder or a head of "
                                    "another kind. Known are " +
                                    join(known_heads(), "; "));
    for (const auto& name : head->tensors) {
      const auto tensor = checkpoint.tensor(prefix + name);
      if (tensor.dim() <= 2) weights.tensors[name] = tensor.to(at::kFloat).clone();
    }
    if (checkpoint.tensors().contains(prefix + kLayerWeights))
      weights.tensors[kLayerWeights] =
          checkpoint.tensor(prefix + kLayerWeights).to(at::kFloat).clone();
  }

  /// What config.json says of the head.
  void configure(const nlohmann::json& config, const fs::path& path) {
    const auto file = (path / "config.json").string();
    weights.pooling = text_in(config, "pooling_mode", "mean");
    if (weights.pooling != "mean" && weights.pooling != "sum" && weights.pooling != "max")
      throw Error(Exit::config,
                  file + ": pooling_mode is \"" + weights.pooling + "\"; known: mean, sum, max");
    const auto problem = text_in(config, "problem_type", "");
    says = problem == "regression"                   ? Says::values
           : problem == "multi_label_classification" ? Says::labels
                                                     : Says::classes;
    const auto& last = weights.tensors.at(head->tensors[head->tensors.size() > 3 ? 2 : 0]);
    labels = encoder == "emotion2vec" ? emotion2vec_labels(path) : labels_in(config, last.size(0));
    if (static_cast<std::int64_t>(labels.size()) != last.size(0))
      throw Error(Exit::damaged, path.string() + ": has " + count_of(labels.size(), "label") +
                                     " for " + std::to_string(last.size(0)) + " scores");
    if (says == Says::classes) columns.emplace_back("predicted");
    for (const auto& label : labels)
      columns.push_back((says == Says::values ? "predicted_" : "p_") + label);
    if (says != Says::values) classes = labels;
  }

  /// The encoder, with the weighted sum of its layers where the head has one.
  void make_encoder(const fs::path& checkpoint, const host::Registry& registry, bool weighted,
                    const PredictOptions& options) {
    std::string why;
    const auto* info = registry.find(Kind::backbone, encoder, why);
    if (info == nullptr) throw Error(Exit::unavailable, why);
    Faults faults;
    const auto values = config::values_from(
        *info, {"checkpoint=\"" + fs::absolute(checkpoint).string() + "\""}, registry, faults);
    faults.throw_if_any();
    auto backbone =
        registry.make_backbone(*info, values,
                               Context{options.log ? options.log : [](const std::string&) {},
                                       info->file.parent_path(), 1});
    auto adapter = std::make_shared<model::BackboneAdapter>(
        std::move(backbone),
        model::AdapterOptions{host::callee_of(*info), "", "all", weighted ? "weighted" : "last"});
    if (weighted) {
      const auto& sums = weights.tensors.at(kLayerWeights);
      if (!adapter->layer_weights().sizes().equals(sums.sizes()))
        throw Error(Exit::damaged, checkpoint.string() + ": has " + std::to_string(sums.numel()) +
                                       " layer_weights for " +
                                       std::to_string(adapter->layer_weights().numel()) +
                                       " layers");
      const at::NoGradGuard no_graph;
      adapter->layer_weights().detach().copy_(sums);
    }
    chain = std::make_shared<model::Chain>(std::vector{std::move(adapter)});
    chain->to(device);
    chain->eval();
    const at::NoGradGuard no_graph;
    if (device.is_cpu()) chain->prepare_for_inference();  // nobody needs the weights any more
    for (auto& [name, tensor] : weights.tensors) tensor = tensor.to(device);
  }

  /// `from_frozen`: of one clip, what `forward_frozen` gave for it.
  Answer answer_of(const Sequence& from_frozen, const std::string& name) {
    Step step;
    const auto frames = chain->forward_trainable(from_frozen, step);
    const auto length = frames.lengths.select(0, 0).item<std::int64_t>();
    auto scores = head->scores(weights, frames.values.select(0, 0).narrow(0, 0, length))
                      .to(at::kCPU, at::kDouble);
    if (says == Says::classes) scores = at::softmax(scores, 0);
    if (says == Says::labels) scores = at::sigmoid(scores);
    scores = scores.contiguous();
    const auto* value = scores.const_data_ptr<double>();
    const auto* end = value + scores.numel();
    if (!std::all_of(value, end, [](double x) { return std::isfinite(x); }))
      throw Error(Exit::failed, "the scores are not finite for " + name);
    Answer out;
    if (says == Says::classes)
      out.push_back(labels[static_cast<std::size_t>(std::max_element(value, end) - value)]);
    for (; value != end; ++value) out.push_back(exact(*value));
    return out;
  }
};

PublishedModel::PublishedModel(const fs::path& path, const host::Registry& registry,
                               const PredictOptions& options)
    : state_(std::make_unique<State>()) {
  auto& state = *state_;
  prepare_torch(options.threads);
  state.device = choose_device(options.device);
  state.read_head(weights::Checkpoint::open(path), path);
  auto config = config_of(path);
  const auto type = text_in(config, "model_type", "");
  const auto plugin = encoder_plugins().find(type);
  state.encoder = plugin != encoder_plugins().end() ? plugin->second : "emotion2vec";
  if (plugin == encoder_plugins().end() && !state.head->tensors.front().starts_with("proj."))
    throw Error(Exit::config, (path / "config.json").string() + ": model_type is \"" + type +
                                  "\"; heads are known behind wav2vec2, hubert, wavlm, "
                                  "data2vec-audio, unispeech-sat, and emotion2vec+");
  state.configure(config, path);
  const bool weighted = flag_in(config, "use_weighted_layer_sum");
  if (weighted && !state.weights.tensors.contains(kLayerWeights))
    throw Error(Exit::damaged, path.string() +
                                   ": use_weighted_layer_sum is true, but there are no "
                                   "layer_weights");
  if (!config.contains("pooling_mode")) {
    state.make_encoder(path, registry, weighted, options);
    return;
  }
  // A word of the head, which is read above; an encoder would not know whether it concerns it.
  config.erase("pooling_mode");
  const TemporaryFolder folder("published");
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().filename() != "config.json")
      fs::create_symlink(fs::absolute(entry.path()), folder.path() / entry.path().filename());
  }
  replace_file(folder.path() / "config.json", config.dump());
  state.make_encoder(folder.path(), registry, weighted, options);
}

PublishedModel::~PublishedModel() = default;

std::int64_t PublishedModel::sample_rate() const { return state_->chain->input().sample_rate; }
std::int64_t PublishedModel::shortest() const { return state_->chain->input().shortest; }
const std::vector<std::string>& PublishedModel::classes() const { return state_->classes; }
const std::vector<std::string>& PublishedModel::columns() const { return state_->columns; }
std::string PublishedModel::description() const {
  return state_->encoder + " with " + state_->head->name;
}

std::vector<Answer> PublishedModel::answer(data::LoadedBatch batch,
                                           const std::vector<std::string>& names) {
  return answer_each(std::move(batch), names);  // each is alone anyway
}

std::vector<Answer> PublishedModel::answer_each(data::LoadedBatch batch,
                                                const std::vector<std::string>& names) {
  SERHOST_CHECK(!names.empty() && names.size() == batch.lengths.size());
  const c10::InferenceMode inference;
  const auto count = static_cast<std::int64_t>(names.size());
  const auto lengths = at::from_blob(batch.lengths.data(), {count}, at::kLong).clone();
  const auto values = at::from_blob(batch.values.data(), {count, batch.longest}, at::kFloat);
  // Each clip is computed alone; the threads share the clips.
  const auto frozen = state_->chain->forward_frozen({values.to(state_->device), lengths, {}, {}});
  std::vector<Answer> out;
  for (std::int64_t i = 0; i < count; ++i) {
    auto clip = model::clip_of(frozen, i);
    clip.values = clip.values.clone(at::MemoryFormat::Contiguous);
    out.push_back(state_->answer_of(clip, names[static_cast<std::size_t>(i)]));
  }
  return out;
}

bool looks_published(const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(path / "run.json", ignored)) return false;
  if (fs::is_regular_file(path, ignored)) {
    const auto ending = path.extension();
    return ending == ".pt" || ending == ".pth" || ending == ".bin" || ending == ".safetensors";
  }
  for (const char* file :
       {"config.json", "model.pt", "pytorch_model.bin", "model.safetensors", "config.yaml"}) {
    if (fs::exists(path / file, ignored)) return true;
  }
  return false;
}

}  // namespace serhost::train
