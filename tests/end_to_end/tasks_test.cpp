// The quickstarts of all tasks from outside: what they learn, what they leave, and that it can be
// computed again from the rows of predictions.csv.
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "end_to_end/process.hpp"

namespace {

using end_to_end::Finished;
using end_to_end::Scratch;
using end_to_end::slurp;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

using Table = std::vector<std::map<std::string, std::string>>;

Table table_in(const fs::path& file) {
  const auto text = slurp(file);
  const auto records = serhost::csv_records(text);
  const auto names = serhost::csv_split(records.at(0));
  Table out;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto cells = serhost::csv_split(records[i]);
    auto& row = out.emplace_back();
    for (std::size_t c = 0; c < names.size(); ++c) row[names[c]] = cells.at(c);
  }
  return out;
}

/// The quickstart of a task, run once; half of its clips are enough to learn something.
class Quickstart {
 public:
  explicit Quickstart(const std::string& task) : scratch_("quickstart-" + task) {
    const auto file = end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                      ("quickstart_" + task + ".toml");
    run_ = (*this)({"run", file.string(), "--out", "run", "-s", "dataset.takes=1", "-s",
                    "train.epochs=10", "--threads", "1"});
    EXPECT_EQ(run_.status, 0) << run_.err;
  }

  Finished operator()(const std::vector<std::string>& words) const {
    return end_to_end::serhost(words, scratch_.path());
  }
  fs::path folder() const { return scratch_.path() / "run"; }
  nlohmann::json record() const { return nlohmann::json::parse(slurp(folder() / "run.json")); }
  double pooled(const std::string& metric) const {
    const auto dot = metric.find('.');  // "valence.ccc" stands under valence
    auto summary = record()["summary"];
    if (dot != std::string::npos) summary = summary[metric.substr(0, dot)];
    return summary[metric.substr(dot == std::string::npos ? 0 : dot + 1)]["pooled"].get<double>();
  }
  const std::string& out() const { return run_.out; }

  /// A run with other options, for comparisons.
  Finished another(const std::string& folder, const std::string& setting) const {
    return (*this)({"run", (this->folder() / "resolved.toml").string(), "--out", folder, "-s",
                    setting, "--threads", "1"});
  }

 private:
  Scratch scratch_;
  Finished run_;
};

