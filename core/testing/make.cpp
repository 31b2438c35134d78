// Components by name, for tests.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <serhost/testing.hpp>

#include "testing/values.hpp"

namespace serhost::testing {
namespace {

constexpr std::uint64_t kSeed = 1;

/// Initial weights come from torch's default generator.
void seed_weights() {
  auto random = at::globalContext().defaultGenerator(at::kCPU);
  random.set_current_seed(kSeed);
}

Context context() {
  Context made;
  made.seed = kSeed;
  return made;
}

}  // namespace

Task task_of(std::vector<std::string> classes, std::int64_t embedding_width) {
  Task task;
  task.train_counts.assign(classes.size(), 10);
  task.classes = std::move(classes);
  task.embedding_width = embedding_width;
  return task;
}

std::shared_ptr<Loss> make_loss(const std::string& name, const std::vector<std::string>& parameters, const std::vector<std::string>& classes) {
  return make_loss_for(task_of(classes), name, parameters);
}

std::shared_ptr<Loss> make_loss_for(const Task& task, const std::string& name, const std::vector<std::string>& parameters) {
  const auto& offer = registry().get(Kind::loss, name);
  seed_weights();
  return registry().make_loss(offer, values_of(registry(), offer, parameters, task.classes), task, context());
}

std::shared_ptr<Backbone> make_backbone(const std::string& name, const std::vector<std::string>& parameters) {
  const auto& offer = registry().get(Kind::backbone, name);
  seed_weights();
  return registry().make_backbone(offer, values_of(registry(), offer, parameters), context());
}

Step step(bool training, std::uint64_t seed) {
  Step made;
  made.updates = 10;
  made.epochs = 10;
  made.training = training;
  made.random = at::detail::createCPUGenerator(seed);
  return made;
}

}  // namespace serhost::testing
