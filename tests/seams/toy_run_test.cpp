// The task of toy_task.cpp through the whole application: from a TOML file to run.json, report,
// comparison, sweep and bundle, with no edit to core.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/bundle.hpp"
#include "app/experiment_check.hpp"
#include "app/plan.hpp"
#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "app/report_text.hpp"
#include "app/reproduce.hpp"
#include "app/run.hpp"
#include "app/sweep_runner.hpp"
#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "core/run/sample.hpp"
#include "report/comparison.hpp"
#include "report/comparison_text.hpp"
#include "report/table.hpp"
#include "run/evaluated_run.hpp"
#include "support/run_files.hpp"
#include "sweep/nested.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Heard : RunObserver {
  void epoch_ended(const EpochEnded& epoch) override { last_fold = epoch.fold; }
  std::int64_t last_fold = 0;
};

class ToyRun : public ::testing::Test {
 protected:
  void SetUp() override {
    session_.threads = 1;
    session_.probe = false;
    replace_file(file_, R"(task = "liveliness"
seeds = [1]
[dataset]
plugin = "synthetic"
speakers = 6
sentences = 2
takes = 1
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "ccc"
[train]
epochs = 2
batch_size = 8
device = "cpu"
optimizer = { name = "adam", lr = 0.01 }
)");
  }

  RunJob job(const std::string& folder, std::vector<std::string> overrides = {}) const {
    return {.experiment = file_, .overrides = std::move(overrides), .folder = folder_ / folder};
  }

  fs::path run(const std::string& folder, std::vector<std::string> overrides = {}) {
    return run_experiment(session_, job(folder, std::move(overrides)), heard_).folder;
  }

  std::string page(const std::vector<std::string>& runs, ReportFormat format) {
    auto found = runs_of(runs);
    return report_text(session_, std::move(found), {.title = "toys", .format = format}, heard_);
  }

  Session session_;
  Heard heard_;
  run::sample::Folder folder_;
  fs::path file_ = folder_ / "toy.toml";
};

TEST_F(ToyRun, LeavesARecordOfItsOwnColumnsAndMetrics) {
  const auto folder = run("run");
  const auto text = read_file(folder / "predictions.csv");
  EXPECT_THAT(text, StartsWith("key,speaker,fold,seed,truth_liveliness,predicted_liveliness\n"));
  double error = 0.0;
  const auto records = csv_records(text);
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto fields = csv_split(records[i]);
    error += std::abs(std::stod(fields[4]) - std::stod(fields[5]));
  }
  const auto clips = static_cast<double>(records.size() - 1);
  const auto json = nlohmann::json::parse(read_file(folder / "run.json"));
  EXPECT_EQ(json["task"], "liveliness");
  EXPECT_EQ(json["comparable"]["fields"]["task"], "liveliness");
  EXPECT_EQ(json["comparable"]["fields"]["labels"], "truth_liveliness");
  EXPECT_THAT(json["signature"].get<std::string>(), StartsWith("synthetic:liveliness | 2-fold"));
  EXPECT_EQ(json["protocol"]["select"], "distance");
  EXPECT_TRUE(json["classes"].empty());
  EXPECT_FALSE(json["results"][0].contains("confusion"));
  EXPECT_EQ(json["summary"].size(), 1u);
  EXPECT_NEAR(json["summary"]["distance"]["pooled"].get<double>(), error / clips, 1e-12);
  EXPECT_EQ(json["summary"]["distance"]["speakers"], 6);
  EXPECT_TRUE(json["summary"]["distance"]["interval"].is_array());
  EXPECT_THAT(read_file(folder / "history.csv"), HasSubstr(",best,val_distance\n"));
  EXPECT_THAT(read_file(folder / "report.html"),
              AllOf(HasSubstr("distance"), Not(HasSubstr("Confusion"))));
  EXPECT_TRUE(run_experiment(session_, job("run"), heard_).finished_before);
}

TEST_F(ToyRun, IsCheckedAndPlannedAlsoWhereThereIsOneClass) {
  Faults faults;
  auto prepared = prepare(session_, file_, {}, faults);
  ASSERT_EQ(faults.text(), "");
  prepared.manifest.classes.resize(1);
  const auto facts = check_model(session_, prepared, faults);
  ASSERT_EQ(faults.text(), "");
  EXPECT_GT(facts.trainable, 0) << "the model was not tried";
  EXPECT_GT(plan_of(prepared, facts).updates, 0);
  prepared = prepare(session_, file_, {"loss.plugin=cross_entropy"}, faults);
  check_model(session_, prepared, faults);
  EXPECT_THAT(faults.text(), HasSubstr("a liveliness task provides rated dimensions"));
}

