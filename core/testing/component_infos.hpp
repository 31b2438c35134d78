// From an offer of the registry and parameters to the list of its checks, of whatever kind it is.
#pragma once

#include <filesystem>
#include <memory>
#include <serhost/dataset.hpp>
#include <string>
#include <vector>

#include "testing/finding.hpp"
#include "testing/values.hpp"

namespace serhost {
class Augment;
class Backbone;
class Head;
class Loss;
class Optimizer;
struct HeadSpec;
struct ParamGroup;
struct Task;
}  // namespace serhost

namespace serhost::conformance {

/// Made as the program makes it; LibTorch's default generator is seeded first, so that initial
/// weights are the same each time.
std::shared_ptr<Loss> make_loss(const host::Registry& registry, const host::ComponentInfo& info,
                                const std::vector<std::string>& parameters, const Task& task);
std::shared_ptr<Backbone> make_backbone(const host::Registry& registry,
                                        const host::ComponentInfo& info,
                                        const std::vector<std::string>& parameters);
std::shared_ptr<Dataset> make_dataset(const host::Registry& registry,
                                      const host::ComponentInfo& info,
                                      const std::vector<std::string>& parameters,
                                      const std::filesystem::path& root);

std::shared_ptr<Optimizer> make_optimizer(const host::Registry& registry,
                                          const host::ComponentInfo& info,
                                          const std::vector<std::string>& parameters,
                                          const std::vector<ParamGroup>& groups);
std::shared_ptr<Head> make_head(const host::Registry& registry, const host::ComponentInfo& info,
                                const std::vector<std::string>& parameters, const HeadSpec& spec);
std::shared_ptr<Augment> make_augment(const host::Registry& registry,
                                      const host::ComponentInfo& info,
                                      const std::vector<std::string>& parameters);

struct Subject {
  const host::Registry& registry;
  const host::ComponentInfo& info;
  std::vector<std::string> parameters;
  std::filesystem::path root;       ///< of a dataset; may be empty
  std::vector<std::string> labels;  ///< that a dataset may give; empty: any
};

/// Every check of the kit for this component. A loss that takes labels is tried on classes, one
/// that takes ratings on ratings, one that takes both on both. Throws what its making throws. The
/// subject's registry and offer must outlive the checks.
std::vector<Check> checks_of(const Subject& subject);

}  // namespace serhost::conformance
