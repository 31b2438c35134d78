// The one rule of backbones: a clip's valid frames depend on that clip alone, whatever it is
// batched with, in whatever order, however far it is padded, and whatever other threads compute.
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <mutex>
#include <serhost/thread_safe_inference.hpp>

#include "base/parallel.hpp"
#include "base/seed.hpp"
#include "testing/backbone_checks.hpp"

namespace serhost::conformance {
namespace {

constexpr int kDraws = 200;
constexpr std::size_t kPool = 24;
constexpr std::size_t kMostClips = 5;
constexpr std::size_t kThreads = 4;

/// A pool of clips and what the backbone gives for each alone, without padding.
struct Pool {
  Input input;
  std::vector<std::int64_t> lengths;
  std::vector<Sequence> alone;

  explicit Pool(Backbone& backbone)
      : input(backbone.input()), lengths(varied_lengths(backbone, kPool)) {
    for (std::size_t i = 0; i < kPool; ++i)
      alone.push_back(evaluate(backbone, clips(input, {lengths[i]}, {i})));
  }
};

void padding(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const Pool pool(*backbone);
  const auto second = second_of(pool.input);
  for (std::size_t i = 0; i < kPool && !verdict.enough(); ++i) {
    for (const auto by : {std::int64_t{1}, second / 10 + 1, second}) {
      const auto differs = difference(
          pool.alone[i], 0, evaluate(*backbone, clips(pool.input, {pool.lengths[i]}, {i}, by)), 0);
      if (differs.empty()) continue;
      verdict.fail("a clip of " + std::to_string(pool.lengths[i]) + " followed by " +
                   std::to_string(by) + " zeros: " + differs);
      break;
    }
  }
}

/// A draw of (batch size, lengths, order, padding), the same for the same number.
void batch_invariance(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const Pool pool(*backbone);
  for (int draw = 0; draw < kDraws && !verdict.enough(); ++draw) {
    Random random(stream_seed(1, "batch_invariance", static_cast<std::uint64_t>(draw)));
    std::vector<std::size_t> numbers(1 + random.below(kMostClips));
    std::vector<std::int64_t> lengths;
    for (auto& number : numbers) lengths.push_back(pool.lengths[number = random.below(kPool)]);
    const auto by = random.below(3) == 0
                        ? 0
                        : static_cast<std::int64_t>(random.below(
                              static_cast<std::uint64_t>(second_of(pool.input) / 4 + 1)));
    const auto together = evaluate(*backbone, clips(pool.input, lengths, numbers, by));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto differs =
          difference(pool.alone[numbers[i]], 0, together, static_cast<std::int64_t>(i));
      if (differs.empty()) continue;
      verdict.fail("draw " + std::to_string(draw) + ": the clip at " + std::to_string(i) +
                   " of a batch with lengths " + listed(lengths) + " and " + std::to_string(by) +
                   " more zeros against the clip alone: " + differs);
      break;
    }
  }
}

/// Every clip of the pool in a thread, several at once, as the host computes what is frozen.
void threads(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  if (dynamic_cast<ThreadSafeInference*>(backbone.get()) == nullptr)
    verdict.skip("the backbone is not for several threads at once");
  const Pool pool(*backbone);
  std::mutex mutex;
  const auto before = at::get_num_threads();
  for_each_index(kPool, kThreads, [&](std::size_t i) {
    at::set_num_threads(1);
    const at::NoGradGuard no_graph;
    auto step = step_of(false);
    const auto differs = difference(
        pool.alone[i], 0, backbone->forward(clips(pool.input, {pool.lengths[i]}, {i}), step), 0);
    const std::lock_guard lock(mutex);
    if (!differs.empty() && !verdict.enough())
      verdict.fail("a clip of " + std::to_string(pool.lengths[i]) +
                   " while other threads compute others, against the clip alone: " + differs);
  });
  at::set_num_threads(before);
}

}  // namespace

void add_batch_invariance_checks(BackboneChecks& all, const BackboneCase& one) {
  all.push_back(
      {"padding",
       "use input.lengths: put zeros behind each clip's end before a padded convolution "
       "(serhost::nn::mask_channels_first), mask attention, and take "
       "norms and means over the valid frames only; docs/write-a-backbone.md lists the mends",
       [=](Verdict& verdict) { padding(verdict, one); }});
  all.push_back({"200 random batches",
                 "where the check 'padding' passes, look for means, norms or maxima over the "
                 "batch, for batch norm without "
                 "eval(), and for lengths[0] used for all clips",
                 [=](Verdict& verdict) { batch_invariance(verdict, one); }});
  all.push_back(
      {"several threads",
       "keep nothing of a call in members, or leave out serhost::ThreadSafeInference: the host "
       "then makes an instance a thread",
       [=](Verdict& verdict) { threads(verdict, one); }});
}

}  // namespace serhost::conformance
