// Reads the variables of torchrun and of Slurm.
#include "distributed/world.hpp"

#include <charconv>
#include <cstdlib>

#include "base/error.hpp"

namespace serhost::distributed {
namespace {

constexpr int kMostProcesses = 1 << 16;
constexpr int kPort = 29500;  // torchrun's default

class Reader {
 public:
  explicit Reader(const Variables& variables) : variables_(variables) {}

  bool has(const char* name) const { return variables_(name).has_value(); }

  std::string text(const char* name, const std::string& why) const {
    const auto value = variables_(name);
    if (!value || value->empty())
      throw Error(Exit::config, std::string("the variable ") + name + " is not set, but " + why);
    return *value;
  }

  int number(const char* name, int least, int most, const std::string& why) const {
    const auto value = text(name, why);
    int out = 0;
    const auto* end = value.data() + value.size();
    const auto [read, fault] = std::from_chars(value.data(), end, out);
    if (fault != std::errc() || read != end || out < least || out > most)
      throw Error(Exit::config, std::string("the variable ") + name + " is '" + value +
                                    "', but must be a whole number from " + std::to_string(least) +
                                    " to " + std::to_string(most));
    return out;
  }

  int number_or(const char* name, int least, int most, int otherwise) const {
    return has(name) ? number(name, least, most, "") : otherwise;
  }

  std::optional<std::string> find(const char* name) const { return variables_(name); }

 private:
  const Variables& variables_;
};

World of_torchrun(const Reader& read) {
  World out;
  out.from = "RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT";
  out.size = read.number("WORLD_SIZE", 1, kMostProcesses, "RANK is");
  out.rank = read.number("RANK", 0, out.size - 1, "WORLD_SIZE is");
  out.local_size = read.number_or("LOCAL_WORLD_SIZE", 1, out.size, 1);
  out.local_rank = read.number_or("LOCAL_RANK", 0, kMostProcesses, 0);
  if (out.size == 1) return out;
  const std::string why = "WORLD_SIZE is " + std::to_string(out.size);
  out.address = read.text("MASTER_ADDR", why);
  out.port = read.number("MASTER_PORT", 1, 65535, why);
  if (read.find("TORCHELASTIC_USE_AGENT_STORE") == "True")
    out.attempt = read.find("TORCHELASTIC_RESTART_COUNT").value_or("0");
  return out;
}

/// One port for the steps of a job, so that jobs that share a node do not meet.
int port_of_job(const Reader& read) {
  constexpr int kFirst = 20000, kPorts = 20000;
  const auto job = read.find("SLURM_JOB_ID").value_or("");
  unsigned long long number = 0;
  std::from_chars(job.data(), job.data() + job.size(), number);
  return job.empty() ? kPort : kFirst + static_cast<int>(number % kPorts);
}

World of_slurm(const Reader& read) {
  World out;
  out.from = "SLURM_PROCID, SLURM_NTASKS and SLURM_STEP_NODELIST";
  const std::string why = "SLURM_STEP_ID is: start the processes with srun";
  const char* const tasks =
      read.has("SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS";
  out.size = read.number(tasks, 1, kMostProcesses, why);
  if (out.size == 1) return out;
  out.rank = read.number("SLURM_PROCID", 0, out.size - 1, why);
  out.local_rank = read.number_or("SLURM_LOCALID", 0, kMostProcesses, 0);
  const char* const nodes =
      read.has("SLURM_STEP_NODELIST") ? "SLURM_STEP_NODELIST" : "SLURM_NODELIST";
  out.address =
      read.has("MASTER_ADDR") ? read.text("MASTER_ADDR", why) : first_host(read.text(nodes, why));
  if (out.address.empty())
    throw Error(Exit::config, std::string("the variable ") + nodes + " is '" +
                                  read.text(nodes, why) + "', in which no host is found");
  out.port = read.number_or("MASTER_PORT", 1, 65535, port_of_job(read));
  return out;
}

}  // namespace

std::string first_host(const std::string& nodes) {
  const auto open = nodes.find('['), comma = nodes.find(',');
  if (open == std::string::npos || comma < open) return nodes.substr(0, comma);
  const auto end = nodes.find_first_of(",-]", open + 1);
  if (end == std::string::npos) return "";
  const auto close = nodes.find(']', open);
  const auto after = nodes.find(',', close);
  if (close == std::string::npos) return "";
  return nodes.substr(0, open) + nodes.substr(open + 1, end - open - 1) +
         nodes.substr(close + 1, after == std::string::npos ? after : after - close - 1);
}

World world_from(const Variables& variables) {
  const Reader read(variables);
  if (read.has("RANK") || read.has("WORLD_SIZE")) return of_torchrun(read);
  // A batch script has Slurm's other variables, too, and is one process.
  if (read.has("SLURM_STEP_ID") && read.has("SLURM_PROCID")) return of_slurm(read);
  return {};
}

World world_of_this_process() {
  return world_from([](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
  });
}

}  // namespace serhost::distributed
