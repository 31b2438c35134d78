// Makes it as a run would.
#include "features/frozen_backbone.hpp"

#include <c10/core/Device.h>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "model/randomness.hpp"

namespace serhost::features {
namespace {

constexpr std::uint64_t kSeed = 1;

}  // namespace

config::BackboneTable frozen_backbone(config::BackboneTable table, const std::string& layer) {
  const auto& info = *table.component.info;
  if (layer != "last" && !host::has_ability<Layerwise>(info)) {
    throw UsageError("--layer " + layer + ": backbone '" + info.name +
                     "' does not return its layers; only --layer last is possible");
  }
  table.freeze = "all";
  table.layers = layer == "all" ? "weighted" : layer;  // as BackboneAdapter calls it
  return table;
}

std::shared_ptr<model::Chain> make_frozen_chain(
    const config::BackboneTable& table, const host::Registry& registry, const std::string& device,
    const std::function<void(const std::string&)>& log) {
  const auto& info = *table.component.info;
  model::seed_default_generators(stream_seed(kSeed, "initialization/backbone0"));
  auto backbone =
      registry.make_backbone(info, table.component.values,
                             Context{log ? log : [](const std::string&) {}, info.file.parent_path(),
                                     stream_seed(kSeed, "component/backbone0")});
  try {
    if (!host::guarded(host::callee_of(info), "input", [&] { return backbone->input(); }).waveform)
      throw UsageError("backbone '" + info.name +
                       "' takes no audio, so there is nothing to extract");
    auto adapter = std::make_shared<model::BackboneAdapter>(
        std::move(backbone), model::AdapterOptions{host::callee_of(info), "", "all", table.layers});
    auto chain = std::make_shared<model::Chain>(std::vector{std::move(adapter)});
    chain->to(c10::Device(device));
    chain->eval();
    return chain;
  } catch (const Error& error) {
    if (error.exit() == Exit::config) throw UsageError(error.what());
    throw;
  }
}

void warn_of_random_weights(const model::Chain& chain,
                            const std::function<void(const std::string&)>& log) {
  const auto& adapter = *chain.adapters().front();
  const auto* provenance = dynamic_cast<const Provenance*>(adapter.backbone().get());
  const bool from_files =
      provenance != nullptr && !host::guarded(adapter.callee(), "weight_files", [&] {
                                  return provenance->weight_files();
                                }).empty();
  if (!from_files && !adapter.backbone()->parameters().empty() && log) {
    log("warning: the weights of " + adapter.callee().component +
        " are random, since no checkpoint was given");
  }
}

}  // namespace serhost::features
