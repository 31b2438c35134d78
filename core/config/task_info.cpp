// The tasks that this program holds.
#include "config/task_info.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace serhost::config {
namespace {

/// In a function, so that it is there for whichever file registers first.
std::vector<TaskInfo>& registered() {
  static std::vector<TaskInfo> tasks;
  return tasks;
}

}  // namespace

std::string text_of(Wanted wanted) {
  switch (wanted) {
    case Wanted::label:
      return "clips with a label";
    case Wanted::dimensions:
      return "clips with ratings";
    case Wanted::votes:
      return "clips with votes";
    case Wanted::marks:
      return "clips with votes or intensities";
    case Wanted::any:
      break;
  }
  return "every clip";
}

void register_task(TaskInfo info) {
  auto& tasks = registered();
  const auto at = std::lower_bound(
      tasks.begin(), tasks.end(), info.name,
      [](const TaskInfo& task, const std::string& name) { return task.name < name; });
  SERHOST_CHECK(at == tasks.end() || at->name != info.name);
  tasks.insert(at, std::move(info));
}

const std::vector<TaskInfo>& known_tasks() { return registered(); }

std::vector<std::string> task_names() {
  std::vector<std::string> names;
  for (const auto& task : registered()) names.push_back(task.name);
  return names;
}

const TaskInfo* find_task(const std::string& name) {
  for (const auto& task : registered()) {
    if (task.name == name) return &task;
  }
  return nullptr;
}

bool hears_dialogues(const std::string& task) {
  const auto* const info = find_task(task);
  return info != nullptr && info->dialogues;
}

}  // namespace serhost::config