double concordance(const Table& rows, const std::string& dimension) {
  double n = 0.0, sum_x = 0.0, sum_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
  for (const auto& row : rows) {
    const double x = std::stod(row.at("truth_" + dimension)),
                 y = std::stod(row.at("predicted_" + dimension));
    n += 1.0;
    sum_x += x;
    sum_y += y;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  const double shift = (sum_x - sum_y) / n;
  return 2.0 * (xy / n - sum_x * sum_y / n / n) /
         (xx / n - sum_x * sum_x / n / n + yy / n - sum_y * sum_y / n / n + shift * shift);
}

TEST(Tasks, RegressionRecoversRatings) {
  const Quickstart quickstart("regression");
  EXPECT_GT(quickstart.pooled("ccc"), 0.6);
  EXPECT_THAT(quickstart.out(), AllOf(HasSubstr("CCC, valence"), HasSubstr("sel:ccc")));
  const auto rows = table_in(quickstart.folder() / "predictions.csv");
  const auto record = quickstart.record();
  double sum = 0.0;
  for (const auto* dimension : {"valence", "arousal", "dominance"}) {
    const auto name = std::string(dimension) + ".ccc";
    EXPECT_NEAR(quickstart.pooled(name), concordance(rows, dimension), 1e-9) << dimension;
    sum += concordance(rows, dimension);
    EXPECT_TRUE(record["results"][0]["metrics"][dimension].contains("rmse"));
  }
  EXPECT_NEAR(quickstart.pooled("ccc"), sum / 3, 1e-9);
  EXPECT_TRUE(record["summary"]["ccc"]["interval"].is_array());
  EXPECT_THAT(slurp(quickstart.folder() / "history.csv"), HasSubstr(",val_ccc"));

  const auto heard = quickstart({"predict", "run", "--fold", "1", "--seed", "1", "--help"});
  EXPECT_EQ(heard.status, 0);
  EXPECT_EQ(quickstart.another("mse", "loss.plugin=mse").status, 0);
  const auto compared = quickstart({"compare", "run", "mse", "--json"});
  EXPECT_EQ(compared.status, 0) << compared.err;
  EXPECT_THAT(compared.out, AllOf(HasSubstr("\"ccc\""), Not(HasSubstr("McNemar"))));
  EXPECT_EQ(quickstart({"report", "run", "--format", "html"}).status, 0);
  const auto page = slurp(quickstart.folder() / "report.html");
  EXPECT_THAT(page, AllOf(HasSubstr("Ratings of valence"), HasSubstr("Residuals of dominance")));
}

TEST(Tasks, SoftLearnsTheVotes) {
  const Quickstart quickstart("soft");
  EXPECT_LT(quickstart.pooled("kl"), 0.8) << "guessing all alike costs some 0.9";
  EXPECT_GT(quickstart.pooled("ua"), 0.45);
  double tied = 0.0, tv = 0.0, clips = 0.0;
  for (const auto& row : table_in(quickstart.folder() / "predictions.csv")) {
    clips += 1.0;
    tied += row.at("truth").find('|') != std::string::npos ? 1.0 : 0.0;
    for (const auto* name : {"anger", "happiness", "neutral", "sadness"})
      tv += std::abs(std::stod(row.at(std::string("truth_p_") + name)) -
                     std::stod(row.at(std::string("p_") + name))) /
            2;
  }
  EXPECT_GT(tied, 0.0);
  EXPECT_NEAR(quickstart.pooled("ties"), tied / clips, 1e-12);
  EXPECT_NEAR(quickstart.pooled("tv"), tv / clips, 1e-12);
}

TEST(Tasks, MultilabelDecidesByThresholdsOfTheValidationPart) {
  const Quickstart quickstart("multilabel");
  EXPECT_GT(quickstart.pooled("map"), 0.6);
  double hits = 0.0, others = 0.0;
  bool moved = false;  // a threshold other than one half
  for (const auto& row : table_in(quickstart.folder() / "predictions.csv")) {
    for (const auto* name : {"anger", "happiness", "neutral", "sadness"}) {
      const bool truth = row.at(std::string("truth_") + name) == "1",
                 said = row.at(std::string("predicted_") + name) == "1";
      hits += truth && said ? 2.0 : 0.0;
      others += truth != said ? 1.0 : 0.0;
      moved = moved || said != (std::stod(row.at(std::string("p_") + name)) > 0.5);
    }
  }
  EXPECT_NEAR(quickstart.pooled("micro_f1"), hits / (hits + others), 1e-12);
  EXPECT_TRUE(moved);
}

TEST(Tasks, SeveralLearnClassesAndRatingsAtOnce) {
  const Quickstart quickstart("several");
  EXPECT_GT(quickstart.pooled("ua"), 0.45);
  EXPECT_GT(quickstart.pooled("ccc"), 0.5);
  EXPECT_THAT(quickstart.out(), AllOf(HasSubstr("UA"), HasSubstr("CCC, valence")));
  const auto rows = table_in(quickstart.folder() / "predictions.csv");
  std::map<std::string, std::pair<double, double>> hits;  // of each class: right, clips
  for (const auto& row : rows) {
    auto& [right, clips] = hits[row.at("truth")];
    clips += 1.0;
    right += row.at("truth") == row.at("predicted") ? 1.0 : 0.0;
  }
  double recall = 0.0;
  for (const auto& [name, counts] : hits)
    recall += counts.first / counts.second / static_cast<double>(hits.size());
  EXPECT_NEAR(quickstart.pooled("ua"), recall, 1e-12);
  EXPECT_NEAR(quickstart.pooled("arousal.ccc"), concordance(rows, "arousal"), 1e-9);
  EXPECT_THAT(slurp(quickstart.folder() / "history.csv"),
              AllOf(HasSubstr("weight_cross_entropy"), HasSubstr("weight_ccc")));
  // A rating is larger than any score of a class, and no class.
  const auto clip = (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "docs/audio/voice.flac");
  const auto explained = quickstart({"explain", "run", clip.string(), "--fold", "1", "--json"});
  EXPECT_EQ(explained.status, 0) << explained.err;
  EXPECT_THAT(explained.out,
              testing::ContainsRegex("\"predicted\": ?\"(anger|happiness|neutral|sadness)\""));
  const auto weighted = quickstart.another("weighted",
                                           "loss={ plugin = \"weighted\", parts = [{ plugin = "
                                           "\"cross_entropy\" }, { plugin = \"ccc\" }] }");
  EXPECT_EQ(weighted.status, 0) << weighted.err;
  const auto compared = quickstart({"compare", "run", "weighted", "--json"});
  EXPECT_EQ(compared.status, 0) << compared.err;
  EXPECT_THAT(compared.out, AllOf(HasSubstr("\"ua\""), HasSubstr("\"ccc\"")));
  const auto alone = quickstart.another("alone", "loss={ plugin = \"cross_entropy\" }");
  EXPECT_EQ(alone.status, 78);
  EXPECT_THAT(alone.err, HasSubstr("has nothing for the task regression"));
}

/// What decides the answers of a run: its rows and the weights of a fold, thresholds among them.
std::string answers_of(const fs::path& run) {
  return slurp(run / "predictions.csv") +
         slurp(run / "checkpoints/fold-1/seed-1/best/model.safetensors");
}

TEST(Tasks, StoppedAndResumedEndWithTheSameBits) {
  for (const std::string task : {"regression", "soft", "multilabel", "several"}) {
    SCOPED_TRACE(task);
    const Scratch scratch("resumed-" + task);
    const auto file = end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                      ("quickstart_" + task + ".toml");
    const auto run = [&](const std::string& folder, const std::vector<std::string>& more) {
      std::vector<std::string> words = {"run", file.string(), "--threads", "1", "--out", folder};
      for (const auto* setting :
           {"dataset.speakers=4", "dataset.takes=1", "train.epochs=3", "backbone.width=16",
            "train.accumulate=2", "train.batch_size=8", "protocol.k=2"})
        words.insert(words.end(), {"-s", setting});
      words.insert(words.end(), more.begin(), more.end());
      return end_to_end::serhost(words, scratch.path(), {{"SERHOST_CHECKPOINT_SECONDS", "0"}});
    };
    const auto whole = run("whole", {});
    ASSERT_EQ(whole.status, 0) << whole.err;
    for (int i = 0; i < 3; ++i) {
      const auto part = run("stopped", {"--resume", "--max-time", "1s"});
      ASSERT_TRUE(part.status == 75 || part.status == 0) << part.err;
    }
    const auto rest = run("stopped", {"--resume"});
    ASSERT_EQ(rest.status, 0) << rest.err;
    EXPECT_EQ(answers_of(scratch.path() / "stopped"), answers_of(scratch.path() / "whole"));
  }
}

TEST(Tasks, PretrainLeavesAnEncoder) {
  const Scratch scratch("quickstart-pretrain");
  const auto experiments = end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments";
  const auto serhost = [&](std::vector<std::string> words) {
    return end_to_end::serhost(words, scratch.path());
  };
  const auto run =
      serhost({"run", (experiments / "quickstart_pretrain.toml").string(), "--out", "run", "-s",
               "train.epochs=2", "-s", "train.max_clips=40", "--threads", "1"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("objective"));
  const auto epochs = table_in(scratch.path() / "run/history.csv");
  ASSERT_EQ(epochs.size(), 2u);
  for (const auto* name : {"frame_loss", "utterance_loss", "target_spread", "prediction_spread",
                           "hidden_share", "ema_decay", "gradient_norm"})
    EXPECT_GT(std::stod(epochs.back().at(name)), 0.0) << name;
  EXPECT_NEAR(
      std::stod(epochs.back().at("train_loss")),
      std::stod(epochs.back().at("frame_loss")) + std::stod(epochs.back().at("utterance_loss")),
      0.2);

  const std::string encoder = "run/checkpoints/fold-1/seed-1/encoder";
  const auto shown = serhost({"weights", "show", encoder});
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("named as data2vec 2.0 does"), HasSubstr("_ema.blocks.0")));
  const auto probe =
      serhost({"run", (experiments / "quickstart_probe.toml").string(), "--out", "probe", "-s",
               "backbone.checkpoint=\"" + (scratch.path() / encoder).string() + "\"", "-s",
               "train.epochs=1", "-s", "train.max_clips=40", "--threads", "1"});
  EXPECT_EQ(probe.status, 0) << probe.err;
  // Pre-trained further, with teacher and decoder as they were left.
  const auto more =
      serhost({"run", (experiments / "quickstart_pretrain.toml").string(), "--out", "more", "-s",
               "backbone={ plugin = \"emotion2vec\", checkpoint = \"" +
                   (scratch.path() / encoder).string() + "\" }",
               "-s", "loss.checkpoint=\"" + (scratch.path() / encoder).string() + "\"", "-s",
               "train.epochs=1", "-s", "train.max_clips=40", "--threads", "1"});
  EXPECT_EQ(more.status, 0) << more.err;
  EXPECT_THAT(more.err, Not(HasSubstr("begin anew")));

  const auto predicted = serhost({"predict", "run", (scratch.path() / "none.wav").string()});
  EXPECT_NE(predicted.status, 0);
  EXPECT_NE(predicted.status, 70) << predicted.err;
}

