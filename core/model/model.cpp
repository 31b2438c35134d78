// The model as a whole.
#include "model/model.hpp"

#include "base/seed.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

std::vector<std::shared_ptr<Link>> make_links(const config::Experiment& experiment,
                                              const host::Registry& registry, std::uint64_t seed,
                                              const std::function<void(const std::string&)>& log) {
  std::vector<std::shared_ptr<Link>> links;
  for (const auto& table : experiment.backbones) {
    SERHOST_CHECK(table.chosen.offer != nullptr);
    const auto& offer = *table.chosen.offer;
    const auto part = "backbone" + std::to_string(links.size());
    const Context context{log ? log : [](const std::string&) {}, offer.file.parent_path(),
                          stream_seed(seed, "component/" + part)};
    seed_default_generators(stream_seed(seed, "initialization/" + part));
    links.push_back(std::make_shared<Link>(
        registry.make_backbone(offer, table.chosen.values, context),
        LinkOptions{host::callee_of(offer), table.chosen.place.text(), table.freeze, table.take}));
  }
  return links;
}

}  // namespace

Model::Model(const config::Experiment& experiment, const host::Registry& registry,
             std::uint64_t seed, std::function<void(const std::string&)> log)
    : Model(make_links(experiment, registry, seed, log), experiment.head) {}

Model::Model(std::vector<std::shared_ptr<Link>> chain, config::HeadTable head)
    : chain_(register_module("backbone", std::make_shared<Chain>(std::move(chain)))),
      table_(std::move(head)) {}

std::int64_t Model::embedding_width() const {
  return Head::embedding_width(table_, chain_->width());
}

void Model::build_head(std::int64_t classes, const Needs& needs, std::uint64_t seed) {
  seed_default_generators(stream_seed(seed, "initialization/head"));
  head_ = register_module("head", std::make_shared<Head>(table_, chain_->width(), classes, needs));
}

View Model::forward(const Sequence& input, Step& step, bool rested) {
  SERHOST_CHECK(head_ != nullptr);
  return head_->forward(rested ? chain_->run_on(input, step) : chain_->forward(input, step));
}

std::vector<Group> Model::groups(std::optional<double> layer_decay) const {
  auto groups = chain_->groups(layer_decay);
  Group head{"head", 1.0, {}, {}};
  for (const auto& link : chain_->links()) {
    if (link->layer_weights().defined()) add(head, link->layer_weights());
  }
  if (head_) {
    for (const auto& parameter : head_->parameters()) add(head, parameter);
  }
  groups.push_back(std::move(head));
  return groups;
}

std::int64_t Model::count(bool trainable_only) const {
  std::int64_t total = 0;
  for (const auto& parameter : parameters()) {
    if (!trainable_only || parameter.requires_grad()) total += parameter.numel();
  }
  return total;
}

}  // namespace serhost::model
