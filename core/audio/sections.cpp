// Cuts at whole seconds, which are whole samples at every rate.
#include "audio/sections.hpp"

#include "audio/decode.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kSectionSeconds = 120;
constexpr std::int64_t kWholeSeconds = 600;  // what is shorter is decoded at once
constexpr std::int64_t kMostHours = 1000;    // what claims more has no length in its header

}  // namespace

std::int64_t decode_in_sections(const std::filesystem::path& file,
                                const std::function<void(std::span<const float>)>& take) {
  const auto header = info(file);
  const auto seconds = header.frames / header.sample_rate;
  if (seconds < kWholeSeconds || seconds > kMostHours * 3600) {
    const auto whole = decode(file);
    take(whole.samples);
    return static_cast<std::int64_t>(whole.samples.size());
  }
  std::int64_t samples = 0;
  for (std::int64_t start = 0; start * header.sample_rate < header.frames;) {
    // The last section takes the rest, so that none is shorter than a section.
    const bool last = (start + 2 * kSectionSeconds) * header.sample_rate > header.frames;
    Section section;
    section.start = static_cast<double>(start);
    if (!last) section.end = static_cast<double>(start + kSectionSeconds);
    const auto piece = decode(file, section);
    take(piece.samples);
    samples += static_cast<std::int64_t>(piece.samples.size());
    if (last) break;
    start += kSectionSeconds;
  }
  return samples;
}

}  // namespace serhost::audio
