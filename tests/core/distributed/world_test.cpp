// What the variables of torchrun and Slurm mean, and which one is at fault.
#include "distributed/world.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/error.hpp"

namespace serhost::distributed {
namespace {

using testing::HasSubstr;
using Set = std::map<std::string, std::string>;

World world(const Set& set) {
  return world_from([&](const char* name) -> std::optional<std::string> {
    const auto at = set.find(name);
    return at == set.end() ? std::nullopt : std::optional(at->second);
  });
}

std::string fault(const Set& set) {
  try {
    world(set);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    return error.what();
  }
  return "";
}

Set with(Set set, const std::string& name, const std::string& value) {
  set[name] = value;
  return set;
}

const Set kTorchrun = {{"RANK", "3"},          {"WORLD_SIZE", "4"},
                       {"LOCAL_RANK", "1"},    {"LOCAL_WORLD_SIZE", "2"},
                       {"MASTER_ADDR", "n01"}, {"MASTER_PORT", "29501"}};
const Set kSlurm = {{"SLURM_STEP_ID", "0"},     {"SLURM_PROCID", "2"},
                    {"SLURM_NTASKS", "4"},      {"SLURM_LOCALID", "0"},
                    {"SLURM_JOB_ID", "123456"}, {"SLURM_STEP_NODELIST", "gpu[07-08,11],login"}};

TEST(World, IsOneProcessUnlessVariablesSaySo) {
  EXPECT_EQ(world({}).size, 1);
  EXPECT_EQ(world({{"MASTER_ADDR", "n01"}}).size, 1);
  EXPECT_EQ(world({{"RANK", "0"}, {"WORLD_SIZE", "1"}}).size, 1);
}

TEST(World, IsReadFromTorchrun) {
  const auto found = world(kTorchrun);
  EXPECT_EQ(found.rank, 3);
  EXPECT_EQ(found.size, 4);
  EXPECT_EQ(found.local_rank, 1);
  EXPECT_EQ(found.local_size, 2);
  EXPECT_EQ(found.address, "n01");
  EXPECT_EQ(found.port, 29501);
  EXPECT_FALSE(found.attempt);
  auto agent = with(kTorchrun, "TORCHELASTIC_USE_AGENT_STORE", "True");
  EXPECT_EQ(world(with(agent, "TORCHELASTIC_RESTART_COUNT", "2")).attempt, "2");
}

TEST(World, NamesTheVariableThatIsMissing) {
  for (const std::string name : {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"}) {
    auto set = kTorchrun;
    set.erase(name);
    EXPECT_THAT(fault(set), HasSubstr("the variable " + name + " is not set")) << name;
  }
  for (const std::string name : {"SLURM_NTASKS", "SLURM_STEP_NODELIST"}) {
    auto set = kSlurm;
    set.erase(name);
    const auto shown = name == "SLURM_STEP_NODELIST" ? "SLURM_NODELIST" : name;
    EXPECT_THAT(fault(set), HasSubstr("the variable " + shown + " is not set")) << name;
  }
}

TEST(World, NamesTheVariableThatIsWrong) {
  EXPECT_THAT(fault(with(kTorchrun, "RANK", "4")),
              HasSubstr("RANK is '4', but must be a whole number from 0 to 3"));
  EXPECT_THAT(fault(with(kTorchrun, "WORLD_SIZE", "two")), HasSubstr("WORLD_SIZE is 'two'"));
  EXPECT_THAT(fault(with(kTorchrun, "MASTER_PORT", "0")),
              HasSubstr("MASTER_PORT is '0', but must be a whole number from 1 to 65535"));
  EXPECT_THAT(fault(with(kTorchrun, "MASTER_PORT", "12x")), HasSubstr("MASTER_PORT is '12x'"));
  EXPECT_THAT(fault(with(kSlurm, "SLURM_PROCID", "-1")), HasSubstr("SLURM_PROCID is '-1'"));
  EXPECT_THAT(fault(with(kSlurm, "SLURM_STEP_NODELIST", "n[")),
              HasSubstr("SLURM_STEP_NODELIST is 'n[', in which no host is found"));
}

TEST(World, IsReadFromAStepOfSlurm) {
  const auto found = world(kSlurm);
  EXPECT_EQ(found.rank, 2);
  EXPECT_EQ(found.size, 4);
  EXPECT_EQ(found.address, "gpu07");
  EXPECT_EQ(found.port, 20000 + 123456 % 20000);
  EXPECT_EQ(world(with(kSlurm, "MASTER_PORT", "4000")).port, 4000);
  EXPECT_EQ(world(with(kSlurm, "SLURM_STEP_NUM_TASKS", "3")).size, 3) << "of the step, not the job";
}

TEST(World, IsOneProcessInABatchScriptOfSlurm) {
  auto script = kSlurm;
  script.erase("SLURM_STEP_ID");
  EXPECT_EQ(world(script).size, 1);
}

TEST(World, FindsTheFirstHost) {
  EXPECT_EQ(first_host("node03"), "node03");
  EXPECT_EQ(first_host("a,b"), "a");
  EXPECT_EQ(first_host("node[03-05,9],login1"), "node03");
  EXPECT_EQ(first_host("node[7]"), "node7");
  EXPECT_EQ(first_host("a,node[7]"), "a");
  EXPECT_EQ(first_host("r[1-2]n.x,b"), "r1n.x");
  EXPECT_EQ(first_host(""), "");
}

}  // namespace
}  // namespace serhost::distributed
