// Sections are read, not files: a noise recording may last hours.
#include "recordings.hpp"

#include <sndfile.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>

namespace background {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLooked = 1024;  // frames at both ends of a file

[[noreturn]] void damaged(const fs::path& file, const std::string& what) {
  throw std::system_error(std::make_error_code(std::errc::bad_message),
                          file.string() + ": " + what + "; take it out of the folder");
}

/// What libsndfile says of the last file that it could not open, without its full stop.
std::string why_not() {
  std::string text = sf_strerror(nullptr);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

class File {
 public:
  explicit File(const fs::path& path)
      : path_(path), handle_(sf_open(path.c_str(), SFM_READ, &info_), &sf_close) {
    if (!handle_) damaged(path, "no audio can be read: " + why_not());
    if (info_.frames < 1 || info_.samplerate < 1) damaged(path, "holds no samples");
  }

  /// Throws where the header promises more than is there, or the first or last samples are no
  /// numbers.
  void check() const {
    for (const auto begin : {std::size_t{0}, frames() - std::min<std::size_t>(frames(), kLooked)}) {
      for (const auto sample : read(begin, std::min<std::size_t>(frames(), kLooked))) {
        if (!std::isfinite(sample)) damaged(path_, "holds samples that are not finite");
      }
    }
  }

  std::size_t frames() const { return static_cast<std::size_t>(info_.frames); }
  double rate() const { return info_.samplerate; }

  /// The mean of the channels, from `begin` on, and again from the beginning behind the end.
  std::vector<float> read(std::size_t begin, std::size_t count) const {
    const auto channels = static_cast<std::size_t>(info_.channels);
    std::vector<float> out, block;
    while (out.size() < count) {
      const auto wanted = std::min(count - out.size(), frames() - begin);
      block.resize(wanted * channels);
      const auto frames = static_cast<sf_count_t>(wanted);
      if (sf_seek(handle_.get(), static_cast<sf_count_t>(begin), SEEK_SET) < 0 ||
          sf_readf_float(handle_.get(), block.data(), frames) != frames)
        damaged(path_, "ends before its header says");
      for (std::size_t f = 0; f < wanted; ++f) {
        float sum = 0.0F;
        for (std::size_t c = 0; c < channels; ++c) sum += block[f * channels + c];
        out.push_back(sum / static_cast<float>(channels));
      }
      begin = 0;
    }
    return out;
  }

 private:
  fs::path path_;
  SF_INFO info_{};
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> handle_;
};

std::vector<float> at_rate(std::vector<float> samples, double from, double to, std::size_t count) {
  samples.resize(std::max<std::size_t>(samples.size(), 1));
  if (from != to) {
    std::vector<float> out(count);
    const auto quality = soxr_quality_spec(SOXR_HQ, 0);
    const auto threads = soxr_runtime_spec(1);
    std::size_t used = 0, made = 0;
    if (soxr_oneshot(from, to, 1, samples.data(), samples.size(), &used, out.data(), out.size(),
                     &made, nullptr, &quality, &threads) != nullptr)
      throw std::runtime_error("a recording cannot be resampled");
    samples = std::move(out);
  }
  samples.resize(count);
  return samples;
}

std::size_t scaled(double samples, double factor) {
  return static_cast<std::size_t>(std::ceil(samples * factor));
}

}  // namespace

double power_of(const std::vector<float>& samples) {
  double sum = 0.0;
  for (const auto sample : samples) sum += static_cast<double>(sample) * sample;
  return samples.empty() ? 0.0 : sum / static_cast<double>(samples.size());
}

Recordings::Recordings(const fs::path& folder) {
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fault), end; !fault && at != end;
       at.increment(fault)) {
    auto extension = at->path().extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
      return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    });
    const bool hidden = at->path().filename().string().starts_with(".");
    if (!hidden && (extension == ".wav" || extension == ".flac") && at->is_regular_file())
      files_.push_back(at->path());
  }
  if (fault) throw std::invalid_argument("folder " + folder.string() + ": " + fault.message());
  if (files_.empty())
    throw std::invalid_argument("folder " + folder.string() + " holds no .wav or .flac file");
  std::sort(files_.begin(), files_.end());
  static std::mutex guard;
  static std::set<fs::path> checked;  // a run makes its augmentations anew in each fold
  const std::lock_guard lock(guard);
  if (checked.contains(folder)) return;
  for (const auto& file : files_) File(file).check();
  checked.insert(folder);
}

std::vector<float> Recordings::section(std::size_t file, double place, std::size_t samples,
                                       std::int64_t rate) const {
  const File opened(files_.at(file));
  const auto frames = static_cast<double>(opened.frames());
  const auto begin = std::min(opened.frames() - 1, static_cast<std::size_t>(place * frames));
  const auto count =
      scaled(static_cast<double>(samples), opened.rate() / static_cast<double>(rate));
  return at_rate(opened.read(begin, std::max<std::size_t>(count, 1)), opened.rate(),
                 static_cast<double>(rate), samples);
}

std::vector<float> Recordings::whole(std::size_t file, double seconds, std::int64_t rate) const {
  const File opened(files_.at(file));
  const auto count =
      std::max<std::size_t>(1, std::min(opened.frames(), scaled(seconds, opened.rate())));
  const auto wanted = scaled(static_cast<double>(count), static_cast<double>(rate) / opened.rate());
  return at_rate(opened.read(0, count), opened.rate(), static_cast<double>(rate), wanted);
}

}  // namespace background
