// Whole runs of a tiny experiment: the files they leave, and that they repeat.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "end_to_end/process.hpp"
#include "end_to_end/tiny_run.hpp"

using end_to_end::kClips;
using end_to_end::kTiny;
using end_to_end::lines;
using end_to_end::Scratch;
using end_to_end::serhost;
using end_to_end::slurp;
namespace fs = std::filesystem;

namespace {

/// A finished run of kTiny, made once.
class TinyRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = std::make_unique<Scratch>("tiny-run");
    scratch_->write("tiny.toml", kTiny);
    finished_ = serhost({"run", "tiny.toml"}, scratch_->path());
  }
  static void TearDownTestSuite() { scratch_.reset(); }
  void SetUp() override { ASSERT_EQ(finished_.status, 0) << finished_.err; }
  static fs::path directory() { return scratch_->path() / "runs" / "tiny"; }
  static nlohmann::json record() { return nlohmann::json::parse(slurp(directory() / "run.json")); }

  static std::unique_ptr<Scratch> scratch_;
  static end_to_end::Finished finished_;
};
std::unique_ptr<Scratch> TinyRun::scratch_;
end_to_end::Finished TinyRun::finished_;

}  // namespace

TEST_F(TinyRun, PrintsATableAndWhereTheReportIs) {
  EXPECT_NE(finished_.out.find("UA"), std::string::npos) << finished_.out;
  EXPECT_NE(finished_.out.find("report.html"), std::string::npos) << finished_.out;
  EXPECT_EQ(finished_.out.find('\x1b'), std::string::npos) << "colors only on a terminal";
}

TEST_F(TinyRun, PredictsEveryTestClipOnceASeed) {
  const auto rows = lines(slurp(directory() / "predictions.csv"));
  ASSERT_EQ(rows.size(), 1u + 2 * kClips);
  EXPECT_TRUE(rows[0].starts_with(
      "key,speaker,fold,seed,truth,predicted,p_anger,p_happiness,p_neutral,p_sadness"))
      << rows[0];
  EXPECT_EQ(std::set<std::string>(rows.begin(), rows.end()).size(), rows.size());
}

TEST_F(TinyRun, HistoryHasARowAnEpoch) {
  const auto rows = lines(slurp(directory() / "history.csv"));
  EXPECT_TRUE(rows[0].starts_with(
      "fold,seed,epoch,step,lr,train_loss,val_loss,val_wa,val_ua,val_wf1,seconds"))
      << rows[0];
  EXPECT_EQ(rows.size(), 1u + 2 /* seeds */ * 5 /* folds */ * 2 /* epochs */);
}

TEST_F(TinyRun, EveryClipIsTestedInExactlyOneFold) {
  const auto rows = lines(slurp(directory() / "folds.csv"));
  EXPECT_EQ(rows[0], "key,fold,part,speaker");
  int test = 0;
  for (const auto& row : rows) test += row.find(",test,") != std::string::npos ? 1 : 0;
  EXPECT_EQ(test, kClips);
}

TEST_F(TinyRun, TheRecordIsComplete) {
  const auto json = record();
  EXPECT_EQ(json["schema"], "serhost.run/1");
  EXPECT_EQ(json["status"], "finished");
  EXPECT_EQ(json["results"].size(), 10u);
  const auto& ua = json["summary"]["ua"];
  for (const char* key :
       {"pooled", "folds_mean", "folds_sd", "seeds_sd", "interval", "method", "speakers"})
    EXPECT_TRUE(ua.contains(key)) << key;
  ASSERT_TRUE(ua["interval"].is_array());
  EXPECT_LE(ua["interval"][0], ua["pooled"]);
  EXPECT_GE(ua["interval"][1], ua["pooled"]);
  ASSERT_EQ(json["plugins"].size(), 3u);
  for (const auto& plugin : json["plugins"])
    EXPECT_EQ(plugin["sha256"].get<std::string>().size(), 64u);
}

TEST_F(TinyRun, LeavesCheckpointsEventsAndAReport) {
  const auto best = directory() / "checkpoints" / "fold-1" / "seed-1" / "best";
  for (const char* file : {"model.safetensors", "state.json", "architecture.json"})
    EXPECT_TRUE(fs::exists(best / file)) << file;
  const auto board = slurp(directory() / "tensorboard/events.out.tfevents.1.serhost");
  for (const char* part : {"experiment", "[backbone]", "results", "95 % interval"})
    EXPECT_NE(board.find(part), std::string::npos) << part;
  if (serhost({"plot", directory().string(), "--figure", "confusion", "--out", "drawn.png"},
              scratch_->path())
          .status == 0) {  // what draws a PNG is there
    EXPECT_NE(board.find("\x89PNG"), std::string::npos);
    EXPECT_NE(board.find("confusion"), std::string::npos);
  }
  const auto report = slurp(directory() / "report.html");
  EXPECT_NE(report.find("<svg"), std::string::npos);
  EXPECT_EQ(report.find("http://"), report.find("http://www.w3.org"))
      << "nothing is loaded from elsewhere";
}

