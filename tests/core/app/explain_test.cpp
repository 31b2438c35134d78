// A corpus that hides its cue in known frames and at a known pitch: a tone from 0.4 to 0.6 s of a
// noise. What decided is there and nowhere else.
#include "app/explain.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/explained_figure.hpp"
#include "app/explained_text.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/seed.hpp"
#include "base/temporary_folder.hpp"
#include "core/app/experiment_fixture.hpp"
#include "core/audio/audio_files.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr double kFrom = 0.4, kTo = 0.6, kLow = 500.0, kHigh = 2500.0;

class ExplainTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>("explain");
    std::string list = "path,label,speaker\n";
    for (int i = 0; i < 16; ++i) {
      const auto name = "clip" + std::to_string(10 + i) + ".wav";
      audio::write_audio(at(name), noise_with_tone(i), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1);
      list += name + "," + (i % 2 == 0 ? "low" : "high") + ",s" + std::to_string(i / 2 % 4) + "\n";
    }
    replace_file(at("clips.csv"), list);
    replace_file(at("cue.toml"), R"(name = "cue"
seeds = [1, 2]
[dataset]
plugin = "manifest"
file = "clips.csv"
[protocol]
name = "holdout"
test = 0.25
validation = { from = "none" }
[backbone]
plugin = "lstm"
front_end = "log_mel"
n_mels = 20
stack = 4
width = 12
num_layers = 1
[head]
pooling = "attention"
[loss]
plugin = "cross_entropy"
[train]
epochs = 25
batch_size = 6
optimizer = { name = "adam", lr = 0.02 }
)");
    testing::Reports reports;
    run_experiment(session(), {.experiment = at("cue.toml"), .folder = at("run")}, reports);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path at(const std::string& name) { return folder_->path() / name; }
  static Session session() {
    Session out;
    out.threads = 1;
    return out;
  }

  static std::vector<float> noise_with_tone(int number) {
    Random random(static_cast<std::uint64_t>(number));
    std::vector<float> out(16000);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto t = static_cast<double>(i) / 16000.0;
      const bool cue = t >= kFrom && t < kTo;
      const double tone =
          std::sin(2.0 * std::numbers::pi * (number % 2 == 0 ? kLow : kHigh) * t + number);
      out[i] = static_cast<float>(0.03 * random.normal() + (cue ? 0.3 * tone : 0.0));
    }
    return out;
  }

  ExplainJob job(const std::vector<std::string>& clips) {
    ExplainJob out;
    out.run = at("run");
    for (const auto& clip : clips) out.audio.push_back(at(clip + ".wav"));
    out.device = "cpu";
    out.say = [this](const Explained& one) { said_.push_back(one); };
    return out;
  }
  const std::vector<Explained>& explained(const ExplainJob& asked) {
    said_.clear();
    done_ = explain(session(), asked, reports_);
    return said_;
  }

  static std::unique_ptr<TemporaryFolder> folder_;
  testing::Reports reports_;
  std::vector<Explained> said_;
  ExplainedClips done_;
};

std::unique_ptr<TemporaryFolder> ExplainTest::folder_;

double sum_of(const std::vector<double>& values) {
  double out = 0.0;
  for (const double value : values) out += value;
  return out;
}

TEST_F(ExplainTest, FindsTheFramesAndThePitchOfTheCue) {
  // Without a tone the model says "high", so that a high one has nothing to show.
  const auto& said = explained(job({"clip10", "clip12"}));
  ASSERT_EQ(said.size(), 2U);
  for (const auto& one : said) {
    const auto& what = one.what;
    EXPECT_EQ(what.predicted, "low");
    EXPECT_EQ(what.of, what.predicted);
    EXPECT_EQ(what.input, "front end");
    const double difference = what.score - what.baseline;
    EXPECT_NEAR(sum_of(what.gradients.values), difference, 0.01 * std::abs(difference));

    const auto& falls = what.occlusion.values;
    const auto most = std::max_element(falls.begin(), falls.end()) - falls.begin();
    EXPECT_GE(static_cast<double>(most) * what.occlusion.seconds, kFrom - 1e-9);
    EXPECT_LT(static_cast<double>(most) * what.occlusion.seconds, kTo - 1e-9);

    const auto band =
        std::max_element(what.bands.begin(), what.bands.end(),
                         [](const auto& a, const auto& b) { return a.fall < b.fall; });
    EXPECT_LE(band->low, kLow);
    EXPECT_GE(band->high, kLow);

    EXPECT_NEAR(sum_of(what.attention.values), 1.0, 1e-5);
  }
}

