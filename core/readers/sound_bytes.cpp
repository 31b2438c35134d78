// libsndfile asks for bytes by callbacks.
#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <serhost/readers/sound_bytes.hpp>
#include <system_error>
#include <vector>

namespace serhost::readers {
namespace {

struct Bytes {
  const std::string& text;
  sf_count_t at = 0;
};

sf_count_t size_of(void* user) {
  return static_cast<sf_count_t>(static_cast<Bytes*>(user)->text.size());
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
  std::memcpy(to, bytes.text.data() + std::min(bytes.at, size_of(user)),
              static_cast<std::size_t>(left));
  bytes.at += left;
  return left;
}

sf_count_t tell(void* user) { return static_cast<Bytes*>(user)->at; }

}  // namespace

std::system_error damaged_sound(const Utterance& one, const std::string& what) {
  return {std::make_error_code(std::errc::bad_message),
          one.audio.string() + ": '" + one.key + "' " + what};
}

Waveform decoded(const std::string& bytes, const Utterance& one) {
  const auto fault = [&](const std::string& what) { return damaged_sound(one, what); };
  Bytes user{bytes};
  SF_VIRTUAL_IO io{&size_of, &seek, &read, nullptr, &tell};
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open_virtual(&io, SFM_READ, &info, &user), &sf_close);
  if (!file || info.samplerate < 1 || info.channels < 1 || info.frames < 1)
    throw fault(std::string("is no audio that is read: ") + sf_strerror(file.get()));
  const auto frame_at = [&](double seconds) {
    return static_cast<sf_count_t>(
        std::clamp(seconds * info.samplerate, 0.0, static_cast<double>(info.frames)));
  };
  const auto begin = frame_at(one.start.value_or(0.0));
  const auto end = one.end ? frame_at(*one.end) : info.frames;
  if (begin >= end || sf_seek(file.get(), begin, SEEK_SET) != begin)
    throw fault("has no section from " + std::to_string(one.start.value_or(0.0)) + " s");
  if (one.channel && *one.channel >= info.channels)
    throw fault("has no channel " + std::to_string(*one.channel) + " (from 0)");
  Waveform out;
  out.sample_rate = info.samplerate;
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> block(channels * 4096);
  for (auto left = end - begin; left > 0;) {
    const auto got = sf_readf_float(file.get(), block.data(), std::min<sf_count_t>(left, 4096));
    if (got <= 0) throw fault("ends before its header says");
    for (std::size_t f = 0; f < static_cast<std::size_t>(got); ++f) {
      const auto* frame = block.data() + f * channels;
      float sum = 0.0F;
      for (std::size_t c = 0; c < channels; ++c) sum += frame[c];
      out.samples.push_back(one.channel ? frame[*one.channel] : sum / static_cast<float>(channels));
    }
    left -= got;
  }
  return out;
}

}  // namespace serhost::readers
