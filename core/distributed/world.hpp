// Which of how many processes this one is, as whoever started them all has told it.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace serhost::distributed {

/// One process of a job; as it is made, the only one.
struct World {
  int rank = 0, size = 1;              ///< of all processes
  int local_rank = 0, local_size = 1;  ///< of those on this machine
  std::string address{};               ///< where rank 0 listens
  int port = 0;
  /// torchrun's agent listens there in place of rank 0, for this attempt of its job.
  std::optional<std::string> attempt{};
  std::string from{};  ///< the variables that said so, for messages: "RANK, WORLD_SIZE, ..."
};

/// The value of an environment variable; absent where it is not set.
using Variables = std::function<std::optional<std::string>(const char* name)>;

/// From RANK and WORLD_SIZE as torchrun sets them, else from those of a step of Slurm, else one
/// process alone. Throws Error(config) naming the variable that is missing or wrong.
World world_from(const Variables& variables);

/// The same of this process's environment.
World world_of_this_process();

/// "node03" of "node[03-05,9],login1": the first host of a list as Slurm writes it.
std::string first_host(const std::string& nodes);

}  // namespace serhost::distributed