TEST_F(TinyRun, AFinishedRunIsNotRepeated) {
  const auto before = fs::last_write_time(directory() / "run.json");
  const auto again = serhost({"tiny.toml"}, scratch_->path());
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.out, finished_.out);
  EXPECT_EQ(fs::last_write_time(directory() / "run.json"), before);
}

TEST_F(TinyRun, AnotherExperimentIsRefusedWithTheKeyThatDiffers) {
  const auto other = serhost({"run", "tiny.toml", "-s", "train.batch_size=4"}, scratch_->path());
  EXPECT_EQ(other.status, 73);
  EXPECT_NE(other.err.find("batch_size"), std::string::npos) << other.err;
  EXPECT_NE(other.err.find("--out"), std::string::npos) << other.err;
}

TEST_F(TinyRun, TheSameExperimentGivesTheSameBytesWithOtherThreads) {
  const auto again =
      serhost({"run", "tiny.toml", "--out", "again", "--threads", "1"}, scratch_->path());
  const auto third =
      serhost({"run", "tiny.toml", "--out", "third", "--threads", "1"}, scratch_->path());
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(slurp(scratch_->path() / "again" / "predictions.csv"),
            slurp(scratch_->path() / "third" / "predictions.csv"));
  EXPECT_EQ(slurp(scratch_->path() / "again" / "folds.csv"), slurp(directory() / "folds.csv"));
  const auto weights = fs::path("checkpoints") / "fold-2" / "seed-1" / "best" / "model.safetensors";
  EXPECT_EQ(slurp(scratch_->path() / "again" / weights),
            slurp(scratch_->path() / "third" / weights));
}

TEST(Resplit, RecordsTheFoldsOfEverySeed) {
  const Scratch scratch("resplit");
  scratch.write("tiny.toml", kTiny);
  const auto finished =
      serhost({"run", "tiny.toml", "-s", "protocol.name=k-fold", "-s", "protocol.k=2", "-s",
               "protocol.resplit=true", "-s", "train.epochs=1", "--out", "run"},
              scratch.path());
  ASSERT_EQ(finished.status, 0) << finished.err;
  const auto rows = lines(slurp(scratch.path() / "run" / "folds.csv"));
  EXPECT_EQ(rows[0], "key,fold,part,seed,speaker");
  int first = 0, second = 0;
  for (const auto& row : rows) {
    first += row.find(",test,1,") != std::string::npos ? 1 : 0;
    second += row.find(",test,2,") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(first, kClips);
  EXPECT_EQ(second, kClips);
}

TEST(Losses, EachOfTheFiveTrainsByChangingTheLossTableAlone) {
  const Scratch scratch("losses");
  for (const std::string loss : {"cross_entropy", "label_smoothing", "focal", "aam", "ccc"}) {
    auto text = kTiny;
    text.replace(text.find("cross_entropy"), 13, loss);
    scratch.write(loss + ".toml", text);
    const auto finished = serhost({"run", loss + ".toml", "-s", "name=" + loss, "-s", "seeds=[1]",
                                   "-s", "protocol.name=holdout", "-s", "train.epochs=4"},
                                  scratch.path());
    EXPECT_EQ(finished.status, 0) << loss << ": " << finished.err;
    const auto losses = end_to_end::train_losses(scratch.path() / "runs" / loss);
    ASSERT_EQ(losses.size(), 4U) << loss;
    EXPECT_LT(losses.back(), losses.front()) << loss << " learns";
  }
}

TEST(Vggish, Trains) {
  const Scratch scratch("vggish");
  auto text = kTiny;
  text.replace(text.find("plugin = \"lstm\"\nwidth = 8\nnum_layers = 1"), 40,
               "plugin = \"vggish\"\nwidth = 0.0625");
  scratch.write("v.toml", text);
  const auto finished = serhost(
      {"run", "v.toml", "-s", "seeds=[1]", "-s", "protocol.name=holdout", "-s", "train.epochs=3"},
      scratch.path());
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto losses = end_to_end::train_losses(scratch.path() / "runs" / "tiny");
  ASSERT_EQ(losses.size(), 3U);
  EXPECT_LT(losses.back(), losses.front());
}

TEST(EmoDb, RunsLeaveOneSpeakerOut) {
  const auto data = end_to_end::environment_path("SERHOST_TEST_DATA");
  if (data.empty() || !fs::exists(data / "emodb"))
    GTEST_SKIP() << "SERHOST_TEST_DATA holds no emodb";
  const Scratch scratch("emodb");
  const auto file =
      end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" / "emodb_lstm.toml";
  const auto finished =
      serhost({"run", file.string(), "-s", "train.epochs=1", "-s", "seeds=[1]", "-s",
               "train.max_clips=60", "-s", "backbone.width=8", "--out", "run"},
              scratch.path(), {{"EMODB_ROOT", (data / "emodb").string()}});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(lines(slurp(scratch.path() / "run" / "predictions.csv")).size(), 61u);
}
