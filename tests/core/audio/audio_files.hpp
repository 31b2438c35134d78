// Files for the audio tests, made on the spot: a temporary folder, files by libsndfile and raw
// bytes.
#pragma once

#include <sndfile.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace serhost::audio {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("serhost_audio_" + std::to_string(::getpid()) + "_" + std::to_string(next_++))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  static inline int next_ = 0;
  std::filesystem::path path_;
};

/// Interleaved `samples` in `format` (SF_FORMAT_WAV | SF_FORMAT_PCM_16, ...); `level`, from 0, of
/// compression, at a constant bit rate where the format has one.
inline std::filesystem::path write_audio(const std::filesystem::path& file,
                                         const std::vector<float>& samples, int format,
                                         int rate = 16000, int channels = 1, double level = -1.0) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* out = sf_open(file.c_str(), SFM_WRITE, &info);
  if (out == nullptr) throw std::runtime_error(file.string() + ": " + sf_strerror(nullptr));
  sf_command(out, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (level >= 0.0) {
    int constant = SF_BITRATE_MODE_CONSTANT;
    sf_command(out, SFC_SET_BITRATE_MODE, &constant, sizeof constant);
    sf_command(out, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  }
  sf_writef_float(out, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
  sf_close(out);
  return file;
}

inline std::filesystem::path write_bytes(const std::filesystem::path& file,
                                         const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

inline std::string little(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

inline std::string chunk(const std::string& name, const std::string& content) {
  return name + little(content.size(), 4) + content +
         (content.size() % 2 ? std::string(1, '\0') : "");
}

/// A fmt chunk of 16-bit PCM.
inline std::string format_chunk(std::uint32_t rate = 16000, std::uint16_t channels = 1) {
  return chunk("fmt ", little(1, 2) + little(channels, 2) + little(rate, 4) +
                           little(std::uint64_t{rate} * channels * 2, 4) +
                           little(channels * 2U, 2) + little(16, 2));
}

inline std::string riff(const std::string& chunks) {
  return "RIFF" + little(chunks.size() + 4, 4) + "WAVE" + chunks;
}

/// "" where the folder of real recordings is not given.
inline std::filesystem::path test_data() {
  const char* folder = std::getenv("SERHOST_TEST_DATA");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

}  // namespace serhost::audio
