// Ratios, spectra and decays of what comes out, measured and worked out by hand.
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numbers>
#include <random>
#include <serhost/testing/augment.hpp>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using serhost::testing::applied;
using serhost::testing::make_augment;
using Samples = std::vector<float>;

constexpr double kRate = 16000.0;

double power(const Samples& samples, std::size_t begin = 0, std::size_t end = 1U << 30) {
  double sum = 0.0;
  end = std::min(end, samples.size());
  for (auto i = begin; i < end; ++i) sum += static_cast<double>(samples[i]) * samples[i];
  return sum / static_cast<double>(end - begin);
}

Samples tone(double hertz, std::size_t samples = 16000, double amplitude = 0.5) {
  Samples out;
  for (std::size_t i = 0; i < samples; ++i)
    out.push_back(static_cast<float>(
        amplitude * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate)));
  return out;
}

Samples difference(const Samples& a, const Samples& b) {
  Samples out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] - b[i]);
  return out;
}

/// Power of one frequency: the squared amplitude of the tone that fits best, halved.
double power_at(const Samples& samples, double hertz) {
  double re = 0.0, im = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto phase = 2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
    re += samples[i] * std::cos(phase);
    im += samples[i] * std::sin(phase);
  }
  const auto n = static_cast<double>(samples.size());
  return 2.0 * (re * re + im * im) / (n * n);
}

/// A folder of recordings that is removed at the end.
class Folder {
 public:
  Folder() {
    auto name = (fs::temp_directory_path() / "background XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void add(const std::string& name, const Samples& samples, int rate = 16000) const {
    fs::create_directories((path_ / name).parent_path());
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    auto* file = sf_open((path_ / name).c_str(), SFM_WRITE, &info);
    ASSERT_NE(file, nullptr);
    sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
    sf_close(file);
  }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  std::string option() const { return "folder=\"" + path_.string() + "\""; }

 private:
  fs::path path_;
};

Samples changed(const std::string& name, const std::vector<std::string>& options,
                const Samples& clip, std::uint64_t seed = 1) {
  return applied(*make_augment(name, options), {clip, 16000}, seed).samples;
}

std::vector<std::string> at_snr(double snr) {
  return {"snr_low=" + std::to_string(snr), "snr_high=" + std::to_string(snr)};
}

TEST(Background, ThoseOfRecordingsKeepWhatEveryAugmentationPromises) {
  const Folder folder;
  folder.add("a/noise.wav", tone(300.0, 700));
  folder.add("B.WAV", tone(500.0, 9000), 44100);
  serhost::testing::expect_augment_conforms("background", {folder.option()});
  serhost::testing::expect_augment_conforms("reverb", {folder.option()});
}

TEST(Background, NamesAFileWithoutAudioBeforeTraining) {
  const Folder folder, infinite;
  folder.add("a.wav", tone(300.0, 700));
  folder.write("b/no.wav", "RIFF and nothing behind it");
  folder.write("notes.txt", "no recording");
  infinite.add("c.wav", {0.0F, std::numeric_limits<float>::quiet_NaN()});
  for (const std::string name : {"background", "reverb"}) {
    for (const auto& [option, file] :
         {std::pair(folder.option(), "b/no.wav"), std::pair(infinite.option(), "c.wav")}) {
      try {
        make_augment(name, {option});
        ADD_FAILURE() << name << file;
      } catch (const std::exception& error) {
        EXPECT_NE(std::string(error.what()).find(file), std::string::npos) << error.what();
      }
    }
  }
}

TEST(Background, ReachesItsRatio) {
  const Folder folder;
  folder.add("noise.wav", tone(1234.0, 3000, 0.01), 22050);
  for (const double snr : {-5.0, 0.0, 13.0, 40.0}) {
    for (const auto& source :
         {std::string("color=pink"), std::string("color=brown"), folder.option()}) {
      for (const std::size_t samples : {50U, 4000U}) {
        auto options = at_snr(snr);
        options.push_back(source);
        const auto clip = tone(440.0, samples);
        const auto noise = difference(changed("background", options, clip), clip);
        EXPECT_NEAR(10.0 * std::log10(power(clip) / power(noise)), snr, 0.01) << source;
      }
    }
  }
}

// White noise has twice as much in each octave as in the one below; pink noise as much.
TEST(Background, HasTheSpectrumOfItsColor) {
  const auto clip = tone(440.0, 8192);
  for (const auto& [color, slope] : {std::pair{"pink", 1.0}, {"brown", 2.0}}) {
    auto options = at_snr(0.0);
    options.push_back(std::string("color=") + color);
    double low = 0.0, high = 0.0;  // densities around 250 and 2000 Hz, of many frequencies
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const auto noise = difference(changed("background", options, clip, seed), clip);
      for (int i = -10; i < 10; ++i) {
        low += power_at(noise, 250.0 + 4.0 * i);
        high += power_at(noise, 2000.0 + 4.0 * i);
      }
    }
    EXPECT_NEAR(std::log2(low / high) / 3.0, slope, 0.4) << color;
  }
}

