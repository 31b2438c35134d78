// Composes backbone chain, pooling and head.
#include "model/model.hpp"

#include <ATen/core/grad_mode.h>
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
    adapters.push_back(std::make_shared<BackboneAdapter>(
        within_memory(
            table.component,
            [&] { return registry.make_backbone(info, table.component.values, context); }),
        AdapterOptions{host::callee_of(info), table.component.place.text(), table.freeze,
                       table.layers}));
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

void Model::build_head(std::int64_t classes, const Needs& needs, std::uint64_t seed) {
  seed_default_generators(stream_seed(seed, "initialization/head"));
  spec_ = {chain_->width(), classes, needs};
  const Context context{{}, {}, stream_seed(seed, "component/head")};
  head_ = register_module(
      "head", within_memory(table_.component, [&] { return make_head(table_, spec_, context); }));
}

void Model::set_output_bias(const std::vector<double>& values) {
  if (values.empty()) return;
  for (auto& item : head_->named_parameters()) {
    auto& bias = item.value();
    if (item.key() != "output.bias" || bias.numel() != static_cast<std::int64_t>(values.size()))
      continue;
    const at::NoGradGuard no_graph;
    bias.copy_(at::tensor(values, at::kDouble).view(bias.sizes()));
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

View Model::forward(const Sequence& input, Step& step, bool from_frozen) {
  SERHOST_CHECK(head_ != nullptr);
  return run_head(
      *head_, table_, spec_,
      from_frozen ? chain_->forward_trainable(input, step) : chain_->forward(input, step), step);
}

std::vector<Group> Model::groups(std::optional<double> layer_decay) const {
  auto groups = chain_->groups(layer_decay);
  Group head{"head", 1.0, {}, {}};
  for (const auto& adapter : chain_->adapters()) {
    if (adapter->layer_weights().defined()) add(head, adapter->layer_weights());
  }
  if (head_) {
    for (const auto& parameter : head_->parameters()) add(head, parameter);
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
  if (head_) out = head_->parameters();
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
