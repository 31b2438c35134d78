// Damage that the user allows: what is left out or padded is counted and named wherever results are
// shown. And what a run that had to stop leaves behind.
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "end_to_end/faults/corpus.hpp"

using end_to_end::Scratch;
using end_to_end::slurp;

namespace {

std::size_t rows_of(const std::filesystem::path& csv) {
  const auto text = slurp(csv);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) - 1;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST(SkipDamaged, CountsAndNamesWhatItLeavesOut) {
  const Scratch scratch("skip");
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::kExperiment);
  scratch.write("data/sad/s1_1.wav", "");                                     // its header tells
  scratch.write("data/sad/s2_1.wav", faults::wave(std::string(8000, '\0')));  // only its samples do
  const auto strict = end_to_end::serhost({"run", "e.toml", "-q"}, scratch.path());
  EXPECT_EQ(strict.status, 65);
  for (const char* name : {"s1_1.wav", "s2_1.wav"})
    EXPECT_TRUE(holds(strict.err, name)) << strict.err;
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "runs" / "e"));

  const auto lenient =
      end_to_end::serhost({"run", "e.toml", "-s", "dataset.skip_damaged=true"}, scratch.path());
  ASSERT_EQ(lenient.status, 0) << lenient.err;
  EXPECT_TRUE(holds(lenient.out, "2 damaged clips left out")) << lenient.out;
  const auto run = scratch.path() / "runs" / "e";
  EXPECT_EQ(rows_of(run / "predictions.csv"), 14u);
  EXPECT_EQ(rows_of(run / "clips.csv"), 14u);
  const auto data = nlohmann::json::parse(slurp(run / "run.json"))["data"];
  EXPECT_EQ(data["clips"], 14);
  EXPECT_EQ(data["damaged_clips"], 2);
  EXPECT_EQ(data["clips_by_class"]["sad"], 6);
  const auto page = slurp(run / "report.html");
  for (const char* name : {"2 damaged clips left out", "sad/s1_1.wav", "sad/s2_1.wav"})
    EXPECT_TRUE(holds(page, name)) << name;
}

TEST(SkipDamaged, LeavesAbsentFilesOfAListOut) {
  const Scratch scratch("skip-absent");
  faults::write_corpus(scratch);
  scratch.write("list.csv", faults::clip_table());
  scratch.write("e.toml", faults::with(faults::kExperiment,
                                       "plugin  = \"folder\"\nroot    = \"data\"\nspeaker = "
                                       "\"^(s[0-9])\"",
                                       "plugin = \"manifest\"\nroot = \".\"\nfile = "
                                       "\"list.csv\"\nskip_damaged = true"));
  std::filesystem::remove(scratch.path() / "data/sad/s1_1.wav");
  const auto check = end_to_end::serhost({"check", "e.toml"}, scratch.path());
  EXPECT_EQ(check.status, 0) << check.err;
  EXPECT_TRUE(holds(check.err,
                    "1 clip is left out (dataset.skip_damaged = true): clip "
                    "'data/sad/s1_1.wav'"))
      << check.err;
  const auto verify = end_to_end::serhost({"data", "verify", "e.toml"}, scratch.path());
  EXPECT_EQ(verify.status, 66) << verify.err;
  EXPECT_TRUE(holds(verify.err, "data/sad/s1_1.wav: there is no such file")) << verify.err;
  const auto run = end_to_end::serhost({"run", "e.toml"}, scratch.path());
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(holds(run.err, "1 clip is left out")) << run.err;
  const auto data = nlohmann::json::parse(slurp(scratch.path() / "runs/e/run.json"))["data"];
  EXPECT_EQ(data["damaged_clips"], 1);
  EXPECT_TRUE(holds(data["damaged"][0], "data/sad/s1_1.wav"));
}

TEST(Pin, IsFoundBesideTheExperimentAndNamesAllThatChanged) {
  const Scratch scratch("pin");
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::kExperiment);
  const auto pinned = end_to_end::serhost({"data", "pin", "e.toml"}, scratch.path());
  ASSERT_EQ(pinned.status, 0) << pinned.err;
  EXPECT_TRUE(holds(pinned.out, "e.pin.csv: ")) << pinned.out;
  const auto same = end_to_end::serhost({"data", "verify", "e.toml"}, scratch.path());
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_TRUE(holds(same.out, "e.pin.csv says the same audio")) << same.out;

  scratch.write("data/sad/s1_1.wav", faults::wave(faults::tone(9000)));
  const auto altered =
      end_to_end::serhost({"data", "verify", "e.toml", "e.pin.csv"}, scratch.path());
  EXPECT_EQ(altered.status, 65) << altered.err;
  EXPECT_TRUE(holds(altered.err, "data/sad/s1_1.wav: has been altered")) << altered.err;

  std::filesystem::remove(scratch.path() / "data/sad/s1_1.wav");
  const auto missing = end_to_end::serhost({"data", "verify", "e.toml", "--json"}, scratch.path());
  EXPECT_EQ(missing.status, 66) << missing.err;
  EXPECT_TRUE(holds(missing.out, "sad/s1_1.wav: is in e.pin.csv, but not there any more"))
      << missing.out;
  const auto wrong = end_to_end::serhost({"data", "verify", "e.toml", "no.csv"}, scratch.path());
  EXPECT_EQ(wrong.status, 66) << wrong.err;
}

