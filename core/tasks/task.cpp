// What a task gives against what a loss needs.
#include "tasks/task.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace serhost::tasks {
namespace {

const char* text_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::label:
      return "labels";
    case TargetKind::soft:
      return "soft labels";
    case TargetKind::dimensions:
      return "rated dimensions";
    case TargetKind::units:
      return "units per frame";
    case TargetKind::none:
      return "no targets";
    case TargetKind::multi_hot:
      return "several labels per clip";
  }
  return "?";
}

std::vector<std::string> texts_of(const std::vector<TargetKind>& kinds) {
  std::vector<std::string> out;
  for (const auto kind : kinds) out.emplace_back(text_of(kind));
  return out;
}

}  // namespace

void Task::check(const Needs& needs, const std::string& component, Faults& faults) const {
  const auto given = gives();
  const bool fits = std::any_of(needs.targets.begin(), needs.targets.end(), [&](TargetKind kind) {
    return kind == TargetKind::none || std::find(given.begin(), given.end(), kind) != given.end();
  });
  if (fits) return;
  faults.add(Exit::config, component + " needs " + join(texts_of(needs.targets), " or ") +
                               ", and a " + name() + " task provides " +
                               join(texts_of(given), " and ") + "; choose another loss or task");
}

std::vector<double> Evaluator::fit_decisions() const { return {}; }
void Evaluator::decide_by(std::span<const double>) {}

std::vector<std::int64_t> Task::heads() const { return {outputs()}; }

std::vector<double> Task::decisions() const { return {}; }

std::vector<double> Task::initial_scores(const data::Manifest&,
                                         const std::vector<std::size_t>&) const {
  return {};
}

}  // namespace serhost::tasks
