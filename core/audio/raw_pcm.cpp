// Reads samples as they come; a header is looked for once.
#include "audio/raw_pcm.hpp"

#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr std::size_t kRiffHeader = 12, kChunkHeader = 8, kMostHeader = 1 << 16;
constexpr std::uint32_t kPcmTag = 1, kFloatTag = 3, kExtensibleTag = 0xFFFE;

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

float sample_at(const char* bytes, PcmCoding coding) {
  const std::string_view view(bytes, 4);
  if (coding == PcmCoding::f32) return std::bit_cast<float>(little_endian(view, 0, 4));
  const auto value = static_cast<std::int16_t>(little_endian({bytes, 2}, 0, 2));
  return static_cast<float>(value) / 32768.0F;
}

/// From the content of a `fmt ` chunk.
PcmLayout layout_of(std::string_view format) {
  if (format.size() < 16) throw DataError("standard input: its WAV header is damaged");
  auto tag = little_endian(format, 0, 2);
  if (tag == kExtensibleTag && format.size() >= 26) tag = little_endian(format, 24, 2);
  const auto bits = little_endian(format, 14, 2);
  PcmLayout out;
  out.channels = little_endian(format, 2, 2);
  out.sample_rate = little_endian(format, 4, 4);
  if (tag == kPcmTag && bits == 16) out.coding = PcmCoding::s16;
  else if (tag == kFloatTag && bits == 32) out.coding = PcmCoding::f32;
  else
    throw DataError("standard input: its WAV header says coding " + std::to_string(tag) + " of " +
                    std::to_string(bits) +
                    " bits; expected 16-bit PCM or 32-bit float: convert it, for example with "
                    "ffmpeg -f s16le");
  if (out.channels < 1 || out.channels > 32 || out.sample_rate < 1000 || out.sample_rate > 768000)
    throw DataError("standard input: its WAV header says " + std::to_string(out.channels) +
                    " channels at " + std::to_string(out.sample_rate) +
                    " Hz; expected 1 to 32 at 1000 to 768000 Hz");
  return out;
}

}  // namespace

bool RawPcm::read_header() {
  constexpr std::string_view kRiff = "RIFF", kWave = "WAVE";
  const auto shown = std::string_view(pending_).substr(0, kRiff.size());
  if (shown != kRiff.substr(0, shown.size())) return true;
  if (pending_.size() < kRiffHeader) return false;
  if (std::string_view(pending_).substr(8, 4) != kWave) return true;
  for (std::size_t at = kRiffHeader;;) {
    if (at > kMostHeader)
      throw DataError("standard input: its WAV header has no audio in the first 64 KiB");
    if (pending_.size() < at + kChunkHeader) return false;
    const auto name = std::string_view(pending_).substr(at, 4);
    const auto size = little_endian(pending_, at + 4, 4);
    if (name == "data") {
      if (!had_header_) throw DataError("standard input: its WAV header names no format");
      pending_.erase(0, at + kChunkHeader);
      return true;
    }
    if (size > kMostHeader)
      throw DataError("standard input: its WAV header is damaged; copy it again");
    const auto end = at + kChunkHeader + size + size % 2;
    if (pending_.size() < end) return false;
    if (name == "fmt ") {
      layout_ = layout_of(std::string_view(pending_).substr(at + kChunkHeader, size));
      had_header_ = true;
    }
    at = end;
  }
}

std::vector<float> RawPcm::add(std::string_view bytes) {
  pending_ += bytes;
  if (!begun_ && !(begun_ = read_header())) return {};
  const auto width = layout_.coding == PcmCoding::s16 ? std::size_t{2} : std::size_t{4};
  const auto channels = static_cast<std::size_t>(layout_.channels);
  const auto frame = width * channels, frames = pending_.size() / frame;
  pending_.append(4, '\0');  // so that a sample at the end may be looked at as four bytes
  std::vector<float> out(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    float value = 0.0F;
    for (std::size_t c = 0; c < channels; ++c)
      value += sample_at(pending_.data() + i * frame + c * width, layout_.coding);
    out[i] = value / static_cast<float>(channels);
    if (!std::isfinite(out[i]))
      throw DataError("standard input: sample " +
                      std::to_string(samples_ + static_cast<std::int64_t>(i)) +
                      " is not a finite number; is it 32-bit float, as is said?");
  }
  pending_.resize(pending_.size() - 4);
  pending_.erase(0, frames * frame);
  samples_ += static_cast<std::int64_t>(frames);
  return out;
}

}  // namespace serhost::audio
