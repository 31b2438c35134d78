// Names to makers; what else is known of a task is kept by config (config/task_info.hpp).
#include "tasks/registry.hpp"

#include <map>
#include <stdexcept>

#include "base/text.hpp"
#include "metrics/rows.hpp"

namespace serhost::tasks {
namespace {

/// In a function, so that it is there for whichever file registers first.
std::map<std::string, Make>& makers() {
  static std::map<std::string, Make> all;
  return all;
}

}  // namespace

Registration::Registration(config::TaskInfo info, Make make) {
  makers().emplace(info.name, std::move(make));
  config::register_task(std::move(info));
}

std::shared_ptr<const Task> make(const config::Experiment& experiment,
                                 const data::Manifest& manifest) {
  const auto found = makers().find(experiment.task);
  if (found != makers().end()) {
    if (!metrics::is_of_labels(found->first) &&
        metrics::find_row_evaluator(found->first) == nullptr)
      throw std::logic_error("the task '" + found->first +
                             "' has no row evaluator (metrics/rows.hpp): its records could not be "
                             "read");
    return found->second(experiment, manifest);
  }
  const auto names = config::task_names();
  throw ConfigError((experiment.file.empty() ? "" : experiment.file.string() + ": ") +
                    "there is no task \"" + experiment.task + "\"." +
                    suggestion(experiment.task, names));
}

}  // namespace serhost::tasks
