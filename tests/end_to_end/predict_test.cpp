// serhost predict: what it prints and writes, and how it ends.
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/audio/audio_files.hpp"
#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Finished;
using end_to_end::Scratch;
using end_to_end::slurp;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// A corpus of six tones and a finished run over it, made once.
const fs::path& trained() {
  static const Scratch scratch("predict");
  static const bool made = [] {
    std::string list = "path,label,speaker\n";
    for (int i = 0; i < 8; ++i) {
      std::vector<float> samples(static_cast<std::size_t>(6400 + 320 * i));
      for (std::size_t k = 0; k < samples.size(); ++k)
        samples[k] =
            static_cast<float>(0.3 * std::sin(static_cast<double>(k) * 0.05 * (1.0 + 0.2 * i)));
      const auto name = "t" + std::to_string(i) + ".wav";
      serhost::audio::write_audio(scratch.path() / name, samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
      list += name + "," + (i % 2 == 0 ? "calm" : "tense") + ",s" + std::to_string(i / 2) + "\n";
    }
    scratch.write("clips.csv", list);
    scratch.write("tones.toml", R"(name = "tones"
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
)");
    const auto run = end_to_end::serhost({"run", "tones.toml", "--out", "run"}, scratch.path());
    EXPECT_EQ(run.status, 0) << run.err;
    return true;
  }();
  EXPECT_TRUE(made);
  return scratch.path();
}

Finished predict(std::vector<std::string> arguments) {
  const auto& folder = trained();
  arguments.insert(arguments.begin(), {"predict", "run"});
  return end_to_end::serhost(std::move(arguments), folder);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace

TEST(Predict, PrintsALineAClipAndSaysTheRestOnStandardError) {
  const auto csv = predict({"t1.wav", "t0.wav"});
  EXPECT_EQ(csv.status, 0) << csv.err;
  const auto lines = lines_of(csv.out);
  ASSERT_EQ(lines.size(), 3u) << csv.out;
  EXPECT_EQ(lines[0], "key,start,end,predicted,p_calm,p_tense");
  EXPECT_THAT(lines[1], HasSubstr("t0,0,0.4,"));
  EXPECT_THAT(csv.err, HasSubstr("the mean of 2 models: folds 1, 2; seed 1"));

  const auto json = predict({"t0.wav", "--window", "0.2", "--hop", "0.1", "--json", "--quiet"});
  EXPECT_EQ(json.status, 0) << json.err;
  EXPECT_EQ(json.err, "");
  const auto windows = lines_of(json.out);
  ASSERT_EQ(windows.size(), 3u) << json.out;
  const auto second = nlohmann::json::parse(windows[1]);
  EXPECT_EQ(second["key"], "t0");
  EXPECT_EQ(second["start"], 0.1);
  EXPECT_NEAR(second["probabilities"]["calm"].get<double>() +
                  second["probabilities"]["tense"].get<double>(),
              1.0, 1e-12);
}

TEST(Predict, WritesFilesAndTakesLists) {
  const auto& folder = trained();
  std::ofstream(folder / "list.txt") << "t2.wav\n\nt3.wav\n";
  const auto out = predict({"--list", "list.txt", "--key", "path", "--out", "p.rttm", "--format",
                            "rttm", "--fold", "1", "--seed", "1"});
  EXPECT_EQ(out.status, 0) << out.err;
  EXPECT_EQ(out.out, "");
  EXPECT_THAT(slurp(folder / "p.rttm"), HasSubstr("SPEAKER t2.wav 1 0.000 0.440 <NA> <NA> "));
  EXPECT_FALSE(fs::exists(folder / "p.rttm.partial"));
  const auto grids = predict({"t2.wav", "t3.wav", "--format", "textgrid", "--out", "grids"});
  EXPECT_EQ(grids.status, 0) << grids.err;
  EXPECT_TRUE(fs::exists(folder / "grids/t3.TextGrid"));
}

TEST(Predict, ReadsStandardInput) {
  const auto& folder = trained();
  // `run` gives programs no input, so a shell does; a WAV file has a header of 44 bytes.
  const auto piped = [&](const std::string& line) {
    return end_to_end::run({"sh", "-c", line}, folder);
  };
  const auto program = end_to_end::quoted_program();
  const auto raw = piped("tail -c +45 t1.wav | " + program + " predict run - --json --quiet");
  EXPECT_EQ(raw.status, 0) << raw.err;
  auto expected = predict({"t1.wav", "--json", "--quiet"}).out;
  EXPECT_EQ(raw.out, expected.replace(expected.find("t1"), 2, "-"));
  EXPECT_EQ(predict({"-"}).status, 65) << "nothing comes";
}

/// It would be tested on clips that it learned from.
TEST(Predict, RefusesTheModelOfAnotherFold) {
  const auto& folder = trained();
  const fs::path other = folder / "swapped";
  fs::remove_all(other);
  fs::copy(folder / "run", other, fs::copy_options::recursive);
  fs::remove_all(other / "checkpoints/fold-1/seed-1/best");
  fs::copy(other / "checkpoints/fold-2/seed-1/best", other / "checkpoints/fold-1/seed-1/best",
           fs::copy_options::recursive);
  const auto swapped = end_to_end::serhost({"predict", "swapped", "t0.wav", "--fold", "1"}, folder);
  EXPECT_EQ(swapped.status, 65);
  EXPECT_THAT(swapped.err, HasSubstr("holds the model of fold-2/seed-1, not of its own folder"));
}

TEST(Predict, EndsAsItsFaultsAre) {
  const auto& folder = trained();
  std::ofstream(folder / "cut.wav", std::ios::binary) << slurp(folder / "t0.wav").substr(0, 2000);
  const auto cut = predict({"cut.wav", "t0.wav"});
  EXPECT_EQ(cut.status, 65);
  EXPECT_THAT(cut.err, HasSubstr("cut.wav: is cut off"));
  EXPECT_THAT(cut.out, HasSubstr("t0,0,0.4,"));
  for (const auto& [arguments, status, message] :
       {std::tuple{std::vector<std::string>{"gone.wav"}, 66, "gone.wav: does not exist"},
        {{"t0.wav", "--fold", "7"}, 66, "has no model of fold 7"},
        {{}, 64, "no audio was given"},
        {{"t0.wav", "--hop", "1"}, 64, "--hop is given, but no --window"},
        {{"t0.wav", "--window", "1", "--hop", "2"}, 64, "would not be heard"},
        {{"t0.wav", "--window", "0"}, 64, "--window is '0'"},
        {{"t0.wav", "--format", "jsonll"}, 64, "Did you mean 'jsonl'?"},
        {{"t0.wav", "--rate", "8000"}, 64, "--rate is for samples from standard input"},
        {{"-", "t0.wav"}, 64, "cannot be named together with files"},
        {{"-", "--encoding", "s16be"}, 64, "--encoding is 's16be'"},
        {{"t0.wav", "t1.wav", "--format", "webvtt"}, 64, "holds one recording"},
        {{"t0.wav", "--out", "run/predictions.csv"}, 73, "is a file of the run"}}) {
    const auto ended = predict(arguments);
    EXPECT_EQ(ended.status, status) << message << "\n" << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(message));
  }
  const auto nothing = end_to_end::serhost({"predict", "clips.csv", "t0.wav"}, folder);
  EXPECT_EQ(nothing.status, 66);
  EXPECT_THAT(nothing.err, HasSubstr("holds no run.json"));
}
