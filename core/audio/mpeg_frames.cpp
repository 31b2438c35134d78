// A frame has no mark but eleven bits, which other bytes can have too: the first frame counts where
// others like it follow.
#include "audio/mpeg_frames.hpp"

#include <algorithm>
#include <array>

#include "audio/header_bytes.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kMpegBlock = 1 << 16;
constexpr std::int64_t kLatestFirst = 1 << 20;  // bytes that may come before the first frame
constexpr int kAlike = 3;                       // frames in a row, or fewer up to the end

/// kbit/s by layer (from 1) and index; the first three rows are of version 1.
constexpr std::array<std::array<int, 15>, 5> kBitRates = {
    {{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
     {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
     {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
     {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
     {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}};

/// Reads bytes in order, a block at a time.
class ByteWindow {
 public:
  explicit ByteWindow(const FileView& view) : view_(view) {}
  /// Fewer at the end of the file.
  std::string_view at(std::int64_t offset, std::int64_t count) {
    if (offset < begin_ || offset + count > begin_ + static_cast<std::int64_t>(block_.size())) {
      begin_ = offset;
      block_ = view_.bytes(offset, std::min(std::max(kMpegBlock, count),
                                            std::max<std::int64_t>(view_.size() - offset, 0)));
    }
    return std::string_view(block_).substr(static_cast<std::size_t>(offset - begin_),
                                           static_cast<std::size_t>(count));
  }

 private:
  const FileView& view_;
  std::int64_t begin_ = 0;
  std::string block_;
};

struct FrameHeader {
  int version = 0;  ///< 1, 2; 3 stands for 2.5
  int layer = 0, channels = 0, bit_rate_index = 0;
  std::int64_t sample_rate = 0, bytes = 0, samples = 0;
  bool operator==(const FrameHeader&) const = default;
  bool like(const FrameHeader& other) const {
    return version == other.version && layer == other.layer && sample_rate == other.sample_rate;
  }
};

std::optional<FrameHeader> frame_header(std::string_view bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const auto bits = number_at(bytes, 0, 4, true);
  if (bits >> 21 != 0x7FF) return std::nullopt;
  const auto version = bits >> 19 & 3, layer = bits >> 17 & 3, rate = bits >> 12 & 15,
             sampling = bits >> 10 & 3;
  if (version == 1 || layer == 0 || rate == 0 || rate == 15 || sampling == 3) return std::nullopt;
  FrameHeader out;
  out.version = version == 3 ? 1 : version == 2 ? 2 : 3;
  out.layer = 4 - static_cast<int>(layer);
  out.channels = (bits >> 6 & 3) == 3 ? 1 : 2;
  out.bit_rate_index = static_cast<int>(rate);
  constexpr std::array<std::int64_t, 3> kRates = {44100, 48000, 32000};
  out.sample_rate = kRates[sampling] / (std::int64_t{1} << (out.version - 1));
  const bool first = out.version == 1;
  const auto row = first ? static_cast<std::size_t>(out.layer - 1) : out.layer == 1 ? 3U : 4U;
  const std::int64_t bit_rate = 1000 * kBitRates[row][rate], padding = bits >> 9 & 1;
  out.samples = out.layer == 1 ? 384 : out.layer == 2 || first ? 1152 : 576;
  out.bytes = out.layer == 1 ? (12 * bit_rate / out.sample_rate + padding) * 4
                             : out.samples / 8 * bit_rate / out.sample_rate + padding;
  return out;
}

/// The size of a tag that stands behind audio (ID3v1, APE); 0 where none begins.
std::int64_t closing_tag_bytes(std::string_view bytes) {
  if (bytes.starts_with("TAG")) return 128;
  if (bytes.starts_with("APETAGEX") && bytes.size() >= 32)
    return 32 + static_cast<std::int64_t>(number_at(bytes, 12, 4, false));
  return 0;
}

/// Whether frames like it follow, or the file ends with it.
bool begins_frames(ByteWindow& window, std::int64_t at, const FrameHeader& first,
                   std::int64_t size) {
  auto bytes = first.bytes;
  for (int count = 1; count < kAlike; ++count) {
    at += bytes;
    if (at >= size) return count > 1 || at == size;
    const auto next = frame_header(window.at(at, 4));
    if (!next || !next->like(first)) return count > 1 && closing_tag_bytes(window.at(at, 32)) > 0;
    bytes = next->bytes;
  }
  return true;
}

std::int64_t side_information(const FrameHeader& header) {
  return header.version == 1 ? (header.channels == 2 ? 32 : 17) : header.channels == 2 ? 17 : 9;
}

/// Takes the numbers of a first frame that holds no audio; false where it is an ordinary one.
bool read_numbers(ByteWindow& window, std::int64_t at, const FrameHeader& header, MpegAudio& out) {
  const auto frame = window.at(at, header.bytes);
  const auto xing = static_cast<std::size_t>(4 + side_information(header));
  if (frame.size() >= xing + 12) {
    const auto mark = frame.substr(xing, 4);
    if (mark == "Xing" || mark == "Info") {
      if ((number_at(frame, xing + 4, 4, true) & 1) != 0) {
        out.declared = static_cast<std::int64_t>(number_at(frame, xing + 8, 4, true));
        out.declared_at = at + static_cast<std::int64_t>(xing) + 8;
        if ((number_at(frame, xing + 4, 4, true) & 2) != 0) out.bytes_at = out.declared_at + 4;
      }
      return true;
    }
  }
  if (frame.size() >= 36 + 18 && frame.substr(36, 4) == "VBRI") {
    out.declared = static_cast<std::int64_t>(number_at(frame, 36 + 14, 4, true));
    return true;
  }
  return false;
}

/// Where the next frame like `first` begins, at `at` or behind it; `size` where there is none.
std::int64_t next_frame(ByteWindow& window, std::int64_t at, const FrameHeader* first,
                        std::int64_t size, std::int64_t latest) {
  while (at < std::min(size, latest)) {
    if (const auto tag = tag_bytes(window.at(at, 10)); tag > 0) {
      at += tag;
      continue;
    }
    const auto header = frame_header(window.at(at, 4));
    if (header && (first == nullptr || header->like(*first)) &&
        begins_frames(window, at, *header, size))
      return at;
    ++at;
  }
  return size;
}

}  // namespace

std::int64_t tag_bytes(std::string_view header) {
  if (header.size() < 10 || !header.starts_with("ID3")) return 0;
  std::int64_t size = 0;
  for (std::size_t i = 6; i < 10; ++i)
    size = size << 7 | (static_cast<unsigned char>(header[i]) & 0x7F);
  return size + 10 + ((static_cast<unsigned char>(header[5]) & 0x10) != 0 ? 10 : 0);
}

std::optional<MpegAudio> find_mpeg(const FileView& view) {
  ByteWindow window(view);
  const auto size = view.size();
  const auto front = tag_bytes(window.at(0, 10));
  const auto begin = next_frame(window, front, nullptr, size, front + kLatestFirst);
  if (begin >= size) return std::nullopt;
  const auto first = frame_header(window.at(begin, 4)).value();
  MpegAudio out;
  out.begin = out.end = begin;
  out.frame_samples = first.samples;
  out.sample_rate = first.sample_rate;
  out.channels = first.channels;
  out.first = std::string(window.at(begin, 4));
  const bool numbers = first.layer == 3 && read_numbers(window, begin, first, out);
  if (numbers && !out.declared_at) out.begin = out.end = begin + first.bytes;
  std::optional<int> rate;
  for (auto at = numbers ? begin + first.bytes : begin; at < size;) {
    const auto header = frame_header(window.at(at, 4));
    if (!header || !header->like(first)) {
      if (const auto tag = closing_tag_bytes(window.at(at, 32)); tag > 0) {
        at += tag;
        continue;
      }
      at = next_frame(window, at, &first, size, size);
      continue;
    }
    if (at + header->bytes > size) {
      out.missing = at + header->bytes - size;
      break;
    }
    ++out.frames;
    out.one_rate = out.one_rate && rate.value_or(header->bit_rate_index) == header->bit_rate_index;
    rate = header->bit_rate_index;
    out.end = at += header->bytes;
  }
  return out;
}

std::string length_frame(const MpegAudio& audio) {
  auto header = audio.first;
  header[1] = static_cast<char>(header[1] | 1);  // no checksum
  std::optional<FrameHeader> found;
  for (int index = 1; index < 15; ++index) {
    header[2] = static_cast<char>((header[2] & 0x0C) | index << 4);
    found = frame_header(header);
    if (found && found->bytes >= 4 + side_information(*found) + 16) break;
  }
  std::string out(static_cast<std::size_t>(found->bytes), '\0');
  const auto at = static_cast<std::size_t>(4 + side_information(*found));
  const auto put = [&](std::size_t where, std::uint64_t value) {
    for (std::size_t i = 0; i < 4; ++i) out[where + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  out.replace(0, 4, header);
  out.replace(at, 4, "Xing");
  put(at + 4, 3);  // frames and bytes follow
  put(at + 8, static_cast<std::uint64_t>(audio.frames));
  put(at + 12, static_cast<std::uint64_t>(audio.end - audio.begin) + out.size());
  return out;
}

}  // namespace serhost::audio
