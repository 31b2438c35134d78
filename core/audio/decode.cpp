// Decodes a file. The format is recognized by the content, never by the extension, and samples are
// read in blocks, so that memory does not depend on what a header claims.
#include "audio/decode.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>

#include "audio/file_view.hpp"
#include "audio/wave_header.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kLowestRate = 1000, kHighestRate = 768000, kMostChannels = 32;
constexpr std::int64_t kMostFrames = std::int64_t{1} << 30;  // 18 hours at 16 kHz, 4 GiB
constexpr std::int64_t kBlock = 1 << 14;                     // frames read at once
constexpr double kSlack = 0.01;  // seconds; transcripts round the end of a file upwards

sf_count_t length_of(void* view) { return static_cast<FileView*>(view)->size(); }
sf_count_t tell_in(void* view) { return static_cast<FileView*>(view)->position; }
sf_count_t write_to(const void*, sf_count_t, void*) { return 0; }

sf_count_t seek_in(sf_count_t offset, int whence, void* opaque) {
  auto& view = *static_cast<FileView*>(opaque);
  const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? view.position : view.size();
  if (base + offset < 0) return -1;
  return view.position = base + offset;
}

sf_count_t read_from(void* into, sf_count_t count, void* opaque) {
  auto& view = *static_cast<FileView*>(opaque);
  const auto n = view.read(view.position, into, count);
  view.position += n;
  return n;
}

/// Only formats that hold speech corpora: libsndfile also knows some that nearly any bytes pass
/// for.
const char* name_of_format(int format) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
      return "WAV";
    case SF_FORMAT_W64:
      return "W64";
    case SF_FORMAT_AIFF:
      return "AIFF";
    case SF_FORMAT_AU:
      return "AU";
    case SF_FORMAT_CAF:
      return "CAF";
    case SF_FORMAT_NIST:
      return "NIST";
    case SF_FORMAT_FLAC:
      return "FLAC";
    case SF_FORMAT_OGG:
      return "OGG";
    case SF_FORMAT_MPEG:
      return "MPEG";
    default:
      return nullptr;
  }
}

/// What the first bytes look like, for people.
std::string looks_like(const FileView& view) {
  const auto head = view.bytes(0, 16);
  if (head.size() >= 8 && head.substr(4, 4) == "ftyp")
    return "found MP4 or M4A; convert it to wav, for example with ffmpeg";
  if (head.starts_with("OggS") || head.starts_with("fLaC") || head.starts_with("ID3") ||
      head.starts_with("RIFF") || head.starts_with("FORM"))
    return "found the beginning '" + head.substr(0, 4) +
           "', but what follows is damaged; copy it again";
  std::string text, bytes;
  for (const unsigned char c : head) {
    text += std::isprint(c) ? static_cast<char>(c) : '.';
    bytes += (bytes.empty() ? "" : " ") + std::string(1, "0123456789abcdef"[c >> 4]) +
             "0123456789abcdef"[c & 15];
  }
  return "found bytes " + bytes + " ('" + text + "')";
}

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

struct Open {
  explicit Open(const std::filesystem::path& file) : name(file.string()), view(file) {
    if (view.bytes(0, 26).starts_with("version https://git-lfs"))
      throw DataError(name +
                      ": is a pointer file of large-file storage, not the audio itself; fetch the "
                      "audio with git lfs pull");
    check_wave_header(view, name);
    SF_VIRTUAL_IO io{length_of, seek_in, read_from, write_to, tell_in};
    SF_INFO found{};
    handle.reset(sf_open_virtual(&io, SFM_READ, &found, &view));
    const char* format = handle ? name_of_format(found.format) : nullptr;
    if (format == nullptr)
      throw DataError(name +
                      ": is not audio that can be read (wav, flac, ogg, mp3): " + looks_like(view));
    info = {found.samplerate, found.channels, found.frames, format};
    seekable = found.seekable != 0;
    if (info.sample_rate < kLowestRate || info.sample_rate > kHighestRate)
      throw DataError(name + ": says a sample rate of " + std::to_string(info.sample_rate) +
                      " Hz; expected 1000 to 768000");
    if (info.channels < 1 || info.channels > kMostChannels)
      throw DataError(name + ": says " + std::to_string(info.channels) +
                      " channels; expected 1 to 32");
    if (info.frames <= 0)
      throw DataError(name + ": holds no samples (0 frames); leave it out or copy it again");
  }

