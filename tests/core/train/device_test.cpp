// Device choice.
#include "train/device.hpp"

#include <gmock/gmock.h>
#include <torch/cuda.h>

#include "base/error.hpp"

namespace serhost::train {
namespace {

Exit exit_of(const std::string& wanted) {
  try {
    choose_device(wanted);
  } catch (const Error& error) { return error.exit(); }
  return Exit::ok;
}

TEST(Device, CpuIsAlwaysThere) { EXPECT_EQ(text_of(choose_device("cpu")), "cpu"); }

TEST(Device, AutoTakesAGpuOnlyWhereThereIsOne) {
  EXPECT_EQ(text_of(choose_device("auto")), torch::cuda::device_count() > 0 ? "cuda:0" : "cpu");
}

TEST(Device, ThatIsNotThereIsUnavailableWithAReason) {
  EXPECT_EQ(exit_of("cuda:1000"), Exit::unavailable);
  if (torch::cuda::device_count() == 0) {
    try {
      choose_device("cuda");
      FAIL();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("'cuda' is not available: "),
                                               testing::HasSubstr("--device cpu")));
    }
  }
}

TEST(Device, ThatNobodyKnowsIsAUsageError) {
  EXPECT_EQ(exit_of("tpu"), Exit::usage);
  EXPECT_EQ(exit_of("cuda:"), Exit::usage);
  EXPECT_EQ(exit_of("cuda:x"), Exit::usage);
}

}  // namespace
}  // namespace serhost::train
