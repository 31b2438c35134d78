// How many hours of audio a core decodes and resamples in a second, by file format.
#include <benchmark/benchmark.h>
#include <sndfile.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "audio/decode.hpp"
#include "audio/resample.hpp"
#include "base/seed.hpp"

namespace {

constexpr double kSeconds = 10.0;

/// A tone in noise, 16 bit, one channel.
std::filesystem::path file_of(int format, const char* extension, int rate) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("serhost_benchmark_" + std::to_string(rate) + extension);
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = 1;
  info.format = format;
  auto* const file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (!file)
    throw std::runtime_error("cannot write " + path.string() + ": " + sf_strerror(nullptr));
  serhost::Random random(1);
  std::vector<float> samples(static_cast<std::size_t>(kSeconds * rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double tone = std::sin(2.0 * std::numbers::pi * 220.0 * static_cast<double>(i) / rate);
    samples[i] = static_cast<float>(0.2 * tone + 0.02 * random.normal());
  }
  sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
  return path;
}

void decode_and_resample(benchmark::State& state, int format, const char* extension, int rate) {
  const auto path = file_of(format, extension, rate);
  for (auto _ : state) {
    auto waveform = serhost::audio::resample(serhost::audio::decode(path), 16000);
    benchmark::DoNotOptimize(waveform.samples.data());
  }
  state.counters["audio_hours"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kSeconds / 3600.0, benchmark::Counter::kIsRate);
  std::filesystem::remove(path);
}

BENCHMARK_CAPTURE(decode_and_resample, wav_16000, SF_FORMAT_WAV | SF_FORMAT_PCM_16, ".wav", 16000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_and_resample, wav_44100, SF_FORMAT_WAV | SF_FORMAT_PCM_16, ".wav", 44100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_and_resample, wav_48000, SF_FORMAT_WAV | SF_FORMAT_PCM_16, ".wav", 48000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_and_resample, flac_16000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, ".flac",
                  16000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_and_resample, flac_44100, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, ".flac",
                  44100)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
