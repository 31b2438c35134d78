// Reads the chunks of a RIFF file: a four-letter name, a size of four bytes, and that many bytes,
// padded to an even count.
#include "audio/wave_header.hpp"

#include <algorithm>
#include <cctype>

#include "audio/header_bytes.hpp"
#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr std::uint64_t kOpenSize = 0xFFFFFFFF;
constexpr std::uint64_t kSoxOpenSize =
    0x7FFFF000;  // what SoX writes into a pipe, less a part of a frame
constexpr int kMostChunks = 100000;

bool is_chunk_name(const std::string& header) {
  return std::all_of(header.begin(), header.begin() + 4,
                     [](unsigned char c) { return std::isprint(c) != 0; });
}

/// Whether well-formed chunks fill the file from `at` to its end: then a data chunk of size 0
/// before them is really empty.
bool chunks_fill(const FileView& view, std::int64_t at) {
  for (int i = 0; i < kMostChunks && at < view.size(); ++i) {
    const auto header = view.bytes(at, 8);
    if (header.size() < 8 || !is_chunk_name(header)) return false;
    const auto size = static_cast<std::int64_t>(number_at(header, 4, 4, false));
    at += 8 + size + size % 2;
  }
  return at == view.size() || at == view.size() + 1;
}

/// A frame of whole numbers or floats has as many bytes as its samples, which libsndfile then goes
/// by whatever the header says. Some programs put 24 bits into four bytes, which it knows.
void check_frame_size(const std::string& format, bool big, const std::string& name) {
  if (format.size() < 16) return;
  const auto tag = number_at(format, 0, 2, big), channels = number_at(format, 2, 2, big);
  const auto frame = number_at(format, 12, 2, big), bits = number_at(format, 14, 2, big);
  const bool plain = tag == 1 || tag == 3;
  if (!plain || channels == 0 || bits == 0 || bits % 8 != 0) return;
  const auto wanted = channels * bits / 8;
  if (frame == wanted || (bits == 24 && frame == 4 * channels)) return;
  throw DataError(name + ": says that a frame has " + std::to_string(frame) +
                  " bytes, but samples of " + std::to_string(bits) + " bits in " +
                  std::to_string(channels) + (channels == 1 ? " channel" : " channels") + " have " +
                  std::to_string(wanted) + "; copy it again, or convert it anew");
}

}  // namespace

void check_wave_header(FileView& view, const std::string& name) {
  const auto start = view.bytes(0, 12);
  if (start.size() < 12 || start.substr(8) != "WAVE") return;
  const auto riff = start.substr(0, 4);
  const bool big = riff == "RIFX", wide = riff == "RF64" || riff == "BW64";
  if (riff != "RIFF" && !big && !wide) return;

  std::uint64_t wide_size = 0;
  double rate = 0.0;  // bytes a second
  std::int64_t at = 12;
  for (int i = 0; i < kMostChunks; ++i) {
    const auto header = view.bytes(at, 8);
    if (header.size() < 8) break;
    auto size = number_at(header, 4, 4, big);
    const auto chunk = header.substr(0, 4);
    if (chunk == "ds64") {
      const auto content = view.bytes(at + 8, 16);
      if (content.size() == 16) wide_size = number_at(content, 8, 8, false);
    }
    if (chunk == "fmt ") {
      const auto format = view.bytes(at + 8, 20);
      check_frame_size(format, big, name);
      rate = wave_byte_rate(format, big);
    }
    if (chunk == "data") {
      const auto there = static_cast<std::uint64_t>(view.size() - at - 8);
      if (wide && size == kOpenSize && wide_size > 0 && wide_size != UINT64_MAX) size = wide_size;
      const bool sox = size <= kSoxOpenSize && size > kSoxOpenSize - 256;
      const bool open = size == kOpenSize || (sox && size > there) ||
                        (size == 0 && there > 0 && !chunks_fill(view, at + 8));
      if (open && !wide && !big && there < kOpenSize) {
        view.overlay(at + 4, static_cast<std::uint32_t>(there));
        view.overlay(4, static_cast<std::uint32_t>(view.size() - 8));
      } else if (!open && size > there) {
        throw_cut_off(name, size, there, rate > 0.0 ? static_cast<double>(size) / rate : 0.0);
      }
      return;
    }
    at += 8 + static_cast<std::int64_t>(size) + static_cast<std::int64_t>(size % 2);
    if (at >= view.size()) break;
  }
  throw DataError(name + ": is a wav file without audio: no data chunk before its end at byte " +
                  std::to_string(view.size()) + "; copy it again");
}

}  // namespace serhost::audio
