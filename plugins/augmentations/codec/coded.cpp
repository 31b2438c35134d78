// libsndfile writes a file into memory and reads it back: the coders are its own.
#include "coded.hpp"

#include <sndfile.h>
#include <soxr.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>

namespace codec {
namespace {

struct Bytes {
  std::vector<char> held;
  sf_count_t at = 0;
};

sf_count_t size_of(void* user) {
  return static_cast<sf_count_t>(static_cast<Bytes*>(user)->held.size());
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? bytes.at : size_of(user);
  if (from + offset < 0) return -1;
  return bytes.at = from + offset;
}

sf_count_t read(void* to, sf_count_t count, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  const auto left = std::clamp<sf_count_t>(size_of(user) - bytes.at, 0, count);
  if (left > 0) std::memcpy(to, bytes.held.data() + bytes.at, static_cast<std::size_t>(left));
  bytes.at += left;
  return left;
}

sf_count_t write(const void* from, sf_count_t count, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  const auto end = static_cast<std::size_t>(bytes.at + count);
  if (end > bytes.held.size()) bytes.held.resize(end);
  std::memcpy(bytes.held.data() + bytes.at, from, static_cast<std::size_t>(count));
  bytes.at += count;
  return count;
}

sf_count_t tell(void* user) { return static_cast<Bytes*>(user)->at; }

using File = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

File opened(int mode, SF_INFO& info, Bytes& bytes) {
  SF_VIRTUAL_IO io{&size_of, &seek, &read, &write, &tell};
  File file(sf_open_virtual(&io, mode, &info, &bytes), &sf_close);
  if (!file) throw std::runtime_error(std::string("libsndfile: ") + sf_strerror(nullptr));
  return file;
}

int format_of(const std::string& kind) {
  static const std::map<std::string, int> kFormats = {{"mu_law", SF_FORMAT_ULAW},
                                                      {"a_law", SF_FORMAT_ALAW},
                                                      {"gsm", SF_FORMAT_GSM610},
                                                      {"adpcm", SF_FORMAT_IMA_ADPCM}};
  return SF_FORMAT_WAV | kFormats.at(kind);
}

}  // namespace

std::vector<float> coded(const std::vector<float>& samples, const std::string& kind,
                         std::int64_t rate) {
  const auto count = static_cast<sf_count_t>(samples.size());
  auto clipped = samples;
  for (auto& sample : clipped) sample = std::clamp(sample, -1.0F, 1.0F);
  Bytes bytes;
  {
    SF_INFO info{};
    info.samplerate = static_cast<int>(rate);
    info.channels = 1;
    info.format = format_of(kind);
    const auto file = opened(SFM_WRITE, info, bytes);
    if (sf_writef_float(file.get(), clipped.data(), count) != count)
      throw std::runtime_error(std::string("libsndfile: ") + sf_strerror(file.get()));
  }
  bytes.at = 0;
  SF_INFO info{};
  const auto file = opened(SFM_READ, info, bytes);
  std::vector<float> out(samples.size());  // coders of blocks give whole blocks; the rest is silent
  sf_readf_float(file.get(), out.data(), count);
  return out;
}

std::vector<float> at_rate(const std::vector<float>& samples, std::int64_t from, std::int64_t to,
                           std::size_t count) {
  std::vector<float> out(count);
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto threads = soxr_runtime_spec(1);
  std::size_t used = 0, made = 0;
  const auto* fault = soxr_oneshot(static_cast<double>(from), static_cast<double>(to), 1,
                                   samples.data(), samples.size(), &used, out.data(), out.size(),
                                   &made, nullptr, &quality, &threads);
  if (fault != nullptr) throw std::runtime_error(std::string("soxr: ") + fault);
  return out;
}

}  // namespace codec
