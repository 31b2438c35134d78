// The processes of a run: what this one tells the others, and hears from them.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "distributed/world.hpp"

namespace serhost::distributed {
struct Collective;
}

namespace serhost::app {

class RunGroup {
 public:
  /// Waits for the others, where there are any. Throws as distributed::join.
  explicit RunGroup(const distributed::World& world);

  bool first() const { return world_.rank == 0; }
  bool alone() const { return world_.size == 1; }
  int size() const { return world_.size; }
  const std::shared_ptr<distributed::Collective>& collective() const { return collective_; }

  /// Threads of one process: the cores of this machine divided among its processes, unless so many
  /// are `wanted`.
  int threads(int wanted) const;

  /// Rank 0's text, in all.
  std::string of_first(const std::string& text) const;
  void meet() const;  ///< goes on when all have come here

  /// Calls `work`. Where it throws, the others end, too, with a message that names this rank; where
  /// another one ended first, that is what is thrown.
  template <class Work>
  auto guarded(const Work& work) const -> decltype(work()) {
    if (alone()) return work();
    try {
      return work();
    } catch (const Error& error) {
      tell(error);
      throw;
    } catch (const std::exception& error) {
      tell(Error(Exit::internal, error.what()));
      throw;
    }
  }

 private:
  void tell(const Error& error) const;

  distributed::World world_;
  std::shared_ptr<distributed::Collective> collective_;
};

}  // namespace serhost::app
