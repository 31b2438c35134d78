// What an experiment file, and the list of clips, must know of a task before anything is made. Each
// file of core/tasks registers its own before main runs, so a new task edits no list. A program
// that holds no task (a fuzzer, a check of files alone) knows none, and judges no name.
#pragma once

#include <string>
#include <vector>

namespace serhost::config {

/// Which clips have what a task learns from.
enum class Wanted {
  label,       ///< a label among the classes
  dimensions,  ///< ratings; a label is kept where there is one
  votes,       ///< votes for at least one of the classes
  marks,       ///< votes or intensities of classes, which may all be 0
  any,         ///< every clip
};

/// "clips with a label"
std::string text_of(Wanted wanted);

/// Whether the task has classes, so that nothing can be tried before they are known.
inline bool has_classes(Wanted wanted) {
  return wanted == Wanted::label || wanted == Wanted::votes || wanted == Wanted::marks;
}

struct TaskInfo {
  std::string name;     ///< `task = "..."`
  std::string summary;  ///< one line, for lists
  Wanted wanted = Wanted::label;
  bool ratings = false;  ///< clips' ratings are learned, too, where they have some
  /// A model hears what was said before a clip in its dialogue: [conversation] says how much.
  bool dialogues = false;
};

/// Throws std::logic_error for a name that is there already. Not thread-safe: before main, or from
/// one thread.
void register_task(TaskInfo info);

/// In the order of their names.
const std::vector<TaskInfo>& known_tasks();
std::vector<std::string> task_names();

/// nullptr where there is none.
const TaskInfo* find_task(const std::string& name);

/// TaskInfo::dialogues; false where there is none of that name.
bool hears_dialogues(const std::string& task);

}  // namespace serhost::config
