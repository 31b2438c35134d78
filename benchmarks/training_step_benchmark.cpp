// A training step of bundled backbones with their default parameters: forward, mean over valid
// frames, a linear layer, cross-entropy, backward, Adam. Plugins are loaded as the program loads
// them.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <benchmark/benchmark.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>

#include <serhost/backbone.hpp>
#include <serhost/nn/mask.hpp>

#include "host/guard.hpp"
#include "host/registry.hpp"
#include "state/global_state.hpp"
#include "state/watch.hpp"

namespace {

constexpr std::int64_t kClips = 8, kSeconds = 4, kClasses = 4;

const serhost::host::Registry& registry() {
  static const auto found =
      serhost::host::Registry::discover(serhost::host::PluginSearchPath::standard());
  return found;
}

std::shared_ptr<serhost::Backbone> make(const char* name) {
  const auto& info = registry().get(serhost::Kind::backbone, name);
  serhost::Values values;
  for (const auto& parameter : info.parameters) values.push_back(parameter.fallback);
  return registry().make_backbone(info, values, {});
}

void training_step(benchmark::State& state, const char* name) try {
  at::set_num_threads(static_cast<int>(state.range(0)));
  const auto backbone = make(name);
  const auto rate = backbone->input().sample_rate;
  torch::nn::Linear head(backbone->width(), kClasses);
  auto parameters = backbone->parameters();
  for (const auto& parameter : head->parameters()) parameters.push_back(parameter);
  torch::optim::Adam optimizer(parameters, torch::optim::AdamOptions(1e-4));
  const auto label = at::arange(kClips, at::kLong).remainder(kClasses);
  const serhost::Sequence clips{.values = at::rand({kClips, kSeconds * rate}) - 0.5,
                                .lengths = at::full({kClips}, kSeconds * rate, at::kLong)};
  serhost::Step step;
  step.training = true;
  step.random = at::detail::createCPUGenerator(1);
  backbone->train();
  for (auto _ : state) {
    optimizer.zero_grad();
    const auto out = backbone->forward(clips, step);
    const auto pooled = serhost::nn::mask_frames(out.values, out.lengths).sum(1) /
                        out.lengths.to(out.values).unsqueeze(1);
    at::cross_entropy_loss(head->forward(pooled), label).backward();
    optimizer.step();
  }
  state.counters["clips"] = benchmark::Counter(static_cast<double>(state.iterations() * kClips),
                                               benchmark::Counter::kIsRate);
  state.counters["audio_seconds"] = benchmark::Counter(
      static_cast<double>(state.iterations() * kClips * kSeconds), benchmark::Counter::kIsRate);
} catch (const std::exception& error) { state.SkipWithError(error.what()); }

BENCHMARK_CAPTURE(training_step, lstm, "lstm")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(training_step, vggish, "vggish")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// What is compared around each call into a plugin; a step of a small model has some ten of them.
void guarded_call(benchmark::State& state) {
  const serhost::host::Callee callee{"loss 'none'", "none 1.0.0 (none.so)"};
  serhost::state::count_threads();
  if (state.range(0) != 0) serhost::state::watch_calls();
  for (auto _ : state)
    benchmark::DoNotOptimize(serhost::host::guarded(callee, "forward", [] { return 1; }));
  serhost::host::set_call_watch(nullptr);
}
BENCHMARK(guarded_call)->ArgName("watched")->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
