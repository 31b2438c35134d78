// A model that does not fit is refused before its memory is touched.
#include "model/memory_limit.hpp"

#include <ATen/ops/empty.h>
#include <gmock/gmock.h>

namespace serhost::model {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kTebibyte = std::int64_t{1} << 38;  // elements of four bytes

TEST(MemoryLimit, IsInForceWhileItLives) {
  {
    const MemoryLimit limit;
    EXPECT_THROW(at::empty({kTebibyte}), TooLarge);
    {
      const MemoryLimit inner(1);
      EXPECT_THROW(at::empty({std::int64_t{32} << 20}), TooLarge);
    }
    EXPECT_NO_THROW(at::empty({std::int64_t{32} << 20}));
  }
  const MemoryLimit wide(std::uint64_t{1} << 60);
  EXPECT_NO_THROW(at::empty({std::int64_t{32} << 20}));
}

TEST(MemoryLimit, CountsManySmallTensors) {
  const MemoryLimit limit(1);
  std::vector<at::Tensor> kept;
  EXPECT_THROW(
      {
        for (int i = 0; i < 1000; ++i) kept.push_back(at::empty({100000}));
      },
      TooLarge);
}

TEST(MemoryLimit, SaysWhichComponentItIsAndWhatItWasGiven) {
  host::ComponentInfo info;
  info.kind = Kind::backbone;
  info.name = "lstm";
  ParamSpec width, layers, left_out;
  width.name = "width", width.fallback = std::int64_t{64};
  layers.name = "conv_dim";
  left_out.name = "hop", left_out.fallback = std::int64_t{160};
  info.parameters = {width, layers, left_out};
  config::ComponentRef chosen;
  chosen.info = &info;
  chosen.place = {"e.toml", 7, 10};
  chosen.values = {std::int64_t{60000}, std::vector<std::int64_t>{512, 512}, std::int64_t{160}};
  try {
    within_memory(chosen, [] { return at::empty({kTebibyte}); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    EXPECT_THAT(error.what(), HasSubstr("e.toml:7:10: backbone 'lstm' needs more than the "));
    EXPECT_THAT(error.what(), HasSubstr("given width = 60000, conv_dim = [512, 512]: make it"));
  }
}

}  // namespace
}  // namespace serhost::model
