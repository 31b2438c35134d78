// Composes backbone chain, pooling and head.
#include "model/model.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>

#include "base/seed.hpp"
#include "model/memory_limit.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

std::vector<std::shared_ptr<BackboneAdapter>> make_adapters(
    const config::Experiment& experiment, const host::Registry& registry, std::uint64_t seed,
    const std::function<void(const std::string&)>& log) {
  std::vector<std::shared_ptr<BackboneAdapter>> adapters;
  for (const auto& table : experiment.backbones) {
    SERHOST_CHECK(table.component.info != nullptr);
    const auto& info = *table.component.info;
    const auto part = "backbone" + std::to_string(adapters.size());
    const Context context{log ? log : [](const std::string&) {}, info.file.parent_path(),
                          stream_seed(seed, "component/" + part)};
    seed_default_generators(stream_seed(seed, "initialization/" + part));
    auto backbone = within_memory(table.component, [&] {
      return registry.make_backbone(info, table.component.values, context);
    });
    // Not one stream with it: how much it draws depends on whether it has a checkpoint.
    if (table.adapt.chosen())
      seed_default_generators(stream_seed(seed, "initialization/" + part + "/adapt"));
    adapters.push_back(std::make_shared<BackboneAdapter>(
        std::move(backbone), AdapterOptions{host::callee_of(info), table.component.place.text(),
                                            table.freeze, table.layers, table.adapt}));
  }
  return adapters;
}

}  // namespace

Model::Model(const config::Experiment& experiment, const host::Registry& registry,
             std::uint64_t seed, std::function<void(const std::string&)> log)
    : Model(make_adapters(experiment, registry, seed, log), experiment.head) {}

Model::Model(std::vector<std::shared_ptr<BackboneAdapter>> chain, config::HeadTable head)
    : chain_(register_module("backbone", std::make_shared<Chain>(std::move(chain)))),
      table_(std::move(head)) {}

std::int64_t Model::embedding_width() const {
  return model::embedding_width(table_, chain_->width());
}

void Model::build_heads(const std::vector<std::int64_t>& outputs, const Needs& needs,
                        std::uint64_t seed) {
  seed_default_generators(stream_seed(seed, "initialization/head"));
  const auto several = outputs.size() > 1 ? std::make_shared<torch::nn::Module>() : nullptr;
  if (several) register_module("head", several);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const HeadSpec spec{chain_->width(), outputs[i], needs};
    const Context context{{}, {}, stream_seed(seed, "component/head", i)};
    auto head = within_memory(table_.component, [&] { return make_head(table_, spec, context); });
    if (several) several->register_module(std::to_string(i), head);
    else register_module("head", head);
    specs_.push_back(spec);
    heads_.push_back(std::move(head));
  }
}

void Model::set_output_bias(const std::vector<double>& values) {
  if (values.empty()) return;
  const at::NoGradGuard no_graph;
  std::size_t first = 0;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    const auto width = static_cast<std::size_t>(specs_[i].outputs);
    if (first + width > values.size()) return;
    for (auto& item : heads_[i]->named_parameters()) {
      auto& bias = item.value();
      if (item.key() != "output.bias" || bias.numel() != specs_[i].outputs) continue;
      const std::vector<double> own(values.begin() + static_cast<std::ptrdiff_t>(first),
                                    values.begin() + static_cast<std::ptrdiff_t>(first + width));
      bias.copy_(at::tensor(own, at::kDouble).view(bias.sizes()));
    }
    first += width;
  }
}

void Model::set_decisions(const std::vector<double>& values) {
  if (values.empty()) return;
  const auto given = at::tensor(values, at::kFloat);
  if (!decisions_.defined()) decisions_ = register_buffer("decisions", given.clone());
  else decisions_.copy_(given);
}

std::vector<double> Model::decisions() const {
  if (!decisions_.defined()) return {};
  const auto kept = decisions_.to(at::kCPU, at::kDouble).contiguous();
  const auto* first = kept.const_data_ptr<double>();
  return {first, first + kept.numel()};
}

View Model::run_heads(const Sequence& frames, Step& step) {
  if (heads_.empty()) {
    throw Error(Exit::config,
                "this model was pre-trained and says nothing of clips; name the folder `encoder` "
                "beside its checkpoint as backbone.checkpoint of another experiment");
  }
  auto view = run_head(*heads_[0], table_, specs_[0], frames, step);
  for (std::size_t i = 1; i < heads_.size(); ++i) {
    const auto more = run_head(*heads_[i], table_, specs_[i], frames, step);
    if (view.output.defined()) view.output = at::cat({view.output, more.output}, 1);
    if (view.embedding.defined()) view.embedding = at::cat({view.embedding, more.embedding}, 1);
  }
  return view;
}

View Model::forward(const Sequence& input, Step& step, bool from_frozen) {
  return run_heads(
      from_frozen ? chain_->forward_trainable(input, step) : chain_->forward(input, step), step);
}

View Model::forward_undivided(const Sequence& input, Step& step) {
  return run_heads(chain_->forward_undivided(input, step), step);
}

at::Tensor Model::frame_weights(const Sequence& input, Step& step) {
  SERHOST_CHECK(!heads_.empty());
  auto* const weighs = dynamic_cast<WeighsFrames*>(heads_.front().get());
  if (weighs == nullptr) return {};
  return weighs->frame_weights(chain_->forward(input, step));
}

std::vector<Group> Model::groups(std::optional<double> layer_decay) const {
  auto groups = chain_->groups(layer_decay);
  Group head{"head", 1.0, {}, {}};
  for (const auto& adapter : chain_->adapters()) {
    if (adapter->layer_weights().defined()) add(head, adapter->layer_weights());
  }
  for (const auto& one : heads_) {
    for (const auto& parameter : one->parameters()) add(head, parameter);
  }
  groups.push_back(std::move(head));
  return groups;
}

host::Callee Model::head_callee() const {
  if (table_.component.info == nullptr) return {"head 'mlp'", "serhost"};
  return host::callee_of(*table_.component.info);
}

std::vector<at::Tensor> Model::head_parameters() const {
  std::vector<at::Tensor> out;
  for (const auto& one : heads_) {
    for (const auto& parameter : one->parameters()) out.push_back(parameter);
  }
  for (const auto& adapter : chain_->adapters()) {
    if (adapter->layer_weights().defined()) out.push_back(adapter->layer_weights());
  }
  return out;
}

std::int64_t Model::count(bool trainable_only) const {
  std::int64_t total = 0;
  for (const auto& parameter : parameters()) {
    if (!trainable_only || parameter.requires_grad()) total += parameter.numel();
  }
  return total;
}

}  // namespace serhost::model
