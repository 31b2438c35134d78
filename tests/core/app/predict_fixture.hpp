// A finished run over clips that lie in files, for tests that apply its models.
#pragma once

#include <cmath>
#include <numbers>

#include "app/predict.hpp"
#include "base/csv.hpp"
#include "core/app/experiment_fixture.hpp"
#include "core/audio/audio_files.hpp"

namespace serhost::app::testing {

class FinishedRun : public ::testing::Test {
 protected:
  static std::vector<float> tone(int number) {
    std::vector<float> out(static_cast<std::size_t>(6000 + 397 * (number % 7)));
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto t = static_cast<double>(i) / 16000.0;
      out[i] =
          static_cast<float>(0.2 * std::sin(2.0 * std::numbers::pi * (120.0 + 15.0 * number) * t) *
                             (number % 2 == 0 ? 1.0 : std::cos(16.0 * t)));
    }
    return out;
  }

  /// 16-bit PCM, so that samples are exact.
  std::filesystem::path wav(const std::string& name, const std::vector<float>& samples,
                            int rate = 16000, int channels = 1) const {
    return audio::write_audio(folder_ / name, samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate,
                              channels);
  }

  void train(const std::vector<std::string>& overrides = {}) {
    session_.threads = 1;
    std::string list = "path,label,speaker\n";
    for (int i = 0; i < kClips; ++i) {
      const auto name = "clip" + std::to_string(10 + i);
      wav(name + ".wav", tone(i));
      list += name + ".wav," + (i % 2 == 0 ? "calm" : "tense") + ",speaker" +
              std::to_string(i / 2 % 4) + "\n";
    }
    replace_file(folder_ / "clips.csv", list);
    replace_file(folder_ / "tones.toml", R"(name = "tones"
seeds = [1, 2]
[dataset]
plugin = "manifest"
file = "clips.csv"
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 1
batch_size = 3
)");
    run_experiment(
        session_,
        {.experiment = folder_ / "tones.toml", .overrides = overrides, .folder = folder_ / "run"},
        reports_);
  }

  PredictJob job(std::vector<std::filesystem::path> audio = {}) {
    PredictJob out;
    out.model = folder_ / "run";
    out.audio = std::move(audio);
    out.device = "cpu";
    out.begin = [this](const std::vector<std::string>& columns, std::size_t) {
      columns_ = columns;
    };
    out.say = [this](const Said& said) { said_.push_back(said); };
    return out;
  }

  /// What is said of `asked`.
  std::vector<Said> said(const PredictJob& asked) {
    said_.clear();
    done_ = predict(session_, asked, reports_);
    return said_;
  }

  static constexpr int kClips = 8;
  Session session_;
  run::sample::Folder folder_;
  Reports reports_;
  std::vector<std::string> columns_;
  std::vector<Said> said_;
  PredictedClips done_;
};

}  // namespace serhost::app::testing
