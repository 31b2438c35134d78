// TFRecord framing and the few protobuf fields of an Event.
#include "run/tensorboard.hpp"

#include <array>
#include <bit>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::run {
namespace {

constexpr auto make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value & 1u ? value >> 1 ^ 0x82F63B78u : value >> 1;
    table[i] = value;
  }
  return table;
}

constexpr auto kTable = make_table();

/// TensorFlow stores CRCs rotated and shifted, because a CRC of data that holds its own CRC is
/// weak.
std::uint32_t masked(std::uint32_t crc) { return std::rotr(crc, 15) + 0xA282EAD8u; }

template <class T>
std::string little_endian(T value) {
  std::string out;
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  return out + static_cast<char>(value);
}

// Field tags: number << 3 | wire type (0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes).
std::string field_double(char number, double value) {
  return static_cast<char>(number << 3 | 1) + little_endian(std::bit_cast<std::uint64_t>(value));
}

std::string field_float(char number, float value) {
  return static_cast<char>(number << 3 | 5) + little_endian(std::bit_cast<std::uint32_t>(value));
}

std::string field_varint(char number, std::int64_t value) {
  return static_cast<char>(number << 3) + varint(static_cast<std::uint64_t>(value));
}

std::string field_bytes(char number, std::string_view bytes) {
  return static_cast<char>(number << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes)
    crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ crc >> 8;
  return ~crc;
}

std::string tf_record(std::string_view content) {
  const auto length = little_endian(static_cast<std::uint64_t>(content.size()));
  return length + little_endian(masked(crc32c(length))) + std::string(content) +
         little_endian(masked(crc32c(content)));
}

std::string version_event(double wall_time) {
  return tf_record(field_double(1, wall_time) + field_bytes(3, "brain.Event:2"));
}

std::string scalar_event(double wall_time, std::int64_t step,
                         const std::vector<std::pair<std::string, double>>& scalars) {
  std::string summary;
  for (const auto& [tag, value] : scalars) {
    summary +=
        field_bytes(1, field_bytes(1, valid_utf8(tag)) + field_float(2, static_cast<float>(value)));
  }
  return tf_record(field_double(1, wall_time) + field_varint(2, step) + field_bytes(5, summary));
}

// Summary.Value { tag = 1, image = 4, tensor = 8, metadata = 9 { plugin_data = 1 { plugin_name = 1
// } } }; TensorProto { dtype = 1, tensor_shape = 2 { dim = 2 { size = 1 } }, string_val = 8 }.
std::string text_event(double wall_time, const std::string& tag, const std::string& markdown) {
  constexpr std::int64_t kString = 7;  // DT_STRING
  const auto tensor = field_varint(1, kString) +
                      field_bytes(2, field_bytes(2, field_varint(1, 1))) +
                      field_bytes(8, valid_utf8(markdown));
  const auto value = field_bytes(1, valid_utf8(tag)) + field_bytes(8, tensor) +
                     field_bytes(9, field_bytes(1, field_bytes(1, "text")));
  return tf_record(field_double(1, wall_time) + field_bytes(5, field_bytes(1, value)));
}

// Summary.Image { height = 1, width = 2, colorspace = 3, encoded_image_string = 4 }.
std::string image_event(double wall_time, const std::string& tag, const std::string& png) {
  constexpr std::size_t kWidth = 16, kHeight = 20;  // in the header chunk, big endian
  constexpr std::int64_t kRgb = 3;
  SERHOST_CHECK(png.size() > kHeight + 4);
  const auto number = [&](std::size_t at) {
    std::int64_t out = 0;
    for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(png[at + i]);
    return out;
  };
  const auto image = field_varint(1, number(kHeight)) + field_varint(2, number(kWidth)) +
                     field_varint(3, kRgb) + field_bytes(4, png);
  const auto value = field_bytes(1, valid_utf8(tag)) + field_bytes(4, image);
  return tf_record(field_double(1, wall_time) + field_bytes(5, field_bytes(1, value)));
}

std::string experiment_event(double wall_time, const std::string& toml) {
  return text_event(wall_time, "experiment",
                    "```toml\n" + toml + (toml.ends_with("\n") ? "" : "\n") + "```\n");
}

std::filesystem::path board_path() {
  return std::filesystem::path("tensorboard") / "events.out.tfevents.1.serhost";
}

std::string epoch_event(double wall_time, const EpochEnded& epoch) {
  std::vector<std::pair<std::string, double>> scalars = {{"train/loss", epoch.train_loss},
                                                         {"lr", epoch.lr}};
  for (const auto& [metric, value] : epoch.validation) scalars.emplace_back("val/" + metric, value);
  for (const auto& [name, value] : epoch.logged) scalars.emplace_back("logged/" + name, value);
  return scalar_event(wall_time, epoch.epoch, scalars);
}

std::string hparams_event(double wall_time, const std::map<std::string, std::string>& keys,
                          const std::string& group) {
  // HParamsPluginData { session_start_info = 3 { hparams = 1 { key = 1, value = 2 }, group_name =
  // 4, start_time_secs = 5 } }, within a Summary.Value { tag = 1, metadata = 9 { plugin_data = 1 {
  // plugin_name = 1, content = 2 } } }.
  std::string start;
  for (const auto& [key, text] : keys) {
    double number = 0.0;
    const auto value = text == "true" || text == "false" ? field_varint(4, text == "true")
                       : read_number(text, number)       ? field_double(2, number)
                                                         : field_bytes(3, valid_utf8(text));
    start += field_bytes(1, field_bytes(1, valid_utf8(key)) + field_bytes(2, value));
  }
  start += field_bytes(4, valid_utf8(group)) + field_double(5, wall_time);
  const auto plugin = field_bytes(1, "hparams") + field_bytes(2, field_bytes(3, start));
  const auto summary = field_bytes(
      1, field_bytes(1, "_hparams_/session_start_info") + field_bytes(9, field_bytes(1, plugin)));
  return tf_record(field_double(1, wall_time) + field_bytes(5, summary));
}

std::string event_file(double wall_time, const std::vector<EpochEnded>& epochs,
                       const std::string& begin) {
  for (std::size_t i = 1; i < epochs.size(); ++i) wall_time -= epochs[i].seconds;
  auto out = version_event(wall_time) + begin;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (i > 0) wall_time += epochs[i].seconds;
    out += epoch_event(wall_time, epochs[i]);
  }
  return out;
}

std::filesystem::path event_path(const std::filesystem::path& run_directory, std::int64_t fold,
                                 std::int64_t seed) {
  return run_directory / "tensorboard" / ("fold-" + std::to_string(fold)) /
         ("seed-" + std::to_string(seed)) / "events.out.tfevents.1.serhost";
}

}  // namespace serhost::run