TEST(Background, TakesASectionOfARecordingAndRepeatsAShortOne) {
  const Folder folder;
  folder.add("short.wav", {0.1F, 0.2F, 0.4F});
  auto options = at_snr(0.0);
  options.push_back(folder.option());
  const Samples clip(9, 1.0F);
  const auto noise = difference(changed("background", options, clip), clip);
  for (std::size_t i = 3; i < noise.size(); ++i) EXPECT_NEAR(noise[i], noise[i - 3], 1e-6) << i;
  const auto sorted = [&] {
    Samples out(noise.begin(), noise.begin() + 3);
    std::sort(out.begin(), out.end());
    return out;
  }();
  EXPECT_NEAR(sorted[1] / sorted[0], 2.0, 1e-5);
  EXPECT_NEAR(sorted[2] / sorted[0], 4.0, 1e-5);
}

TEST(Background, SaysWhichFolderHoldsNothing) {
  const Folder folder;
  for (const auto* const name : {"background", "reverb"}) {
    try {
      make_augment(name, {folder.option()});
      ADD_FAILURE() << name;
    } catch (const std::exception& error) {
      EXPECT_NE(std::string(error.what()).find("holds no .wav or .flac file"), std::string::npos)
          << error.what();
    }
  }
}

// The response 0.2, 1, 0, 0.5 begins with its peak, 1: a clip is itself and half of itself two
// samples later, at the power that it had.
TEST(Reverb, IsTheConvolutionWithAResponseFromItsPeakOn) {
  const Folder folder;
  folder.add("ir.wav", {0.2F, 1.0F, 0.0F, 0.5F});
  const Samples clip = {1.0F, 0.0F, -1.0F, 0.5F};
  const auto after = changed("reverb", {folder.option()}, clip);
  const Samples plain = {1.0F, 0.0F, -0.5F, 0.5F};
  const auto factor = std::sqrt(2.25 / 1.5);
  ASSERT_EQ(after.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(after[i], plain[i] * factor, 1e-6);
}

// In 0.4 s the made response falls by 60 dB: by 30 in 0.2 s.
TEST(Reverb, DecaysInTheTimeThatWasDrawn) {
  Samples click(16000, 0.0F);
  click[0] = 1.0F;
  const auto after =
      changed("reverb", {"rt60_low=0.4", "rt60_high=0.4", "drr_low=-6.0", "drr_high=-6.0"}, click);
  const auto early = power(after, 400, 1200), late = power(after, 3600, 4400);
  EXPECT_NEAR(10.0 * std::log10(early / late), 30.0, 2.0);
  double tail = 0.0;
  for (std::size_t i = 1; i < after.size(); ++i) tail += static_cast<double>(after[i]) * after[i];
  EXPECT_NEAR(10.0 * std::log10(after[0] * after[0] / tail), -6.0, 0.01);
  EXPECT_NEAR(power(after), power(click), 1e-9);
}

TEST(SpecAugment, GivesTheClipBackWithoutMasks) {
  const auto clip = tone(440.0, 5001);
  const auto after = changed("spec_augment", {"time_masks=0", "frequency_masks=0"}, clip);
  ASSERT_EQ(after.size(), clip.size());
  for (std::size_t i = 0; i < clip.size(); ++i) ASSERT_NEAR(after[i], clip[i], 1e-6) << i;
}

TEST(SpecAugment, SilencesASpanOfAtMostTheLengthThatIsAllowed) {
  const Samples clip(16000, 0.5F);
  std::size_t longest = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const auto after = changed(
        "spec_augment", {"time_masks=1", "frequency_masks=0", "time_seconds=0.2", "time_share=1.0"},
        clip, seed);
    const auto silent = static_cast<std::size_t>(
        std::count_if(after.begin(), after.end(), [](float s) { return std::abs(s) < 1e-6F; }));
    longest = std::max(longest, silent);
  }
  EXPECT_LE(longest, 3200U + 512U);
  EXPECT_GE(longest, 2000U);
}

TEST(SpecAugment, TakesABandOutAndLeavesTheRest) {
  Samples clip(16000, 0.0F);
  std::vector<double> pitches;
  for (double hertz = 100.0; hertz < 7900.0; hertz *= 1.25) {
    pitches.push_back(hertz);
    const auto one = tone(hertz, clip.size(), 0.05);
    for (std::size_t i = 0; i < clip.size(); ++i) clip[i] += one[i];
  }
  int removed = 0, kept = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto after = changed(
        "spec_augment", {"time_masks=0", "frequency_masks=1", "frequency_share=0.5"}, clip, seed);
    for (const auto hertz : pitches) {
      const auto share = power_at(after, hertz) / power_at(clip, hertz);
      removed += share < 0.01 ? 1 : 0;
      kept += share > 0.98 ? 1 : 0;
    }
  }
  EXPECT_GT(removed, 0);
  EXPECT_GT(kept, static_cast<int>(pitches.size()));
}

}  // namespace