TEST_F(ToyRun, StoppedAnywhereGoesOnToTheSameBits) {
  auto asked = job("stopped");
  asked.stop = [&] { return heard_.last_fold == 2; };
  try {
    run_experiment(session_, asked, heard_);
    FAIL() << "it was not stopped";
  } catch (const RemediableError& error) {
    EXPECT_EQ(error.exit(), Exit::stopped);
    EXPECT_EQ(error.remedy(), Remedy::resume);
  }
  // As a kill between two writes leaves it.
  const auto file = folder_ / "stopped/predictions.csv";
  replace_file(file, read_file(file) + "a,b,2,1,0.5,0.5\nc,d,2,1,0.");
  auto again = job("stopped");
  again.resume = true;
  run_experiment(session_, again, heard_);
  run("whole");
  EXPECT_EQ(
      fakes::difference(fakes::lasting(folder_ / "stopped"), fakes::lasting(folder_ / "whole")),
      "");
  again.overrides = {"task=classification", "loss.plugin=cross_entropy"};
  EXPECT_THAT([&] { run_experiment(session_, again, heard_); },
              ::testing::ThrowsMessage<Error>(HasSubstr("task")));
}

TEST_F(ToyRun, IsComparedByItsMainMetric) {
  const std::vector<run::EvaluatedRun> systems = {
      run::read_evaluated_run(run("slow", {"train.optimizer.lr=0.0001"})),
      run::read_evaluated_run(run("fast"))};
  EXPECT_TRUE(report::reasons_not_to_rank(systems).empty());
  const auto compared = report::compare(systems, report::pairs_of(2), {});
  EXPECT_EQ(compared.options.metric, "distance");
  const auto& pair = compared.pairs.at(0);
  EXPECT_EQ(pair.unpaired, "");
  EXPECT_FALSE(pair.mcnemar.has_value());
  EXPECT_THAT(pair.test, StartsWith("t test, paired, over 6 speakers"));
  EXPECT_DOUBLE_EQ(
      pair.differences.at("distance").second - pair.differences.at("distance").first,
      systems[1].run.summary.at("distance").pooled - systems[0].run.summary.at("distance").pooled);
  const auto text = report::comparison_text(systems, compared, {}, 120, false);
  EXPECT_THAT(
      text, AllOf(HasSubstr("of distance"), HasSubstr("mean of folds"), Not(HasSubstr("McNemar"))));
  EXPECT_THAT([&] { report::compare(systems, report::pairs_of(2), {.metric = "ua"}); },
              ::testing::ThrowsMessage<Error>(HasSubstr("no metric 'ua'.")));
}

TEST_F(ToyRun, StandsInReportsWithoutTheSectionsOfClasses) {
  const auto slow = run("slow", {"train.optimizer.lr=0.0001", "backbone.width=4"}).string(),
             fast = run("fast").string();
  for (const auto format : {ReportFormat::html, ReportFormat::markdown, ReportFormat::latex}) {
    const auto one = page({fast}, format);
    if (format == ReportFormat::html) { EXPECT_THAT(one, HasSubstr("Learning curves")); }
    EXPECT_THAT(one, AllOf(HasSubstr("distance"), Not(HasSubstr("UA")), Not(HasSubstr("Confusion")),
                           Not(HasSubstr("ecall")), Not(HasSubstr("Published values")),
                           Not(HasSubstr("ercent"))));
  }
  auto found = runs_of({slow, fast});
  ReportJob both{.title = "toys", .format = ReportFormat::markdown};
  both.how.rows = "backbone.width";
  EXPECT_THAT(report_text(session_, std::move(found), both, heard_),
              AllOf(HasSubstr("distance, of each backbone.width and loss"),
                    HasSubstr("Differences from"), Not(HasSubstr("McNemar"))));
  EXPECT_THAT(page({fast}, ReportFormat::csv), HasSubstr(",distance,"));
  EXPECT_THAT(report::result_table(fast, 100, false), HasSubstr("distance"));
}

