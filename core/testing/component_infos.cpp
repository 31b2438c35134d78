// Components by offer.
#include "testing/component_infos.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/kit.hpp"
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

std::vector<Check> checks_of(const Subject& subject) {
  if (subject.info.kind == Kind::loss) return loss_checks(subject);
  if (subject.info.kind == Kind::backbone) {
    return checks_of(BackboneCase{
        [&registry = subject.registry, &info = subject.info, parameters = subject.parameters] {
          return make_backbone(registry, info, parameters);
        }});
  }
  return checks_of(
      DatasetCase{[&registry = subject.registry, &info = subject.info,
                   parameters = subject.parameters](const std::filesystem::path& root) {
                    return make_dataset(registry, info, parameters, root);
                  },
                  subject.root, subject.labels});
}

}  // namespace serhost::conformance
