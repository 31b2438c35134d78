// Numbers and texts between processes, by the names that a run uses.
#include "app/run_group.hpp"

#include <algorithm>

#include "base/parallel.hpp"
#include "distributed/join.hpp"
#include "distributed/news.hpp"
#include "distributed/together.hpp"

namespace serhost::app {

RunGroup::RunGroup(const distributed::World& world)
    : world_(world), collective_(distributed::join(world)) {}

int RunGroup::threads(int wanted) const {
  if (wanted > 0 || world_.local_size == 1) return wanted;
  return std::max(1, threads_to_use(0) / world_.local_size);
}

std::string RunGroup::of_first(const std::string& text) const {
  return distributed::text_of_first(*collective_, text);
}

void RunGroup::meet() const { distributed::meet(*collective_); }

void RunGroup::tell(const Error& error) const {
  const auto name = "rank " + std::to_string(world_.rank) + ": ";
  if (error.exit() == Exit::stopped) {  // all stop
    if (first()) return;
    throw Error(Exit::stopped, name + error.what());
  }
  // What is wrong with the experiment is wrong in all of them, and rank 0 says it best.
  if (!first()) {
    if (const auto before = distributed::ended(*collective_))
      throw Error(before->exit(), name + before->what());
  }
  distributed::fail(*collective_, error);
  if (!first()) throw Error(error.exit(), name + error.what());
}

}  // namespace serhost::app
