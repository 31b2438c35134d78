// Trained models on new audio: the answers are those of the run, whole or window by window, from
// files or from a pipe, at once or with an interruption.
#include "app/predict.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <map>

#include "app/remedy.hpp"
#include "base/text.hpp"
#include "core/app/predict_fixture.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PredictTest : public testing::FinishedRun {
 protected:
  using Rows = std::map<std::string, std::vector<std::string>>;

  /// predictions.csv of one fold and seed: stem of the key to predicted, p_calm, p_tense.
  Rows tested(const std::string& fold, const std::string& seed) const {
    Rows out;
    for (const auto& row : read_csv(read_file(folder_ / "run/predictions.csv")).rows) {
      const auto& f = row.fields;
      if (f[2] == fold && f[3] == seed) out[fs::path(f[0]).stem()] = {f[5], f[6], f[7]};
    }
    return out;
  }

  std::vector<fs::path> files_of(const Rows& rows) const {
    std::vector<fs::path> out;
    for (const auto& [stem, row] : rows) out.push_back(folder_ / (stem + ".wav"));
    return out;
  }

  PredictJob member(std::vector<fs::path> audio, std::int64_t fold = 1, std::int64_t seed = 2) {
    auto out = job(std::move(audio));
    out.chosen = {fold, seed};
    return out;
  }

  /// A pipe that holds `bytes` and has ended.
  static int pipe_of(const std::string& bytes) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    EXPECT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    return ends[0];
  }
};

TEST_F(PredictTest, GivesTheRowsOfTheFoldThatTestedTheClips) {
  train();
  for (const auto& [fold, seed] : {std::pair{1, 2}, {2, 1}}) {
    const auto rows = tested(std::to_string(fold), std::to_string(seed));
    ASSERT_EQ(rows.size(), 4u);
    for (const auto& one : said(member(files_of(rows), fold, seed))) {
      EXPECT_EQ(one.answer, rows.at(one.key)) << one.key;
      EXPECT_EQ(one.start, 0.0);
      EXPECT_GT(one.end, 0.37);
    }
    EXPECT_EQ(done_.clips, 4u);
    EXPECT_THAT(columns_, ElementsAre("predicted", "p_calm", "p_tense"));
  }
  // The corpus, and whatever else the experiment names, need not be there.
  const auto rows = tested("1", "2");
  fs::remove(folder_ / "clips.csv");
  EXPECT_EQ(said(member(files_of(rows))).size(), 4u);
  EXPECT_EQ(said_.front().answer, rows.at(said_.front().key));
}

TEST_F(PredictTest, OfAllModelsIsTheMeanOfTheirProbabilities) {
  train();
  const std::vector<fs::path> clip = {folder_ / "clip13.wav"};
  double calm = 0.0;
  for (const auto fold : {1, 2}) {
    for (const auto seed : {1, 2})
      calm += std::stod(said(member(clip, fold, seed)).at(0).answer.at(1)) / 4.0;
  }
  const auto mean = said(job(clip)).at(0).answer;
  EXPECT_NEAR(std::stod(mean.at(1)), calm, 1e-15);
  EXPECT_EQ(mean.at(0), calm > 0.5 ? "calm" : "tense");
  EXPECT_THAT(reports_.lines, Contains(HasSubstr("the mean of 4 models: folds 1, 2; seeds 1, 2")));
  EXPECT_THAT(reports_.lines, Contains(HasSubstr("the model knows 2 classes: calm, tense")));
}

TEST_F(PredictTest, AWindowIsThePieceThatIsCutAndAPipeIsTheFile) {
  train();
  auto samples = tone(3);
  for (const auto sample : tone(5)) samples.push_back(sample);
  for (const int rate : {16000, 22050}) {
    const auto file = wav("long.wav", samples, rate);
    auto asked = job({file});
    asked.windows = {.size = 0.4, .hop = 0.3};
    const auto windows = said(asked);
    ASSERT_GE(windows.size(), 2u);
    EXPECT_EQ(windows[0].end, 0.4);
    EXPECT_EQ(windows[1].start, 0.3);
    EXPECT_NEAR(windows.back().end, static_cast<double>(samples.size()) / rate, 1e-4);

    auto piped = asked;
    piped.audio.clear();
    // Behind a header of 44 bytes.
    piped.raw = RawInput{.descriptor = pipe_of(read_file(file).substr(44)),
                         .layout = {.sample_rate = rate}};
    const auto heard = said(piped);
    ASSERT_EQ(heard.size(), windows.size());
    for (std::size_t i = 0; i < heard.size(); ++i) {
      EXPECT_EQ(heard[i].answer, windows[i].answer);
      EXPECT_EQ(heard[i].end, windows[i].end);
    }
    auto whole = job({file});
    const auto answer = said(whole).at(0).answer;
    piped.windows.reset();
    piped.raw->descriptor = pipe_of(read_file(file).substr(44));
    EXPECT_EQ(said(piped).at(0).answer, answer);
    if (rate != 16000) continue;  // pieces of another rate have other edges
    for (const auto& window : windows) {
      const auto first = static_cast<std::ptrdiff_t>(std::llround(window.start * rate)),
                 last = static_cast<std::ptrdiff_t>(std::llround(window.end * rate));
      const auto piece = wav("piece.wav", {samples.begin() + first, samples.begin() + last});
      EXPECT_EQ(said(job({piece})).at(0).answer, window.answer) << window.start;
    }
  }
}

