// How many hours of audio the log-mel front end turns into spectra in a second, by number of
// threads.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <benchmark/benchmark.h>

#include <serhost/nn/log_mel.hpp>

namespace {

constexpr std::int64_t kClips = 16, kRate = 16000, kSeconds = 4;

void log_mel(benchmark::State& state, const serhost::nn::LogMelOptions& options) {
  const at::NoGradGuard no_gradient;
  at::set_num_threads(static_cast<int>(state.range(0)));
  const serhost::nn::LogMel front_end(options);
  const auto waveform = at::rand({kClips, kSeconds * kRate}) - 0.5;
  const auto lengths = at::full({kClips}, kSeconds * kRate, at::kLong);
  for (auto _ : state) benchmark::DoNotOptimize(front_end(waveform, lengths).data_ptr());
  state.counters["audio_hours"] =
      benchmark::Counter(static_cast<double>(state.iterations() * kClips * kSeconds) / 3600.0,
                         benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(log_mel, standard, serhost::nn::LogMelOptions{})
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(log_mel, vggish, serhost::nn::LogMelOptions::vggish())
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
