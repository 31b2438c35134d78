// A run in an MLflow file store: what its readers look for, beside what is there, and nothing where
// something else is.
#include "app/export_mlflow.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "base/text.hpp"
#include "core/app/predict_fixture.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class MlflowTest : public testing::FinishedRun {
 protected:
  void SetUp() override { train(); }
  fs::path run() const { return folder_ / "run"; }
  fs::path store() const { return folder_ / "mlruns"; }

  static std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) out.insert(fs::relative(entry.path(), folder).string());
    }
    return out;
  }
};

TEST_F(MlflowTest, HoldsMetricsCurvesParametersAndArtifacts) {
  const auto made = export_to_mlflow(run(), store());
  EXPECT_EQ(made.folder.parent_path().parent_path(), store());
  const auto record = run::read_run(run());
  const auto curve = read_file(made.folder / "metrics/fold-1/seed-1/train_loss");
  const std::string time(split(curve, ' ')[0]);
  EXPECT_GT(std::stoll(time), 1'700'000'000'000);  // milliseconds since 1970
  EXPECT_EQ(read_file(made.folder / "metrics/ua"),
            time + " " + exact(record.summary.at("ua").pooled) + " 0\n");
  std::string expected;
  for (const auto& epoch : record.history) {
    if (epoch.fold == 1 && epoch.seed == 1)
      expected += time + " " + exact(epoch.train_loss) + " " + std::to_string(epoch.epoch) + "\n";
  }
  EXPECT_EQ(curve, expected);
  EXPECT_EQ(read_file(made.folder / "params/backbone.plugin"), "lstm");
  EXPECT_EQ(read_file(made.folder / "tags/mlflow.runName"), record.facts.name);
  EXPECT_EQ(read_file(made.folder / "tags/signature"), record.facts.signature.line());
  EXPECT_EQ(read_file(made.folder / "artifacts/predictions.csv"),
            read_file(run() / "predictions.csv"));
  const auto meta = read_file(made.folder / "meta.yaml");
  for (const auto* line : {"status: 3\n", "lifecycle_stage: active\n", "artifact_uri: \"file://"})
    EXPECT_THAT(meta, HasSubstr(line));
  EXPECT_THAT(made.folder.filename().string(), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(read_file(made.folder.parent_path() / "meta.yaml"),
              HasSubstr("name: \"" + record.facts.name + "\""));
  EXPECT_EQ(made.parameters, names_in(made.folder / "params").size());
  EXPECT_EQ(made.metrics, names_in(made.folder / "metrics").size());
}

TEST_F(MlflowTest, TheSameRunAgainTakesItsOwnPlaceAndOthersStay) {
  const auto made = export_to_mlflow(run(), store());
  const auto before = names_in(store());
  fs::create_directories(store() / "0/11111111111111111111111111111111");
  replace_file(store() / "0/meta.yaml", "name: Default\n");
  EXPECT_EQ(export_to_mlflow(run(), store()).folder, made.folder);
  fs::remove(store() / "0/meta.yaml");
  EXPECT_EQ(names_in(store()), before);
}

TEST_F(MlflowTest, AFolderOfSomethingElseIsLeftAlone) {
  fs::create_directories(store());
  replace_file(store() / "thesis.tex", "years of work\n");
  try {
    export_to_mlflow(run(), store());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_create);
    EXPECT_THAT(error.what(), HasSubstr("thesis.tex"));
  }
  EXPECT_EQ(names_in(store()), std::set<std::string>{"thesis.tex"});
}

}  // namespace
}  // namespace serhost::app