TEST(Tasks, PretrainLeavesItsEncoderWithoutCheckpointsToo) {
  const Scratch scratch("pretrain-none");
  const auto file = end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                    "quickstart_pretrain.toml";
  const auto run =
      end_to_end::serhost({"run", file.string(), "--out", "run", "-s", "train.epochs=1", "-s",
                           "train.max_clips=40", "-s", "train.checkpoints=none", "--threads", "1"},
                          scratch.path());
  ASSERT_EQ(run.status, 0) << run.err;
  const auto folder = scratch.path() / "run/checkpoints/fold-1/seed-1";
  EXPECT_TRUE(fs::exists(folder / "encoder/model.safetensors"));
  EXPECT_FALSE(fs::exists(folder / "best"));
  EXPECT_FALSE(fs::exists(folder / "last"));
}

// What the objective does after an update is done in a trial, too: here it finds a collapse.
TEST(Tasks, ATrialOfAPretrainingTellsTheObjectiveOfUpdates) {
  const Scratch scratch("pretrain-trial");
  const auto file = end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                    "quickstart_pretrain.toml";
  const auto done = end_to_end::serhost(
      {"run", file.string(), "--overfit-batch", "-s", "loss.collapse_after=0", "-s",
       "loss.least_target_spread=1000.0", "-s", "train.max_clips=40", "--threads", "1"},
      scratch.path());
  EXPECT_NE(done.status, 0);
  EXPECT_THAT(done.out + done.err, HasSubstr("the targets have collapsed"));
}

