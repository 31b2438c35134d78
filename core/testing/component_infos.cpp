// Components by what the registry knows of them: how each kind is made, and which checks it has.
#include "testing/component_infos.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "testing/augment_kit.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/head_kit.hpp"
#include "testing/kit.hpp"
#include "testing/optimizer_kit.hpp"
#include "testing/torch_global_state.hpp"

namespace serhost::conformance {
namespace {

constexpr std::uint64_t kSeed = 1;

Context context() {
  Context made;
  made.seed = kSeed;
  return made;
}

std::vector<Check> loss_checks(const Subject& subject) {
  const auto make = [&registry = subject.registry, &info = subject.info,
                     parameters = subject.parameters](const Task& task) {
    return make_loss(registry, info, parameters, task);
  };
  // A loss of ratings alone may refuse a task of classes.
  std::vector<TargetKind> targets;
  try {
    targets = make(class_task())->needs().targets;
  } catch (const Error&) {
    try {
      targets = make(rating_task())->needs().targets;
    } catch (const Error&) { targets.clear(); }
    if (targets != std::vector{TargetKind::dimensions}) throw;
  }
  const auto rated = std::count(targets.begin(), targets.end(), TargetKind::dimensions);
  std::vector<Check> all;
  if (static_cast<std::size_t>(rated) < targets.size())
    all = checks_of(LossCase{make, class_task()});
  if (rated == 0) return all;
  for (auto& check : checks_of(LossCase{make, rating_task()})) {
    if (!all.empty() && !check.name.ends_with(")")) check.name += " (dimensions)";
    all.push_back(std::move(check));
  }
  return all;
}

std::vector<Check> backbone_checks(const Subject& subject) {
  return checks_of(BackboneCase{
      [&registry = subject.registry, &info = subject.info, parameters = subject.parameters] {
        return make_backbone(registry, info, parameters);
      }});
}

std::vector<Check> dataset_checks(const Subject& subject) {
  return checks_of(
      DatasetCase{[&registry = subject.registry, &info = subject.info,
                   parameters = subject.parameters](const std::filesystem::path& root) {
                    return make_dataset(registry, info, parameters, root);
                  },
                  subject.root, subject.labels});
}

std::vector<Check> optimizer_checks(const Subject& subject) {
  return checks_of(
      OptimizerCase{[&registry = subject.registry, &info = subject.info,
                     parameters = subject.parameters](const std::vector<ParamGroup>& groups) {
        return make_optimizer(registry, info, parameters, groups);
      }});
}

std::vector<Check> head_checks(const Subject& subject) {
  return checks_of(HeadCase{
      [&registry = subject.registry, &info = subject.info, parameters = subject.parameters](
          const HeadSpec& spec) { return make_head(registry, info, parameters, spec); },
      [&registry = subject.registry, &info = subject.info,
       parameters = subject.parameters](std::int64_t width) {
        return registry.embedding_width(info, testing::values_of(registry, info, parameters),
                                        width);
      }});
}

std::vector<Check> augment_checks(const Subject& subject) {
  return checks_of(AugmentCase{
      [&registry = subject.registry, &info = subject.info, parameters = subject.parameters] {
        return make_augment(registry, info, parameters);
      }});
}

/// In the order of Kind.
constexpr std::array<std::vector<Check> (*)(const Subject&), kKinds.size()> kChecks = {
    backbone_checks, loss_checks, dataset_checks, optimizer_checks, head_checks, augment_checks};

}  // namespace

std::shared_ptr<Loss> make_loss(const host::Registry& registry, const host::ComponentInfo& info,
                                const std::vector<std::string>& parameters, const Task& task) {
  seed_default_generator(kSeed);
  return registry.make_loss(info, testing::values_of(registry, info, parameters, task.classes),
                            task, context());
}

std::shared_ptr<Backbone> make_backbone(const host::Registry& registry,
                                        const host::ComponentInfo& info,
                                        const std::vector<std::string>& parameters) {
  seed_default_generator(kSeed);
  return registry.make_backbone(info, testing::values_of(registry, info, parameters), context());
}

std::shared_ptr<Dataset> make_dataset(const host::Registry& registry,
                                      const host::ComponentInfo& info,
                                      const std::vector<std::string>& parameters,
                                      const std::filesystem::path& root) {
  DataRoot given;
  given.path = root.empty() ? root : std::filesystem::absolute(root);
  given.seed = kSeed;
  return registry.make_dataset(info, testing::values_of(registry, info, parameters), given);
}

std::shared_ptr<Optimizer> make_optimizer(const host::Registry& registry,
                                          const host::ComponentInfo& info,
                                          const std::vector<std::string>& parameters,
                                          const std::vector<ParamGroup>& groups) {
  return registry.make_optimizer(info, testing::values_of(registry, info, parameters), groups,
                                 context());
}

std::shared_ptr<Head> make_head(const host::Registry& registry, const host::ComponentInfo& info,
                                const std::vector<std::string>& parameters, const HeadSpec& spec) {
  seed_default_generator(kSeed);
  return registry.make_head(info, testing::values_of(registry, info, parameters), spec, context());
}

std::shared_ptr<Augment> make_augment(const host::Registry& registry,
                                      const host::ComponentInfo& info,
                                      const std::vector<std::string>& parameters) {
  return registry.make_augment(info, testing::values_of(registry, info, parameters), context());
}

std::vector<Check> checks_of(const Subject& subject) {
  return kChecks[static_cast<std::size_t>(subject.info.kind)](subject);
}

}  // namespace serhost::conformance
