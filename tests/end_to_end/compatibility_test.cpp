// What version 0.1.0 wrote, before keys were renamed, is read, resumed, reported and reproduced
// with the numbers of then: a finished and an unfinished run, a sweep that was stopped, a bundle
// and a lock (tests/golden/compatibility). Each test works on a copy. The last digits of what is
// computed are the processor's (LibTorch picks its kernels by it), so numbers that are computed
// anew are the same to 1e-5; that resuming changes no bit is the matter of resume_test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "end_to_end/process.hpp"
#include "support/run_files.hpp"

namespace {

using end_to_end::Finished;
using end_to_end::serhost;
using end_to_end::slurp;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

constexpr const char* kCells[] = {"cross_entropy-limit12-fb6cbec7",
                                  "cross_entropy-limit16-b468f4c8", "focal-limit12-85039abf",
                                  "focal-limit16-66dc7bb6"};

constexpr double kProcessors = 1e-5;
/// Adam divides gradients that are almost zero by their own size: last digits become steps.
constexpr float kProcessorsInWeights = 5e-4F;

/// The same fields, numbers to the last digits of another processor.
void expect_same_rows(const std::string& now, const std::string& then) {
  const auto rows = serhost::read_csv(now).rows, before = serhost::read_csv(then).rows;
  ASSERT_EQ(rows.size(), before.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto &fields = rows[i].fields, &golden = before[i].fields;
    ASSERT_EQ(fields.size(), golden.size()) << i;
    for (std::size_t f = 0; f < fields.size(); ++f) {
      double value = 0.0, wanted = 0.0;
      if (serhost::read_number(fields[f], value) && serhost::read_number(golden[f], wanted)) {
        EXPECT_NEAR(value, wanted, kProcessors) << now;
      } else {
        EXPECT_EQ(fields[f], golden[f]) << i;
      }
    }
  }
}

/// Two safetensors files of the same tensors, all of float32.
void expect_same_weights(const std::string& now, const std::string& then) {
  ASSERT_EQ(now.size(), then.size());
  std::uint64_t header = 0;
  ASSERT_GT(then.size(), sizeof(header));
  std::memcpy(&header, then.data(), sizeof(header));
  const auto first = sizeof(header) + header;
  ASSERT_EQ(now.substr(0, first), then.substr(0, first));
  for (auto at = first; at + sizeof(float) <= then.size(); at += sizeof(float)) {
    float value = 0.0F, wanted = 0.0F;
    std::memcpy(&value, now.data() + at, sizeof(float));
    std::memcpy(&wanted, then.data() + at, sizeof(float));
    ASSERT_LE(std::abs(value - wanted), kProcessorsInWeights) << at;
  }
}

class Compatibility : public testing::Test {
 protected:
  Compatibility() : scratch_("compatibility") {
    fs::copy(end_to_end::environment_path("SERHOST_SOURCE_DIR") / "tests/golden/compatibility",
             scratch_.path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }

  const fs::path& here() const { return scratch_.path(); }
  Finished program(std::vector<std::string> arguments) const {
    return serhost(std::move(arguments), here(), {{"SERHOST_CACHE", "memory"}});
  }
  /// The experiment in today's words.
  void rewrite() const {
    auto text = slurp(here() / "experiment.toml");
    for (const auto& [first, today] : {std::pair{"\nonly = ", "\nfolds = "},
                                       {"\ntake = ", "\nlayers = "},
                                       {"\nlayers = 1", "\nnum_layers = 1"},
                                       {"\nlimit = ", "\nmax_clips = "},
                                       {"\nkeep = ", "\ncheckpoints = "}}) {
      const auto at = text.find(first);
      ASSERT_NE(at, std::string::npos) << first;
      text.replace(at, std::string(first).size(), today);
    }
    scratch_.write("experiment.toml", text);
  }
  nlohmann::json record(const fs::path& run) const {
    return nlohmann::json::parse(slurp(here() / run / "run.json"));
  }

  end_to_end::Scratch scratch_;
};

TEST_F(Compatibility, AFinishedRunIsKnownAsThatOfTheExperiment) {
  const auto before = slurp(here() / "finished/run.json");
  for (const bool todays_words : {false, true}) {
    if (todays_words) rewrite();
    const auto again = program({"run", "experiment.toml", "--out", "finished"});
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("holds the finished run of this experiment"));
    EXPECT_THAT(again.out, HasSubstr("UA"));
    EXPECT_EQ(slurp(here() / "finished/run.json"), before);
  }
}

TEST_F(Compatibility, OldKeysAreSaidOnceEach) {
  const auto checked = program({"check", "experiment.toml"});
  EXPECT_EQ(checked.status, 0) << checked.err;
  for (const auto* line : {"experiment.toml:14:1: 'only' is now called 'folds'",
                           "experiment.toml:19:1: 'take' is now called 'layers'",
                           "experiment.toml:21:1: 'layers' of lstm is now called 'num_layers'",
                           "experiment.toml:32:1: 'limit' is now called 'max_clips'",
                           "experiment.toml:33:1: 'keep' is now called 'checkpoints'"}) {
    const auto at = checked.err.find(line);
    ASSERT_NE(at, std::string::npos) << line << "\n" << checked.err;
    EXPECT_EQ(checked.err.find(line, at + 1), std::string::npos) << line;
  }
  rewrite();
  EXPECT_THAT(program({"check", "experiment.toml"}).err, Not(HasSubstr("is now called")));
}

TEST_F(Compatibility, AnUnfinishedRunIsResumedToTheSameNumbers) {
  const auto left = program({"run", "experiment.toml", "--out", "unfinished"});
  EXPECT_EQ(left.status, 73) << left.err;
  EXPECT_THAT(left.err, HasSubstr("--resume"));
  const auto resumed = program({"run", "experiment.toml", "--out", "unfinished", "--resume"});
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  expect_same_rows(slurp(here() / "unfinished/predictions.csv"),
                   slurp(here() / "finished/predictions.csv"));
  const auto now = record("unfinished"), then = record("finished");
  EXPECT_EQ(now["experiment"], then["experiment"]);
  // The signature says more than it did; what both say is the same, but for names and hashes in it.
  EXPECT_EQ(now["comparable"]["version"], 2);
  for (const auto* field :
       {"task", "labels", "folds", "fold_seed", "selection", "damaged", "metrics"})
    EXPECT_EQ(now["comparable"]["fields"][field], then["comparable"]["fields"][field]) << field;
  const auto compared = program({"compare", "finished", "unfinished"});
  EXPECT_EQ(compared.status, 1);
  EXPECT_THAT(compared.err, HasSubstr("signature version: \"1\""));
  for (std::size_t i = 0; i < then["results"].size(); ++i) {
    for (const auto& [name, value] : then["results"][i]["metrics"].items())
      EXPECT_NEAR(now["results"][i]["metrics"][name], value, kProcessors) << i << " " << name;
  }
  for (const auto& entry : fs::recursive_directory_iterator(here() / "finished/checkpoints")) {
    if (entry.path().filename() != "model.safetensors") continue;
    const auto name = entry.path().lexically_relative(here() / "finished");
    SCOPED_TRACE(name);
    expect_same_weights(slurp(here() / "unfinished" / name), slurp(entry.path()));
  }
}

TEST_F(Compatibility, MoreEpochsOfAnOldRunAreTheOneChangeThatResumes) {
  const auto grown =
      program({"run", "experiment.toml", "--out", "finished", "--resume", "-s", "train.epochs=3"});
  EXPECT_EQ(grown.status, 0) << grown.err;
  EXPECT_THAT(grown.err, HasSubstr("train.epochs grew from 2 to 3"));
  const auto other =
      program({"run", "experiment.toml", "--out", "unfinished", "-s", "backbone.width=5"});
  EXPECT_EQ(other.status, 73) << other.err;
  EXPECT_THAT(other.err, HasSubstr("another experiment: backbone.width differs;"));
}

TEST_F(Compatibility, RunsAndSweepsAreReported) {
  const auto run = program({"report", "finished", "--format", "csv"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("lstm"));
  const auto sweep =
      program({"report", "swept", "--format", "csv", "--rows", "train.limit", "--force"});
  EXPECT_EQ(sweep.status, 0) << sweep.err;
  EXPECT_THAT(sweep.out, AllOf(HasSubstr("12"), HasSubstr("16"), HasSubstr("cross_entropy")));
  EXPECT_EQ(
      sweep.out,
      program({"report", "swept", "--format", "csv", "--rows", "train.max_clips", "--force"}).out);
}

TEST_F(Compatibility, ASweepGoesOnWithItsCells) {
  const auto before = slurp(here() / "swept/cells" / kCells[0] / "run.json");
  const auto done = program({"sweep", "sweep.toml", "--out", "swept"});
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("'train.limit' is now called 'train.max_clips'"));
  std::vector<std::string> cells;
  for (const auto& entry : fs::directory_iterator(here() / "swept/cells"))
    cells.push_back(entry.path().filename());
  EXPECT_THAT(cells, testing::UnorderedElementsAreArray(kCells));
  EXPECT_EQ(slurp(here() / "swept/cells" / kCells[0] / "run.json"), before);
  EXPECT_EQ(record(fs::path("swept/cells") / kCells[3])["status"], "finished");
  const auto ledger = nlohmann::json::parse(program({"ledger", "show", "swept", "--json"}).out);
  ASSERT_EQ(ledger["cells"].size(), 4u);
  for (const auto& cell : ledger["cells"]) {
    EXPECT_EQ(cell["status"], "done") << cell;
    EXPECT_TRUE(cell["settings"].contains("train.max_clips")) << cell;
  }
}

// The lock's hashes are those of the plugins' sources of then.
TEST_F(Compatibility, ABundleIsReproducedAndALockSaysWhatDiffers) {
  const auto reproduced = program({"reproduce", "compat.serbundle"});
  EXPECT_EQ(reproduced.status, 0) << reproduced.err;
  EXPECT_THAT(reproduced.out, testing::AnyOf(HasSubstr("predictions   the same, bit for bit"),
                                             HasSubstr("predictions   16 of 16 are the same")));
  EXPECT_THAT(reproduced.err, HasSubstr("lstm"));
  const auto locked = program({"run", "experiment.toml", "--locked", "--out", "locked"});
  EXPECT_EQ(locked.status, 77) << locked.err;
  EXPECT_THAT(locked.err, HasSubstr("lstm"));
}

}  // namespace
