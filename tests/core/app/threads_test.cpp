// The session's threads are those of LibTorch, from the first check on.
#include <ATen/Parallel.h>

#include "core/app/experiment_fixture.hpp"

namespace serhost::app {
namespace {

class Threads : public testing::SmallExperiment {};

TEST_F(Threads, AreTheSessionsWhereAModelIsOnlyChecked) {
  for (const int threads : {1, 2}) {
    session_.threads = threads;
    Faults faults;
    check_model(session_, prepared(), faults);
    EXPECT_EQ(faults.text(), "");
    EXPECT_EQ(at::get_num_threads(), threads);
  }
}

}  // namespace
}  // namespace serhost::app
