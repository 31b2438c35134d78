// Decodes a file or a section of it. Samples are read in blocks, so that memory does not depend on
// what a header claims.
#include "audio/decode.hpp"

#include <algorithm>
#include <cmath>

#include "audio/header_bytes.hpp"
#include "audio/mixer.hpp"
#include "audio/sample_rules.hpp"
#include "audio/sound_file.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kMostFrames = std::int64_t{1} << 30;  // 18 hours at 16 kHz, 4 GiB
constexpr std::int64_t kReadBlock = 1 << 14;                 // frames read at once
constexpr double kEndSlack = 0.01;  // seconds; transcripts round the end of a file upwards

struct Range {
  std::int64_t first = 0, count = 0;
};

Range frames_of(const Section& section, const SoundFile& file) {
  const auto& info = file.info();
  const auto whole = info.seconds();
  const auto start = section.start.value_or(0.0), end = section.end.value_or(whole);
  const auto claim =
      "section " + exact(start) + " s to " + (section.end ? exact(end) + " s" : "its end");
  if (!std::isfinite(start) || !std::isfinite(end) || start < 0.0 || (section.end && end <= start))
    throw DataError(file.name() + ": " + claim + " is not one; expected 0 <= start < end");
  if (start >= whole || end > whole + kEndSlack)
    throw DataError(file.name() + ": " + claim + " is outside of the file, which lasts " +
                    exact(whole) + " s");
  if (section.channel && (*section.channel < 0 || *section.channel >= info.channels))
    throw DataError(file.name() + ": channel " + std::to_string(*section.channel) +
                    " is asked for (from 0), but it has " +
                    count_of(static_cast<std::size_t>(info.channels), "channel"));
  const auto rate = static_cast<double>(info.sample_rate);
  const auto first = static_cast<std::int64_t>(std::llround(start * rate));
  const auto last = section.end
                        ? std::min(info.frames, static_cast<std::int64_t>(std::llround(end * rate)))
                        : info.frames;
  if (last <= first)
    throw DataError(file.name() + ": " + claim + " holds no samples at " +
                    std::to_string(info.sample_rate) + " Hz");
  if (last - first > kMostFrames)
    throw DataError(file.name() + ": " + claim + " is longer than " + std::to_string(kMostFrames) +
                    " samples; read it in sections (start, end)");
  return {first, last - first};
}

}  // namespace

Info info(const std::filesystem::path& file) { return SoundFile(file).info(); }

Waveform decode(const std::filesystem::path& path, const Section& section) {
  SoundFile file(path);
  const auto range = frames_of(section, file);
  const auto channels = file.info().channels;
  std::vector<float> block(static_cast<std::size_t>(kReadBlock * channels));
  file.skip_to(range.first);

  const auto channel = section.channel.value_or(0);
  Mixer mixer(file.name(), file.info().sample_rate, channel,
              section.channel ? channel + 1 : channels);
  Waveform out{{}, file.info().sample_rate};
  out.samples.reserve(static_cast<std::size_t>(std::min(range.count, file.bytes())));
  for (auto left = range.count; left > 0;) {
    const auto got = file.read(block.data(), std::min(left, kReadBlock));
    if (got <= 0) break;
    mixer.mix(block.data(), got, channels, range.first + range.count - left, out.samples);
    left -= got;
  }
  const auto got = static_cast<std::int64_t>(out.samples.size());
  // An mp3 file of one bit rate without a length field has its length from the size of the file,
  // which is good to a frame or two.
  const std::int64_t slack = file.info().format == "MPEG" ? 2 * 1152 : 0;
  if (got == 0 || got + slack < range.count) {
    const auto rate = static_cast<double>(out.sample_rate);
    throw DataError(file.name() + ": is cut off or damaged: " + std::to_string(range.count) +
                    " samples are expected, " + std::to_string(got) + " could be read (" +
                    seconds_text(static_cast<double>(got) / rate) + " of " +
                    seconds_text(static_cast<double>(range.count) / rate) + "); copy it again");
  }
  mixer.check();
  return out;
}

}  // namespace serhost::audio