  std::string name;
  FileView view;
  std::unique_ptr<SNDFILE, Closer> handle;
  Info info;
  bool seekable = false;
};

struct Range {
  std::int64_t first = 0, count = 0;
};

Range frames_of(const Section& section, const Open& open) {
  const auto& info = open.info;
  const auto whole = info.seconds();
  const auto start = section.start.value_or(0.0), end = section.end.value_or(whole);
  const auto claim =
      "section " + exact(start) + " s to " + (section.end ? exact(end) + " s" : "its end");
  if (!std::isfinite(start) || !std::isfinite(end) || start < 0.0 || (section.end && end <= start))
    throw DataError(open.name + ": " + claim + " is not one; expected 0 <= start < end");
  if (start >= whole || end > whole + kSlack)
    throw DataError(open.name + ": " + claim + " is outside of the file, which lasts " +
                    exact(whole) + " s");
  if (section.channel && (*section.channel < 0 || *section.channel >= info.channels))
    throw DataError(open.name + ": channel " + std::to_string(*section.channel) +
                    " is asked for (from 0), but it has " +
                    count_of(static_cast<std::size_t>(info.channels), "channel"));
  const auto rate = static_cast<double>(info.sample_rate);
  const auto first = static_cast<std::int64_t>(std::llround(start * rate));
  const auto last = section.end
                        ? std::min(info.frames, static_cast<std::int64_t>(std::llround(end * rate)))
                        : info.frames;
  if (last <= first)
    throw DataError(open.name + ": " + claim + " holds no samples at " +
                    std::to_string(info.sample_rate) + " Hz");
  if (last - first > kMostFrames)
    throw DataError(open.name + ": " + claim + " is longer than " + std::to_string(kMostFrames) +
                    " samples; read it in sections (start, end)");
  return {first, last - first};
}

void skip_to(Open& open, std::int64_t first, std::vector<float>& block) {
  if (first == 0 || (open.seekable && sf_seek(open.handle.get(), first, SEEK_SET) == first)) return;
  for (auto left = first; left > 0;) {
    const auto got = sf_readf_float(open.handle.get(), block.data(), std::min(left, kBlock));
    if (got <= 0)
      throw DataError(open.name + ": is cut off before " + std::to_string(first) +
                      " samples; copy it again");
    left -= got;
  }
}

}  // namespace

Info info(const std::filesystem::path& file) { return Open(file).info; }

Waveform decode(const std::filesystem::path& file, const Section& section) {
  Open open(file);
  const auto range = frames_of(section, open);
  const auto channels = open.info.channels;
  std::vector<float> block(static_cast<std::size_t>(kBlock * channels));
  skip_to(open, range.first, block);

  Waveform out{{}, open.info.sample_rate};
  out.samples.reserve(static_cast<std::size_t>(std::min(range.count, open.view.size())));
  for (auto left = range.count; left > 0;) {
    const auto got = sf_readf_float(open.handle.get(), block.data(), std::min(left, kBlock));
    if (got <= 0) break;
    for (std::int64_t frame = 0; frame < got; ++frame) {
      const float* in = block.data() + frame * channels;
      float value = 0.0F;
      if (section.channel) {
        value = in[*section.channel];
      } else {
        for (std::int64_t channel = 0; channel < channels; ++channel) value += in[channel];
        value /= static_cast<float>(channels);
      }
      if (!std::isfinite(value))
        throw DataError(open.name + ": sample " +
                        std::to_string(range.first + range.count - left + frame) +
                        " is not a finite number; leave the file out or write it again");
      out.samples.push_back(value);
    }
    left -= got;
  }
  const auto got = static_cast<std::int64_t>(out.samples.size());
  // The frames of an mp3 file without a length field are an estimate, good to an MPEG frame or two.
  const std::int64_t slack = open.info.format == "MPEG" ? 2 * 1152 : 0;
  if (got == 0 || got + slack < range.count)
    throw DataError(open.name + ": is cut off or damaged: " + std::to_string(range.count) +
                    " samples are expected, " + std::to_string(got) +
                    " could be read; copy it again");
  return out;
}

}  // namespace serhost::audio
