// What must not matter does not: how the list of clips is ordered, how much is said, how many
// threads where the record says so, and which clips are evaluated together.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <sstream>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;
using end_to_end::serhost;
using end_to_end::slurp;
namespace fs = std::filesystem;

namespace {

/// Half a second of a tone, 16-bit PCM at 16 kHz, with its length differing from clip to clip.
std::string tone(int number) {
  const std::uint32_t samples = 6000 + 397 * static_cast<std::uint32_t>(number % 11);
  std::string bytes;
  const auto put = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  };
  bytes += "RIFF";
  put(36 + 2 * samples, 4);
  bytes += "WAVEfmt ";
  put(16, 4), put(1, 2), put(1, 2), put(16000, 4), put(32000, 4), put(2, 2), put(16, 2);
  bytes += "data";
  put(2 * samples, 4);
  const double pitch = 120.0 + 15.0 * number;
  for (std::uint32_t i = 0; i < samples; ++i) {
    const double value = 6000.0 * std::sin(2.0 * std::numbers::pi * pitch * i / 16000.0) *
                         (number % 2 == 0 ? 1.0 : std::cos(0.001 * i));
    put(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(value))), 2);
  }
  return bytes;
}

const std::string kExperiment = R"(name = "same"
seeds = [1]
[dataset]
plugin = "manifest"
file = "clips.csv"
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "lstm"
width = 8
[loss]
plugin = "focal"
[train]
epochs = 2
batch_size = 5
optimizer = { name = "adam", lr = 0.01 }
)";

constexpr int kClips = 24;

/// The corpus, its list in the given order, and the experiment.
void write(const Scratch& scratch, bool backwards) {
  std::vector<std::string> rows;
  for (int i = 0; i < kClips; ++i) {
    const auto name = "clip" + std::to_string(i) + ".wav";
    scratch.write(name, tone(i));
    rows.push_back(name + "," + (i % 2 == 0 ? "calm" : "tense") + ",speaker" +
                   std::to_string(i % 6));
  }
  if (backwards) std::reverse(rows.begin(), rows.end());
  std::string text = "path,label,speaker\n";
  for (const auto& row : rows) text += row + "\n";
  scratch.write("clips.csv", text);
  scratch.write("same.toml", kExperiment);
}

/// Everything but times: predictions, folds, history without its seconds, the best weights.
std::map<std::string, std::string> result(const fs::path& run) {
  std::map<std::string, std::string> all;
  for (const char* name : {"predictions.csv", "folds.csv"}) all[name] = slurp(run / name);
  for (const char* fold : {"fold-1", "fold-2"})
    all[fold] = slurp(run / "checkpoints" / fold / "seed-1" / "best" / "model.safetensors");
  std::istringstream history(slurp(run / "history.csv"));
  std::string line;
  std::getline(history, line);
  for (; std::getline(history, line);) {
    std::istringstream fields(line);
    std::string field;
    for (int column = 0; std::getline(fields, field, ','); ++column)
      all["history"] += column == 10 ? "" : field + ",";  // the tenth is `seconds`
  }
  return all;
}

/// A run in `scratch` with more arguments; its folder.
fs::path run_with(const Scratch& scratch, const std::string& out, std::vector<std::string> more,
                  const end_to_end::Environment& environment = {}) {
  more.insert(more.begin(), {"run", "same.toml", "--out", out});
  const auto finished = serhost(more, scratch.path(), environment);
  EXPECT_EQ(finished.status, 0) << finished.err;
  return scratch.path() / out;
}

}  // namespace

TEST(Independence, TheOrderOfTheListOfClipsDoesNotMatter) {
  const Scratch forwards("forwards"), backwards("backwards");
  write(forwards, false);
  write(backwards, true);
  ASSERT_NE(slurp(forwards.path() / "clips.csv"), slurp(backwards.path() / "clips.csv"));
  const auto a = result(run_with(forwards, "run", {"--threads", "1"})),
             b = result(run_with(backwards, "run", {"--threads", "1"}));
  EXPECT_THAT(a.at("predictions.csv"), testing::HasSubstr("clip23.wav"));
  for (const auto& [name, content] : a) EXPECT_TRUE(content == b.at(name)) << name << " differs";
}

TEST(Independence, WhatIsSaidAndWhereDoesNotMatter) {
  const Scratch scratch("said");
  write(scratch, false);
  const auto plain = result(run_with(scratch, "plain", {"--threads", "1"}));
  const auto loud = result(run_with(scratch, "loud", {"--threads", "1", "-v", "--log", "log.txt"},
                                    {{"NO_COLOR", "1"}, {"COLUMNS", "200"}}));
  const auto quiet = result(run_with(scratch, "quiet", {"--threads", "1", "--quiet"}));
  EXPECT_GT(fs::file_size(scratch.path() / "log.txt"), 0U);
  for (const auto& [name, content] : plain) {
    EXPECT_TRUE(content == loud.at(name)) << name << " differs with -v and --log";
    EXPECT_TRUE(content == quiet.at(name)) << name << " differs with --quiet";
  }
}

TEST(Independence, TheRecordSaysWhetherThreadsMatter) {
  const Scratch scratch("threads");
  write(scratch, false);
  const auto one = run_with(scratch, "one", {"--threads", "1"}),
             two = run_with(scratch, "two", {"--threads", "2"});
  const auto record = nlohmann::json::parse(slurp(two / "run.json"))["determinism"];
  EXPECT_EQ(record["threads"], 2);
  ASSERT_TRUE(record["across_threads"].is_boolean()) << record;
  EXPECT_THAT(record["why"].get<std::string>(), testing::HasSubstr("bits with 1 thread"));
  EXPECT_EQ(nlohmann::json::parse(slurp(one / "run.json"))["determinism"]["threads"], 1);
  const auto a = result(one), b = result(two);
  if (record["across_threads"]) {
    for (const auto& [name, content] : a)
      EXPECT_TRUE(content == b.at(name))
          << name << " differs, although the record says that threads do not matter";
  } else {
    EXPECT_TRUE(a != b) << "the record says that threads matter, and nothing differs";
  }
}
