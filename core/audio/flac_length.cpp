// A FLAC frame says where it stands and how long it is, and ends with a checksum over itself: the
// last one is found from the end of the file.
#include "audio/flac_length.hpp"

#include <algorithm>
#include <optional>

#include "audio/header_bytes.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kLongestFrame = 1 << 21;  // bytes searched from the end
constexpr int kMostBlocks = 1 << 16;

template <class Number>
Number checksum(std::string_view bytes, Number polynomial) {
  constexpr int kTop = 8 * static_cast<int>(sizeof(Number)) - 1;
  Number sum = 0;
  for (const char c : bytes) {
    sum =
        static_cast<Number>(sum ^ static_cast<Number>(static_cast<unsigned char>(c)) << (kTop - 7));
    for (int bit = 0; bit < 8; ++bit)
      sum = static_cast<Number>((sum >> kTop & 1) != 0 ? sum << 1 ^ polynomial : sum << 1);
  }
  return sum;
}

/// The sample behind the frame that begins with `bytes`, or nothing where none does. `block`: of
/// the stream, where all blocks are equal.
std::optional<std::uint64_t> end_of_frame(std::string_view bytes, std::uint64_t block) {
  if (bytes.size() < 7 || static_cast<unsigned char>(bytes[0]) != 0xFF ||
      (static_cast<unsigned char>(bytes[1]) & 0xFE) != 0xF8)
    return std::nullopt;
  const bool variable = (bytes[1] & 1) != 0;
  const auto sizes = static_cast<unsigned char>(bytes[2]);
  const unsigned size_code = sizes >> 4, rate_code = sizes & 15;
  if (size_code == 0 || rate_code == 15 || (bytes[3] & 1) != 0) return std::nullopt;
  // The number of the frame, or of its first sample, as UTF-8 would have it.
  const auto lead = static_cast<unsigned char>(bytes[4]);
  std::size_t more = 0;
  while (more < 7 && (lead << more & 0x80) != 0) ++more;
  if (more == 1 || lead == 0xFF) return std::nullopt;
  std::uint64_t number = more == 0 ? lead : lead & (0x7FU >> more);
  more = more == 0 ? 0 : more - 1;
  std::size_t at = 5;
  if (bytes.size() < at + more + 5) return std::nullopt;
  for (std::size_t i = 0; i < more; ++i, ++at) {
    if ((static_cast<unsigned char>(bytes[at]) & 0xC0) != 0x80) return std::nullopt;
    number = number << 6 | (static_cast<unsigned char>(bytes[at]) & 0x3F);
  }
  std::uint64_t length = 0;
  if (size_code == 1) length = 192;
  else if (size_code < 6) length = std::uint64_t{576} << (size_code - 2);
  else if (size_code == 6) length = number_at(bytes, at, 1, true) + 1;
  else if (size_code == 7) length = number_at(bytes, at, 2, true) + 1;
  else length = std::uint64_t{256} << (size_code - 8);
  at += size_code == 6 ? 1 : size_code == 7 ? 2 : 0;
  at += rate_code == 12 ? 1 : rate_code == 13 || rate_code == 14 ? 2 : 0;
  if (at >= bytes.size() ||
      checksum<std::uint8_t>(bytes.substr(0, at), 0x07) != static_cast<unsigned char>(bytes[at]))
    return std::nullopt;
  return (variable ? number : number * block) + length;
}

/// Where the frames begin: behind the blocks of metadata.
std::int64_t first_frame(const FileView& view) {
  std::int64_t at = 4;
  for (int i = 0; i < kMostBlocks; ++i) {
    const auto header = view.bytes(at, 4);
    if (header.size() < 4) return view.size();
    at += 4 + static_cast<std::int64_t>(number_at(header, 1, 3, true));
    if ((static_cast<unsigned char>(header[0]) & 0x80) != 0) return at;
  }
  return view.size();
}

std::optional<std::uint64_t> length_of(const FileView& view, std::uint64_t block) {
  const auto begin = first_frame(view);
  auto end = view.size();
  if (view.bytes(end - 128, 3) == "TAG") end -= 128;
  const auto from = std::max(begin, end - kLongestFrame);
  if (end - from < 9) return std::nullopt;
  const auto bytes = view.bytes(from, end - from);
  const std::string_view all = bytes;
  for (auto at = all.size() - 9; at + 1 > 0; --at) {
    const auto frame = all.substr(at);
    if (static_cast<unsigned char>(frame[0]) != 0xFF) continue;
    const auto samples = end_of_frame(frame, block);
    if (!samples) continue;
    const auto body = frame.substr(0, frame.size() - 2);
    if (checksum<std::uint16_t>(body, 0x8005) == number_at(frame, body.size(), 2, true))
      return samples;
  }
  return std::nullopt;
}

}  // namespace

void complete_flac_header(FileView& view, const std::string& name) {
  const auto start = view.bytes(0, 42);  // the mark, a block's header, STREAMINFO
  if (start.size() < 42 || !start.starts_with("fLaC") || (start[4] & 0x7F) != 0) return;
  const auto packed = number_at(start, 18, 8, true);
  constexpr std::uint64_t kSamples = (std::uint64_t{1} << 36) - 1;
  if ((packed & kSamples) != 0) return;
  const auto samples = length_of(view, number_at(start, 8, 2, true));
  if (!samples || *samples == 0 || *samples > kSamples)
    throw DataError(name +
                    ": is cut off: its header does not say how long it is, and its last FLAC "
                    "frame is not whole; copy it again");
  for (int i = 0; i < 8; ++i)
    view.overlay_byte(18 + i, static_cast<unsigned char>((packed | *samples) >> (56 - 8 * i)));
}

}  // namespace serhost::audio