TEST_F(PredictTest, SaysAWindowBeforeTheNextSampleComes) {
  train();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string window(3200 * 2, '\x10');  // 0.2 s
  ASSERT_GT(::write(ends[1], window.data(), window.size()), 0);
  auto asked = job();
  asked.raw = RawInput{.descriptor = ends[0]};
  asked.windows = {.size = 0.2, .hop = 0.2};
  // What comes next is written only once the window before it is said: to wait for more would be to
  // wait for ever.
  asked.say = [&](const Said& one) {
    said_.push_back(one);
    if (said_.size() < 3) ASSERT_GT(::write(ends[1], window.data(), window.size()), 0);
    else ::close(ends[1]);
  };
  EXPECT_EQ(said(asked).size(), 3u);
  ::close(ends[0]);
}

TEST_F(PredictTest, NamesDamagedFilesAndAnswersTheOthers) {
  train();
  const auto cut = folder_ / "cut.wav";
  replace_file(cut, read_file(folder_ / "clip10.wav").substr(0, 3000));
  const auto noise = folder_ / "noise.wav";
  replace_file(noise, "this is no audio at all");
  for (const bool in_windows : {false, true}) {
    auto asked = job({folder_ / "clip10.wav", cut, noise, folder_ / "clip11.wav"});
    if (in_windows) asked.windows = {.size = 0.2, .hop = 0.2};
    const auto heard = said(asked);
    EXPECT_EQ(heard.front().key, "clip10");
    EXPECT_EQ(heard.back().key, "clip11");
    EXPECT_EQ(done_.clips, 2u);
    EXPECT_EQ(done_.damaged.exit(), Exit::damaged);
    EXPECT_THAT(done_.damaged.text(), HasSubstr("cut.wav: is cut off"));
    EXPECT_THAT(done_.damaged.text(), HasSubstr("noise.wav"));
  }
  EXPECT_THROW(said(job({folder_ / "nowhere.wav"})), Error);
}

TEST_F(PredictTest, GoesOnWhereItWasStopped) {
  train();
  std::vector<fs::path> audio;
  for (int i = 0; i < kClips; ++i)
    audio.push_back(folder_ / ("clip" + std::to_string(10 + i) + ".wav"));
  for (const bool in_windows : {false, true}) {
    auto asked = job(audio);
    if (in_windows) asked.windows = {.size = 0.2, .hop = 0.1};
    const auto undisturbed = said(asked);
    asked.journal = folder_ / "journal";
    int looks = 0;
    asked.stop = [&] { return ++looks > (in_windows ? 8 : 2); };
    try {
      said(asked);
      FAIL() << "it was not stopped";
    } catch (const RemediableError& error) {
      EXPECT_EQ(error.exit(), Exit::stopped);
      EXPECT_EQ(error.remedy(), Remedy::repeat_afterwards);
    }
    EXPECT_LT(said_.size(), undisturbed.size());
    asked.stop = {};
    const auto resumed = said(asked);
    EXPECT_GT(done_.taken_over, 0u);
    ASSERT_EQ(resumed.size(), undisturbed.size());
    for (std::size_t i = 0; i < resumed.size(); ++i) {
      EXPECT_EQ(resumed[i].key, undisturbed[i].key);
      EXPECT_EQ(resumed[i].answer, undisturbed[i].answer);
    }
  }
}

TEST_F(PredictTest, SaysOnceWhatTheModelWasNotTrainedFor) {
  train();
  const auto low = wav("low.wav", tone(1), 8000), other = wav("other.wav", tone(2), 8000);
  auto stereo = tone(1);
  stereo.resize(stereo.size() / 2 * 2);
  const auto two = wav("two.wav", stereo, 16000, 2);
  const auto longer = wav("longer.wav", std::vector<float>(48000, 0.1F));
  said(job({low, other, two, longer}));
  std::size_t rates = 0;
  for (const auto& line : reports_.lines) rates += line.find("is at 8000 Hz") != std::string::npos;
  EXPECT_EQ(rates, 1u);
  EXPECT_THAT(reports_.lines, Contains(HasSubstr("two.wav has 2 channels: their mean is heard")));
  EXPECT_THAT(reports_.lines, Contains(HasSubstr("longer.wav lasts 3 s; the longest clip")));
}

TEST_F(PredictTest, CutsAndPadsAsTheRunDid) {
  train({"train.max_seconds=0.38", "train.pad_short=true"});
  const auto rows = tested("1", "2");
  for (const auto& one : said(member(files_of(rows)))) EXPECT_EQ(one.answer, rows.at(one.key));
  const auto tiny = wav("tiny.wav", std::vector<float>(100, 0.1F));
  EXPECT_EQ(said(job({tiny})).size(), 1u);
  auto windows = job({tiny});
  windows.windows = {.size = 1.0, .hop = 1.0};
  EXPECT_EQ(said(windows).size(), 1u);
}

TEST_F(PredictTest, SaysWhichModelsThereAre) {
  train();
  const auto fails = [&](const PredictJob& asked) -> std::string {
    try {
      said(asked);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::missing);
      return error.what();
    }
    return "no error";
  };
  const auto clip = folder_ / "clip10.wav";
  EXPECT_THAT(fails(member({clip}, 3, 1)),
              HasSubstr("has no model of fold 3, seed 1; there are folds 1, 2 and seeds 1, 2"));
  fs::remove_all(folder_ / "run/checkpoints");
  EXPECT_THAT(fails(job({clip})), HasSubstr("holds no trained model"));
  auto asked = job({clip});
  asked.model = folder_.path();
  EXPECT_THAT(fails(asked), HasSubstr("holds no run.json"));
}

}  // namespace
}  // namespace serhost::app