TEST(Stats, AreGivenWhereFoldsCannotBeMade) {
  const Scratch scratch("stats-without-folds");
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::kExperiment);
  const auto stats = end_to_end::serhost(
      {"data", "stats", "e.toml", "-s", "protocol.name=leave-one-session-out"}, scratch.path());
  EXPECT_EQ(stats.status, 0) << stats.err;
  EXPECT_TRUE(holds(stats.out, "note: there are no folds: ")) << stats.out;
  EXPECT_TRUE(holds(stats.out, "audio: 16000 Hz")) << stats.out;
  EXPECT_TRUE(holds(stats.out,
                    "silence: 0.0 % of the time; clipped: 0.000 % of the samples, in 0 "
                    "clips\n"))
      << stats.out;
}

TEST(Stats, SetCorporaBesideTheTableOfAPaper) {
  const Scratch scratch("stats-table");
  for (const char* name : {"DC/a01", "JE/sa02", "KL/n30"})
    scratch.write(std::string("SAVEE/AudioData/") + name + ".wav",
                  faults::wave(faults::tone(36000)));
  const auto file =
      end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments/e2v_corpora.toml";
  const auto table = end_to_end::serhost({"data", "stats", file.string(), "--table"},
                                         scratch.path(), {{"CORPORA", scratch.path().string()}});
  ASSERT_EQ(table.status, 0) << table.err;
  EXPECT_TRUE(holds(table.out, "3        7         3        4      3      480    0.0      0.5"))
      << table.out;
  EXPECT_TRUE(holds(table.out, "EmoDB: not counted: '" + (scratch.path() / "EmoDB").string()))
      << table.out;
  EXPECT_TRUE(holds(table.out, "EMOVO, as printed: six actors recorded it")) << table.out;
  EXPECT_TRUE(holds(table.out, "169053")) << table.out;
}

TEST(PadShort, CountsAndNamesWhatItPads) {
  const Scratch scratch("pad");
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::kExperiment);
  scratch.write("data/sad/s1_1.wav", faults::wave(faults::tone(100)));
  const auto padded =
      end_to_end::serhost({"run", "e.toml", "-s", "train.pad_short=true"}, scratch.path());
  ASSERT_EQ(padded.status, 0) << padded.err;
  EXPECT_TRUE(holds(padded.out, "1 short clip padded")) << padded.out;
  const auto run = scratch.path() / "runs" / "e";
  const auto data = nlohmann::json::parse(slurp(run / "run.json"))["data"];
  EXPECT_EQ(data["padded_clips"], 1);
  EXPECT_EQ(data["padded"], nlohmann::json({"sad/s1_1.wav"}));
  EXPECT_TRUE(holds(slurp(run / "report.html"), "1 short clip padded"));
  EXPECT_EQ(rows_of(run / "predictions.csv"), 16u);
}

TEST(NotFinite, TheCheckpointBeforeItStays) {
  const Scratch scratch("stays");
  faults::write_corpus(scratch);
  scratch.write("e.toml",
                faults::with(faults::kExperiment, "plugin = \"cross_entropy\"",
                             "plugin = \"misbehaves\"\nfault = \"loss\"\nat = 2\nstop_at = 0"));
  const std::vector<std::string> run = {"run",
                                        "e.toml",
                                        "-q",
                                        "-s",
                                        "train.batch_size=2",
                                        "--plugin-path",
                                        SERHOST_MISBEHAVING_FOLDER};
  auto resumed = run;
  resumed.emplace_back("--resume");
  ASSERT_EQ(end_to_end::serhost(run, scratch.path()).status, 75);
  const auto last = scratch.path() / "runs/e/checkpoints/fold-1/seed-1/last/model.safetensors";
  const auto before = slurp(last);
  ASSERT_FALSE(before.empty());
  for (int again = 0; again < 2; ++again) {
    const auto failed = end_to_end::serhost(resumed, scratch.path());
    EXPECT_EQ(failed.status, 1) << failed.err;
    EXPECT_TRUE(holds(failed.err, "epoch 1, step 3")) << failed.err;
    EXPECT_EQ(slurp(last), before);
  }
}

namespace {

/// A run of a loss that starts other processes.
end_to_end::Finished run_of(const Scratch& scratch, const std::string& fault) {
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::with(faults::kExperiment, "plugin = \"cross_entropy\"",
                                       "plugin = \"misbehaves\"\nfault = \"" + fault + "\""));
  return end_to_end::serhost({"run", "e.toml", "-q", "--plugin-path", SERHOST_MISBEHAVING_FOLDER},
                             scratch.path());
}

}  // namespace

TEST(OtherProcesses, OfAPluginEndAsTheyLikeAndTheRunGoesOn) {
  const Scratch scratch("helpers");
  const auto done = run_of(scratch, "forked helpers");
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.err, "");
}

TEST(OtherProcesses, ThatComeBackFromACallAreEndedAndNamed) {
  const Scratch scratch("forks");
  const auto done = run_of(scratch, "fork");
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_TRUE(holds(done.err, "serhost: loss 'misbehaves' of plugin misbehaves ")) << done.err;
  EXPECT_TRUE(holds(done.err,
                    ") forked in forward, and the child process came back from there; "
                    "that child was ended. A child must end itself"))
      << done.err;
}
