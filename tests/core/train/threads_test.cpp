// Whether threads matter is tried: a model that does not care, one that does, and what cannot be
// compared.
#include "train/threads.hpp"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <vector>

#include "core/train/fixtures.hpp"

namespace serhost::train {
namespace {

constexpr std::size_t kClipsOfThreads = 16;

ThreadInvariance compared(const Composer& compose, RunOptions options,
                          const data::Folds& folds = fakes::halves(kClipsOfThreads)) {
  options.device = "cpu";
  const auto before = at::get_num_threads();
  const auto out = compare_threads(compose, fakes::experiment(),
                                   fakes::up_and_down(kClipsOfThreads), {folds}, options);
  EXPECT_EQ(at::get_num_threads(), out.threads) << "as the run wants it";
  at::set_num_threads(before);
  return out;
}

RunOptions threads(int count) {
  RunOptions options;
  options.threads = count;
  return options;
}

/// A kernel whose sums are cut by the number of threads.
struct CutByThreads : fakes::CrossEntropy {
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    return fakes::CrossEntropy::forward(view, targets, step) * (1.0 + 1e-6 * at::get_num_threads());
  }
};

/// Notes with how many threads of LibTorch each step is computed.
struct CountsThreads : fakes::CrossEntropy {
  explicit CountsThreads(std::vector<int>& into) : seen(into) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    seen.push_back(at::get_num_threads());
    return fakes::CrossEntropy::forward(view, targets, step);
  }
  std::vector<int>& seen;
};

TEST(ThreadInvariance, IsSaidOfAModelThatDoesNotCare) {
  std::vector<int> seen;
  const auto counting =
      fakes::composer([&](const Task&) { return std::make_shared<CountsThreads>(seen); });
  const auto out = compared(counting, threads(2));
  EXPECT_EQ(out.threads, 2);
  EXPECT_EQ(out.same, true) << out.why;
  EXPECT_EQ(out.why, "the first training step gave the same bits with 1 thread");
  EXPECT_THAT(seen, testing::ElementsAre(2, 1)) << "two numbers of threads were run";
  seen.clear();
  EXPECT_EQ(compared(counting, threads(1)).why,
            "the first training step gave the same bits with 2 threads");
  EXPECT_THAT(seen, testing::ElementsAre(1, 2));
}

TEST(ThreadInvariance, IsDeniedOfOneThatDoes) {
  const auto out = compared(
      fakes::composer([](const Task&) { return std::make_shared<CutByThreads>(); }), threads(2));
  EXPECT_EQ(out.same, false);
  EXPECT_EQ(out.why, "the first training step gave other bits with 1 thread, first in the loss");
}

TEST(ThreadInvariance, IsLeftOpenWhereNothingCanBeCompared) {
  auto folds = fakes::halves(kClipsOfThreads);
  folds.folds[0].train.clear();
  const auto untrained = compared(fakes::cross_entropy(), threads(1), folds);
  EXPECT_FALSE(untrained.same.has_value());
  EXPECT_EQ(untrained.why, "not compared: nothing is trained");
  struct Throws : fakes::CrossEntropy {
    at::Tensor forward(const View&, const Targets&, Step&) override {
      throw std::runtime_error("the moon is full");
    }
  };
  const auto failing =
      compared(fakes::composer([](const Task&) { return std::make_shared<Throws>(); }), threads(1));
  EXPECT_FALSE(failing.same.has_value());
  EXPECT_THAT(failing.why, testing::AllOf(testing::StartsWith("not compared: "),
                                          testing::HasSubstr("the moon is full")));
}

}  // namespace
}  // namespace serhost::train
