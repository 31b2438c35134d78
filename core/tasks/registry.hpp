// The tasks of this program by name.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/experiment.hpp"
#include "config/task_info.hpp"
#include "tasks/task.hpp"

namespace serhost::tasks {

/// Makes a task for an experiment and its clips; of a model that is only tried, the manifest has
/// classes and no clips.
using Make = std::function<std::unique_ptr<Task>(const config::Experiment& experiment,
                                                 const data::Manifest& manifest)>;

/// A task registers itself by a constant of this type in its own file. Its records are read by a
/// row evaluator of the same name (metrics/rows.hpp), without which it cannot be made.
struct Registration {
  Registration(config::TaskInfo info, Make make);
};

/// The task that `experiment.task` names. Throws Error(config) with the names there are.
std::shared_ptr<const Task> make(const config::Experiment& experiment,
                                 const data::Manifest& manifest);

}  // namespace serhost::tasks
