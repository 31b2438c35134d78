// Workers: that they share weights, give the same whatever their number, and that a fault in one
// ends the work.
#include "features/engine.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/equal.h>
#include <gmock/gmock.h>

#include <serhost/thread_safe_inference.hpp>

#include "base/error.hpp"
#include "core/model/fakes.hpp"
#include "model/randomness.hpp"

namespace serhost::features {
namespace {

using fakes::Framed;

std::shared_ptr<model::Chain> frozen_chain() {
  return std::make_shared<model::Chain>(
      std::vector{fakes::adapter(std::make_shared<Framed>(), "all")});
}

std::vector<float> samples_of(std::size_t i) {
  return std::vector<float>(8 + 4 * i, static_cast<float>(i + 1) / 8.0F);
}

std::vector<at::Tensor> run(std::size_t workers,
                            std::vector<std::shared_ptr<model::Chain>>* made = nullptr) {
  model::seed_default_generators(
      1);  // each further chain has other initial weights, and must not use them
  Engine engine(
      [&] {
        auto chain = frozen_chain();
        if (made != nullptr) made->push_back(chain);
        return chain;
      },
      c10::kCPU, {}, workers);
  std::vector<at::Tensor> out(6);
  engine.run(out.size(), [&](std::size_t i, const Compute& compute) {
    out[i] = compute(samples_of(i)).values;
  });
  return out;
}

TEST(Engine, GivesTheSameWithAnyNumberOfWorkers) {
  at::set_num_threads(2);
  std::vector<std::shared_ptr<model::Chain>> made;
  const auto one = run(1), three = run(3, &made);
  EXPECT_EQ(at::get_num_threads(), 2) << "the caller's number of threads is put back";
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(at::equal(one[i], three[i])) << i;
  for (const auto& chain : made) {
    EXPECT_EQ(chain->parameters()[0].const_data_ptr(), made[0]->parameters()[0].const_data_ptr())
        << "one set of weights in memory";
  }
}

TEST(Engine, MakesOneChainOfBackbonesThatThreadsMayShare) {
  struct Shared : Framed, ThreadSafeInference {};
  int made = 0;
  const auto run = [&](std::size_t workers) {
    model::seed_default_generators(1);
    const auto make = [&] {
      ++made;
      return std::make_shared<model::Chain>(
          std::vector{fakes::adapter(std::make_shared<Shared>(), "all")});
    };
    Engine engine(make, c10::kCPU, {}, workers);
    std::vector<at::Tensor> out(6);
    engine.run(out.size(), [&](std::size_t i, const Compute& compute) {
      out[i] = compute(samples_of(i)).values;
    });
    return out;
  };
  const auto one = run(1), three = run(3);
  EXPECT_EQ(made, 2) << "one per run";
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(at::equal(one[i], three[i])) << i;
}

TEST(Engine, PassesOnWhatAWorkerThrows) {
  Engine engine(frozen_chain, c10::kCPU, {}, 2);
  EXPECT_THAT(fakes::message_of([&] {
                engine.run(4, [&](std::size_t i, const Compute& compute) {
                  if (i == 2) throw DataError("clip 'x' is damaged");
                  compute(samples_of(i));
                });
              }),
              testing::HasSubstr("clip 'x'"));
  int after = 0;
  engine.run(1, [&](std::size_t, const Compute& compute) {
    after += compute(samples_of(0)).values.defined() ? 1 : 0;
  });
  EXPECT_EQ(after, 1) << "it can go on";
}

}  // namespace
}  // namespace serhost::features
