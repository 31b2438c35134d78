// One function a format: how many bytes of audio the header says, where they begin, and how many
// seconds they are.
#include "audio/container_header.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>

#include "audio/header_bytes.hpp"

namespace serhost::audio {
namespace {

constexpr int kMostParts = 100000;
/// From here on a size stands for "not known": what programs write into pipes.
constexpr std::uint64_t kOpenFrom = 0x7F000000;

struct Declared {
  std::uint64_t begin = 0, bytes = 0;
  double seconds = 0.0;       ///< 0: not known
  bool ends_unheard = false;  ///< libsndfile reads past it
};

double divided(double a, double b) { return b > 0.0 ? a / b : 0.0; }

/// The sample rate of AIFF: an exponent and a mantissa of 64 bits.
double extended(std::string_view bytes) {
  const auto exponent = static_cast<int>(number_at(bytes, 0, 2, true) & 0x7FFF);
  return std::ldexp(static_cast<double>(number_at(bytes, 2, 8, true)), exponent - 16383 - 63);
}

std::optional<Declared> of_aiff(const FileView& view) {
  double seconds = 0.0;
  bool open = false;
  std::optional<Declared> found;
  std::int64_t at = 12;
  for (int i = 0; i < kMostParts && at < view.size(); ++i) {
    const auto header = view.bytes(at, 8);
    if (header.size() < 8) break;
    const auto chunk = header.substr(0, 4);
    const auto size = number_at(header, 4, 4, true);
    if (chunk == "COMM") {
      const auto content = view.bytes(at + 8, 18);
      if (content.size() < 18) break;
      const auto frames = number_at(content, 2, 4, true);
      open = frames == 0 || frames >= kOpenFrom;
      seconds = divided(static_cast<double>(frames), extended(std::string_view(content).substr(8)));
    }
    if (chunk == "SSND" && size > 8 && size < kOpenFrom)
      found = Declared{static_cast<std::uint64_t>(at) + 16, size - 8};
    at += 8 + static_cast<std::int64_t>(size + size % 2);
  }
  if (!found || open) return std::nullopt;
  found->seconds = seconds;
  return found;
}

std::optional<Declared> of_au(const FileView& view, bool big) {
  const auto header = view.bytes(0, 24);
  if (header.size() < 24) return std::nullopt;
  const auto size = number_at(header, 8, 4, big);
  if (size >= kOpenFrom) return std::nullopt;
  static const std::map<std::uint64_t, double> kBytes = {
      {1, 1}, {2, 1}, {3, 2},    {4, 3},  {5, 4},
      {6, 4}, {7, 8}, {23, 0.5}, {24, 1}, {27, 1}};  // a sample's, by encoding
  const auto width = kBytes.find(number_at(header, 12, 4, big));
  const auto rate = static_cast<double>(number_at(header, 16, 4, big)) *
                    static_cast<double>(number_at(header, 20, 4, big));
  return Declared{
      number_at(header, 4, 4, big), size,
      width == kBytes.end() ? 0.0 : divided(static_cast<double>(size), width->second * rate)};
}

/// Chunks whose names are 16 bytes and whose sizes count those 24 bytes too.
std::optional<Declared> of_w64(const FileView& view) {
  double rate = 0.0;  // bytes a second
  std::int64_t at = 40;
  for (int i = 0; i < kMostParts && at < view.size(); ++i) {
    const auto header = view.bytes(at, 24);
    if (header.size() < 24) break;
    const auto size = number_at(header, 16, 8, false);
    if (size < 24 || size > std::uint64_t{1} << 62) break;
    if (header.starts_with("fmt ")) rate = wave_byte_rate(view.bytes(at + 24, 20), false);
    if (header.starts_with("data"))
      return Declared{static_cast<std::uint64_t>(at) + 24, size - 24,
                      divided(static_cast<double>(size - 24), rate), true};
    at += static_cast<std::int64_t>((size + 7) / 8 * 8);
  }
  return std::nullopt;
}

std::optional<Declared> of_caf(FileView& view) {
  double bytes_a_second = 0.0;
  std::int64_t at = 8;
  for (int i = 0; i < kMostParts && at < view.size(); ++i) {
    const auto header = view.bytes(at, 12);
    if (header.size() < 12) break;
    const auto chunk = header.substr(0, 4);
    const auto size = number_at(header, 4, 8, true);
    if (chunk == "data" && size == UINT64_MAX) {  // to the end of the file
      const auto there =
          static_cast<std::uint64_t>(std::max<std::int64_t>(view.size() - at - 12, 0));
      for (int k = 0; k < 8; ++k)
        view.overlay_byte(at + 4 + k, static_cast<unsigned char>(there >> (56 - 8 * k)));
    }
    if (size > std::uint64_t{1} << 62) break;
    if (chunk == "desc") {
      const auto content = view.bytes(at + 12, 24);
      if (content.size() == 24) {
        double rate = 0.0;
        const auto bits = number_at(content, 0, 8, true);
        std::memcpy(&rate, &bits, sizeof rate);
        bytes_a_second = divided(rate * static_cast<double>(number_at(content, 16, 4, true)),
                                 static_cast<double>(number_at(content, 20, 4, true)));
      }
    }
    if (chunk == "data" && size > 4)  // an edit count comes first
      return Declared{static_cast<std::uint64_t>(at) + 16, size - 4,
                      divided(static_cast<double>(size - 4), bytes_a_second)};
    at += 12 + static_cast<std::int64_t>(size);
  }
  return std::nullopt;
}

/// The number of a line "sample_count -i 16000".
std::optional<std::uint64_t> sphere_number(const std::string& header, const std::string& field) {
  const auto at = header.find("\n" + field + " -i ");
  if (at == std::string::npos) return std::nullopt;
  std::uint64_t value = 0;
  const auto* begin = header.data() + at + field.size() + 5;
  const auto [end, fault] = std::from_chars(begin, header.data() + header.size(), value);
  return fault == std::errc() && end != begin ? std::optional(value) : std::nullopt;
}

/// "sample_coding -s4 ulaw", of a byte a sample.
bool is_law(const std::string& header) {
  const auto at = header.find("\nsample_coding -s");
  return at != std::string::npos &&
         header.substr(at + 1, header.find('\n', at + 1) - at).find("law") != std::string::npos;
}

std::optional<Declared> of_sphere(const FileView& view, const std::string& name) {
  const auto start = view.bytes(0, 16);
  std::uint64_t size = 0;
  const auto first = start.find_first_not_of(' ', 8);
  if (first == std::string::npos) return std::nullopt;
  const auto [end, fault] =
      std::from_chars(start.data() + first, start.data() + start.size(), size);
  if (fault != std::errc() || size < 16 || size > (1U << 20)) return std::nullopt;
  const auto header = view.bytes(0, static_cast<std::int64_t>(size));
  if (header.find("embedded-shorten") != std::string::npos)
    throw DataError(name +
                    ": is a SPHERE file compressed with shorten, which is not read; convert it "
                    "to wav, for example with sph2pipe");
  const auto frames = sphere_number(header, "sample_count");
  if (!frames || *frames > std::uint64_t{1} << 40) return std::nullopt;
  auto bytes = sphere_number(header, "sample_n_bytes").value_or(2);
  if (is_law(header)) bytes = 1;  // whatever a writer says of the samples that it had
  const auto channels = sphere_number(header, "channel_count").value_or(1);
  if (bytes > 16 || channels > 65536) return std::nullopt;
  const auto rate = sphere_number(header, "sample_rate").value_or(0);
  return Declared{size, *frames * bytes * channels,
                  divided(static_cast<double>(*frames), static_cast<double>(rate)), true};
}

std::optional<Declared> declared(FileView& view, const std::string& name) {
  const auto start = view.bytes(0, 12);
  if (start.size() < 12) return std::nullopt;
  if (start.starts_with("FORM") && start.substr(8, 3) == "AIF") return of_aiff(view);
  if (start.starts_with(".snd")) return of_au(view, true);
  if (start.starts_with("dns.")) return of_au(view, false);
  if (start.starts_with("riff\x2E\x91\xCF\x11")) return of_w64(view);
  if (start.starts_with("caff")) return of_caf(view);
  if (start.starts_with("NIST_1A\n")) return of_sphere(view, name);
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> check_container_header(FileView& view, const std::string& name) {
  const auto said = declared(view, name);
  if (!said || said->bytes == 0) return std::nullopt;
  const auto size = static_cast<std::uint64_t>(view.size());
  const auto there = size > said->begin ? size - said->begin : 0;
  if (there < said->bytes) throw_cut_off(name, said->bytes, there, said->seconds);
  if (!said->ends_unheard) return std::nullopt;
  return static_cast<std::int64_t>(said->begin + said->bytes);
}

}  // namespace serhost::audio