TEST_F(ExplainTest, OfSeveralModelsIsTheMeanOfWhatEachSays) {
  auto asked = job({"clip10"});
  asked.how.of = "low";
  asked.how.bands = 0;
  const auto both = explained(asked).front().what;
  train::Explanation each[2];
  for (const std::int64_t seed : {1, 2}) {
    asked.chosen.seed = seed;
    each[seed - 1] = explained(asked).front().what;
  }
  EXPECT_NE(each[0].score, each[1].score);
  EXPECT_NEAR(both.score, (each[0].score + each[1].score) / 2, 1e-6);
  for (std::size_t i = 0; i < both.occlusion.values.size(); ++i)
    EXPECT_NEAR(both.occlusion.values[i],
                (each[0].occlusion.values[i] + each[1].occlusion.values[i]) / 2, 1e-6);
}

TEST_F(ExplainTest, GradientsReachAWaveformThroughAFrozenEncoder) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  auto text = read_file(at("cue.toml"));
  const auto begin = text.find("[backbone]"), end = text.find("[head]");
  text.replace(begin, end - begin,
               "[backbone]\nplugin = \"wav2vec2\"\nfreeze = \"all\"\ncheckpoint = \"" +
                   std::string(source) + "/tests/golden/encoders/fixture_wav2vec2_layer_preln\"\n");
  replace_file(at("frozen.toml"), text);
  run_experiment(session(),
                 {.experiment = at("frozen.toml"),
                  .overrides = {"train.epochs=1", "seeds=[1]"},
                  .folder = at("frozen")},
                 reports_);
  auto asked = job({"clip10"});
  asked.run = at("frozen");
  asked.how.bands = 0;
  const auto what = explained(asked).front().what;
  EXPECT_EQ(what.input, "waveform");
  EXPECT_EQ(what.gradients.values.size(), 50U);  // of 20 ms
  const double difference = what.score - what.baseline;
  EXPECT_GT(std::abs(difference), 1e-4);
  EXPECT_NEAR(sum_of(what.gradients.values), difference, 0.01 * std::abs(difference));
}

TEST_F(ExplainTest, IsWrittenAsJsonCsvWordsAndAPicture) {
  const auto one = explained(job({"clip10"})).front();
  const auto json = nlohmann::json::parse(explained_json(one));
  EXPECT_EQ(json["key"], "clip10");
  EXPECT_EQ(json["bands"].size(), 20U);
  EXPECT_NEAR(json["gradients"]["sum"].get<double>(), sum_of(one.what.gradients.values), 1e-9);
  EXPECT_EQ(json["occlusion"]["values"].size(), 10U);
  EXPECT_THAT(explained_csv(one), HasSubstr("clip10,low,band,20,"));
  EXPECT_THAT(explained_csv(one), HasSubstr("clip10,low,gradient,0,"));
  EXPECT_THAT(explained_words(one), HasSubstr("clip10: low, score "));
  EXPECT_THAT(explained_words(one), HasSubstr("decided by 0.40 to 0.60 s"));
  const auto picture = explained_figure(one, 336);
  for (const char* panel : {"integrated gradients of the front end", "weights of the pooling",
                            "kHz (mel scale)", "when it is quiet there"})
    EXPECT_THAT(picture, HasSubstr(panel));
  EXPECT_EQ(picture.find("nan"), std::string::npos);
}

TEST_F(ExplainTest, WhatCannotBeExplainedIsSaid) {
  auto asked = job({"clip10"});
  asked.how.of = "lo";
  EXPECT_THAT([&] { explained(asked); },
              ::testing::ThrowsMessage<UsageError>(HasSubstr("no score of 'lo'")));
  replace_file(at("broken.wav"), "RIFF");
  EXPECT_EQ(explained(job({"broken", "clip10"})).size(), 1U);
  EXPECT_EQ(done_.damaged.exit(), Exit::damaged);
  auto nowhere = job({"clip10"});
  nowhere.run = at("nothing");
  EXPECT_THAT([&] { explained(nowhere); }, ::testing::ThrowsMessage<Error>(HasSubstr("nothing")));
}

}  // namespace
}  // namespace serhost::app