TEST(Tasks, PretrainRefusesWhatItCannotTrain) {
  const Scratch scratch("pretrain-refused");
  const auto file = (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                     "quickstart_pretrain.toml")
                        .string();
  const auto refused = [&](const std::vector<std::string>& settings) {
    std::vector<std::string> words = {"check", file};
    for (const auto& setting : settings) words.insert(words.end(), {"-s", setting});
    const auto done = end_to_end::serhost(words, scratch.path());
    EXPECT_EQ(done.status, 78) << done.out << done.err;
    return done.out + done.err;
  };
  EXPECT_THAT(refused({"loss={ plugin = \"cross_entropy\" }"}),
              HasSubstr("a pretrain task provides no targets"));
  EXPECT_THAT(refused({"task=classification"}), HasSubstr("write task = \"pretrain\""));
  EXPECT_THAT(refused({"backbone={ plugin = \"lstm\" }"}), HasSubstr("masked_encoder"));
  EXPECT_THAT(refused({"backbone.freeze=all"}), HasSubstr("backbone.freeze = \"none\""));
  EXPECT_THAT(refused({"backbone.adapt={ name = \"lora\" }"}), HasSubstr("take adapt out"));
  EXPECT_THAT(refused({"backbone.tokens=0"}), HasSubstr("utterance = \"global\""));
}

}  // namespace
