// Converts with soxr at the quality that whole clips have.
#include "audio/stream_resampler.hpp"

#include <soxr.h>

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr std::size_t kPiece = 1 << 14;  // samples asked of soxr at once

}  // namespace

struct StreamResampler::State {
  std::int64_t from, to;
  struct Deleter {
    void operator()(soxr* made) const { soxr_delete(made); }
  };
  std::unique_ptr<soxr, Deleter> handle{};
  std::int64_t taken = 0, given = 0;

  [[noreturn]] void fail(const char* why) const {
    throw DataError("audio at " + std::to_string(from) + " Hz cannot be resampled to " +
                    std::to_string(to) + " Hz: " + why);
  }
};

StreamResampler::StreamResampler(std::int64_t from, std::int64_t to)
    : state_(std::make_unique<State>(State{from, to})) {
  SERHOST_CHECK(from > 0 && to > 0);
  if (from == to) return;
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto threads = soxr_runtime_spec(1);
  soxr_error_t fault = nullptr;
  state_->handle.reset(soxr_create(static_cast<double>(from), static_cast<double>(to), 1, &fault,
                                   nullptr, &quality, &threads));
  if (fault != nullptr) state_->fail(fault);
}

StreamResampler::~StreamResampler() = default;

std::vector<float> StreamResampler::convert(const float* samples, std::size_t count) {
  auto& s = *state_;
  std::vector<float> out;
  for (bool more = true; more;) {
    const auto before = out.size();
    out.resize(before + kPiece);
    std::size_t used = 0, made = 0;
    const auto fault =
        soxr_process(s.handle.get(), samples, count, &used, out.data() + before, kPiece, &made);
    if (fault != nullptr) s.fail(fault);
    out.resize(before + made);
    if (samples != nullptr) {
      samples += used;
      count -= used;
    }
    more = made == kPiece || (samples != nullptr && count > 0);
  }
  return out;
}

std::vector<float> StreamResampler::add(std::span<const float> samples) {
  auto& s = *state_;
  s.taken += static_cast<std::int64_t>(samples.size());
  if (s.handle == nullptr) return {samples.begin(), samples.end()};
  if (samples.empty()) return {};
  auto out = convert(samples.data(), samples.size());
  s.given += static_cast<std::int64_t>(out.size());
  return out;
}

std::vector<float> StreamResampler::finish() {
  auto& s = *state_;
  if (s.handle == nullptr) return {};
  auto out = convert(nullptr, 0);
  // As many as resample() has: round(n * to / from), halves upwards.
  const auto all = (2 * s.taken * s.to + s.from) / (2 * s.from);
  out.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, all - s.given)));
  return out;
}

}  // namespace serhost::audio
