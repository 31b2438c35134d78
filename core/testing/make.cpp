// Components by name, for tests.
#include <serhost/testing.hpp>

#include "testing/component_infos.hpp"
#include "testing/kit.hpp"

namespace serhost::testing {

Task task_of(std::vector<std::string> classes, std::int64_t embedding_width) {
  Task task;
  task.train_counts.assign(classes.size(), 10);
  task.classes = std::move(classes);
  task.embedding_width = embedding_width;
  return task;
}

std::shared_ptr<Loss> make_loss(const std::string& name, const std::vector<std::string>& parameters,
                                const std::vector<std::string>& classes) {
  return make_loss_for(task_of(classes), name, parameters);
}

std::shared_ptr<Loss> make_loss_for(const Task& task, const std::string& name,
                                    const std::vector<std::string>& parameters) {
  return conformance::make_loss(registry(), registry().get(Kind::loss, name), parameters, task);
}

std::shared_ptr<Backbone> make_backbone(const std::string& name,
                                        const std::vector<std::string>& parameters) {
  return conformance::make_backbone(registry(), registry().get(Kind::backbone, name), parameters);
}

Step step(bool training, std::uint64_t seed) { return conformance::step_of(training, seed); }

}  // namespace serhost::testing
