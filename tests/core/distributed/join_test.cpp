// Processes that do not find each other say whom, where and which variables.
#include <gmock/gmock.h>

#include <cstdlib>

#include "core/distributed/ranks.hpp"

namespace serhost::distributed {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;

class Join : public testing::Test {
 protected:
  void SetUp() override { ::setenv("SERHOST_JOIN_SECONDS", "1", 1); }
  void TearDown() override { ::unsetenv("SERHOST_JOIN_SECONDS"); }

  std::string fault(const World& world) {
    return fakes::each_rank({world}, [](Collective& /*all*/) {}).front();
  }
};

TEST_F(Join, NamesARankThatDoesNotCome) {
  EXPECT_THAT(fault(fakes::worlds(2)[0]),
              AllOf(HasSubstr("rank 1 of 2 has not come to 127.0.0.1 (MASTER_ADDR), port "),
                    HasSubstr("within 1 s (SERHOST_JOIN_SECONDS)"),
                    HasSubstr("see its own messages, and the test")));
}

TEST_F(Join, NamesThePlaceWhereNobodyListens) {
  EXPECT_THAT(
      fault(fakes::worlds(2)[1]),
      AllOf(HasSubstr("rank 1 of 2 does not reach rank 0 at 127.0.0.1 (MASTER_ADDR), port "),
            HasSubstr("(MASTER_PORT)")));
}

TEST_F(Join, NamesAHostThatIsNotKnown) {
  auto world = fakes::worlds(2)[0];
  world.address = "no host";
  EXPECT_THAT(fault(world), HasSubstr("the host 'no host' of the variable MASTER_ADDR"));
}

TEST_F(Join, RefusesTwoOfOneRank) {
  auto worlds = fakes::worlds(3);
  worlds[2].rank = 1;
  EXPECT_THAT(fakes::each_rank(worlds, [](Collective& /*all*/) {}),
              Contains(HasSubstr("two processes are rank 1 (RANK)")));
}

TEST_F(Join, RefusesJobsOfUnequalSize) {
  auto worlds = fakes::worlds(2);
  worlds[1].size = 3;
  EXPECT_THAT(fakes::each_rank(worlds, [](Collective& /*all*/) {}),
              Contains(AnyOf(HasSubstr("WORLD_SIZE is 3 for rank 1, but 2"),
                             HasSubstr("WORLD_SIZE is 2 for rank 0, but 3"))));
}

TEST_F(Join, RefusesAPatienceThatIsNone) {
  ::setenv("SERHOST_JOIN_SECONDS", "soon", 1);
  EXPECT_THAT(fault(fakes::worlds(2)[0]), HasSubstr("SERHOST_JOIN_SECONDS is 'soon'"));
}

}  // namespace
}  // namespace serhost::distributed