TEST_F(ToyRun, IsNotComparedWithARunOfAnotherTask) {
  const auto toy = run("toy");
  const auto labels = run("labels", {"task=classification", "loss.plugin=cross_entropy"});
  const std::vector<run::EvaluatedRun> systems = {run::read_evaluated_run(toy),
                                                  run::read_evaluated_run(labels)};
  const std::string sentence =
      "runs of different tasks cannot be compared: toy is of the task \"liveliness\", toy of "
      "\"classification\"; name runs of one task";
  EXPECT_THAT([&] { report::compare(systems, report::pairs_of(2), {}); },
              ::testing::ThrowsMessage<Error>(sentence));
  EXPECT_THAT([&] { page({toy.string(), labels.string()}, ReportFormat::html); },
              ::testing::ThrowsMessage<Error>(sentence));
  EXPECT_FALSE(report::reasons_not_to_rank(systems).empty());
}

/// A cell that is run here and now, where a program starts another process.
class CellHere : public CellRun {
 public:
  CellHere(const Session& session, const CellJob& job, RunObserver& observer) {
    run_experiment(session, {.experiment = job.experiment, .folder = job.folder, .resume = true},
                   observer);
  }
  std::optional<int> wait(int) override { return 0; }
  void stop() override {}
};

TEST_F(ToyRun, IsSweptAndReported) {
  replace_file(folder_ / "sweep.toml",
               "name = \"toys\"\n[base]\nextends = \"toy.toml\"\n[axes]\n"
               "\"train.optimizer.lr\" = [0.0001, 0.01]\n");
  const auto registry = registry_of(session_);
  Faults faults;
  const auto swept =
      sweep::read_sweep(folder_ / "sweep.toml", {}, config::finder(registry), faults);
  faults.throw_if_any();
  SweepRunner runner(
      swept, folder_ / "toys", {},
      [&](const CellJob& cell) { return std::make_unique<CellHere>(session_, cell, heard_); },
      heard_);
  runner.run([] { return false; });
  for (const auto& entry : runner.entries()) EXPECT_EQ(entry.status, sweep::Status::done);
  const auto found = runs_of({(folder_ / "toys").string()});
  EXPECT_EQ(found.sweep, "toys");
  ASSERT_EQ(found.runs.size(), 2u);
  ReportJob job{.title = "toys", .format = ReportFormat::markdown};
  job.how.rows = "train.optimizer.lr";
  EXPECT_THAT(
      report_text(session_, found, job, heard_),
      AllOf(HasSubstr("distance, of each train.optimizer.lr and loss"), HasSubstr("| 1e-04 |")));
}

TEST_F(ToyRun, IsTunedFoldByFold) {
  const auto a = run("a"), b = run("b", {"train.optimizer.lr=0.0001"});
  const auto chosen =
      sweep::select_nested({{1, "a", a}, {2, "b", b}}, 2, "tuned", folder_ / "cell");
  ASSERT_EQ(chosen.size(), 2u);
  const auto cell = run::read_evaluated_run(folder_ / "cell");
  EXPECT_EQ(cell.run.facts.task, "liveliness");
  for (const auto& one : chosen) {
    const auto trial = run::read_run(one.trial == 1 ? a : b);
    const auto& result = cell.run.results.at(static_cast<std::size_t>(one.fold - 1));
    EXPECT_EQ(
        result.scores.metrics.at("distance"),
        trial.results.at(static_cast<std::size_t>(one.fold - 1)).scores.metrics.at("distance"));
  }
}

TEST_F(ToyRun, IsReproducedFromItsBundle) {
  ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
  bundle_run(run("run"), folder_ / "toy.serbundle");
  const auto same = reproduce(
      session_, {.bundle = folder_ / "toy.serbundle", .folder = folder_ / "again"}, heard_);
  EXPECT_TRUE(same.reproduced());
  EXPECT_TRUE(same.same_bits);
  ASSERT_EQ(same.metrics.size(), 1u);
  EXPECT_EQ(same.metrics[0].name, "distance");
  EXPECT_EQ(same.same_predictions, same.original_clips);
  EXPECT_GT(same.original_clips, 0u);
  const auto other = reproduce(session_,
                               {.bundle = folder_ / "toy.serbundle",
                                .folder = folder_ / "other",
                                .overrides = {"train.optimizer.lr=0.1"}},
                               heard_);
  EXPECT_FALSE(other.reproduced());
  EXPECT_LT(other.same_predictions, other.original_clips);
}

}  // namespace
}  // namespace serhost::app
