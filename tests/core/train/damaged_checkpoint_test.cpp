// A bit of a checkpoint that is not as it was written is noticed before anything is done with it,
// and the checkpoint before takes its place.
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "core/base/volatile_disk.hpp"
#include "core/train/session.hpp"
#include "train/checked_run.hpp"
#include "train/checkpoint_files.hpp"
#include "train/frozen_weights.hpp"
#include "train/predict.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

void flip(const fs::path& file, std::size_t byte) {
  auto text = read_file(file);
  text.at(byte) = static_cast<char>(text.at(byte) ^ (1 << byte % 8));
  std::ofstream(file, std::ios::binary) << text;
}

class Lines : public run::RunRecord {
 public:
  using run::RunRecord::RunRecord;
  void log(const std::string& line) override { text += line + "\n"; }
  std::string text;
};

class DamagedCheckpoint : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fakes::memory_folder() / ("serhost_damaged_" + std::to_string(::getpid()));
    fs::remove_all(root_);
    experiment_ = fakes::experiment();
    experiment_.train.epochs = 4;
    experiment_.train.checkpoints = "all";
  }
  void TearDown() override { fs::remove_all(root_); }

  /// A session with a checkpoint after every update; killed at the `n`th question, if there is one.
  /// Returns what was told.
  std::string session(const std::string& name, int n = 0,
                      const Composer& compose = fakes::remembering()) const {
    fs::create_directories(root_ / name);
    RunOptions options;
    options.checkpoint_seconds = 0.0;
    options.stop = [=, asked = 0]() mutable {
      if (++asked == n) throw fakes::Death{};
      return false;
    };
    options.checkpoints = root_ / name / "checkpoints";
    options.threads = 1;
    options.resume = true;
    Lines record(root_ / name, fakes::facts(experiment_));
    options.skip = [&](std::int64_t fold, std::int64_t seed) { return record.has(fold, seed); };
    try {
      run_with(compose, experiment_, fakes::up_and_down(16), {fakes::halves(16)}, record, options);
      record.finish();
    } catch (const fakes::Death&) {}
    return record.text;
  }

  fs::path at(const std::string& name, const std::string& below) const {
    return root_ / name / "checkpoints/fold-1/seed-1" / below;
  }

  fs::path root_;
  config::Experiment experiment_;
};

TEST_F(DamagedCheckpoint, IsReplacedByTheOneBeforeAndThatIsSaid) {
  session("whole");
  const auto whole = fakes::lasting(root_ / "whole");
  session("killed", 14);
  ASSERT_TRUE(fs::exists(at("killed", "previous/state.json")));
  for (const char* file :
       {"model.safetensors", "optimizer.safetensors", "architecture.json", "state.json"}) {
    fs::remove_all(root_ / "run");
    fs::copy(root_ / "killed", root_ / "run", fs::copy_options::recursive);
    const auto damaged = at("run", "last") / file;
    flip(damaged, fs::file_size(damaged) / 2);
    EXPECT_THAT(session("run"),
                AllOf(HasSubstr(damaged.string() + " is damaged ("),
                      HasSubstr("going on from the checkpoint before it, of epoch "),
                      HasSubstr("have the disk checked")));
    EXPECT_EQ(fakes::difference(whole, fakes::lasting(root_ / "run")), "") << file;
  }
}

/// Wherever a run is killed: `previous` may name older best weights than `last`.
TEST_F(DamagedCheckpoint, OfAnyMomentIsReplaced) {
  experiment_.protocol.select = "loss";  // falls, so that each epoch is the best so far
  experiment_.train.optimizer.lr = 1e-3;
  session("whole");
  const auto whole = fakes::lasting(root_ / "whole");
  int met = 0, older_best = 0;
  for (int n = 5; n < 30; ++n) {
    fs::remove_all(root_ / "run");
    session("run", n);
    if (!fs::exists(at("run", "previous"))) continue;
    ++met;
    older_best += fs::exists(at("run", "best.previous")) ? 1 : 0;
    flip(at("run", "last/model.safetensors"), 100);
    EXPECT_THAT(session("run"), HasSubstr("is damaged"));
    EXPECT_EQ(fakes::difference(whole, fakes::lasting(root_ / "run")), "") << n;
  }
  EXPECT_GT(met, 5);
  EXPECT_GT(older_best, 0);
}

TEST_F(DamagedCheckpoint, WithoutAnotherOneEndsTheRunAndNamesTheFile) {
  session("run", 14);
  flip(at("run", "last/optimizer.safetensors"), 60);
  flip(at("run", "previous/model.safetensors"), 60);
  try {
    session("run");
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr(at("run", "last/optimizer.safetensors").string() + " is damaged"),
                      HasSubstr("remove " + at("run", "").parent_path().string())));
  }
}

TEST_F(DamagedCheckpoint, OfAnEarlierVersionHasNoHashesAndIsResumed) {
  session("whole");
  session("run", 14);
  fs::remove_all(at("run", "previous"));
  for (const char* name : {"last/state.json", "best/state.json"}) {
    if (!fs::exists(at("run", name))) continue;
    auto json = nlohmann::ordered_json::parse(read_file(at("run", name)));
    json.erase("files");
    json.erase("sha256");
    replace_file(at("run", name), json.dump(1) + "\n");
  }
  EXPECT_THAT(session("run"), HasSubstr("resuming at"));
  auto whole = fakes::lasting(root_ / "whole"), run = fakes::lasting(root_ / "run");
  for (auto* files : {&whole, &run}) files->erase("checkpoints/fold-1/seed-1/best/state.json");
  EXPECT_EQ(fakes::difference(whole, run), "");  // but for the hashes of the best weights of then
}

TEST_F(DamagedCheckpoint, IsFoundByAnyBitOfAnyFile) {
  session("run");
  const auto best = open_best(root_ / "run", 1, 1);
  EXPECT_EQ(best, at("run", "best"));
  check_checkpoints(root_ / "run");
  for (const char* name : {"model.safetensors", "architecture.json", "state.json"}) {
    const auto size = fs::file_size(best / name);
    for (std::size_t byte = 0; byte < size; byte += 1 + size / 400) {
      flip(best / name, byte);
      EXPECT_NE(damage_in(best), "") << name << ", byte " << byte;
      flip(best / name, byte);
    }
  }
  EXPECT_EQ(damage_in(best), "");
  flip(best / "model.safetensors", 80);
  for (const std::function<void()>& call :
       {std::function<void()>([&] { open_best(root_ / "run", 1, 1); }),
        std::function<void()>([&] { read_checkpoint_facts(best); }),
        std::function<void()>([&] { check_checkpoints(root_ / "run"); })}) {
    try {
      call();
      FAIL() << "must throw";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged);
      EXPECT_THAT(error.what(), HasSubstr((best / "model.safetensors").string() + " is damaged"));
    }
  }
  try {
    open_best(root_ / "run", 7, 1);
    FAIL() << "must throw";
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::missing); }
}

TEST_F(DamagedCheckpoint, MayBeOneOfFrozenWeightsWhichAreWrittenAgain) {
  const Composer compose = [](FoldTask task, std::uint64_t seed) {
    model::seed_default_generators(1);
    return Composition(std::make_shared<model::Model>(
                           std::vector{fakes::adapter(std::make_shared<fakes::Framed>(), "all")},
                           fakes::small_head()),
                       std::make_shared<fakes::CrossEntropy>(), {"loss 'fake'", "fake.so"}, task,
                       seed);
  };
  session("run", 14, compose);
  const auto folder = root_ / "run/checkpoints/frozen";
  const auto file = fs::directory_iterator(folder)->path();
  flip(file, fs::file_size(file) - 2);
  EXPECT_THROW(read_frozen(folder.parent_path(), file.stem().string()), Error);
  EXPECT_THROW(check_checkpoints(root_ / "run"), Error);
  EXPECT_THAT(session("run", 0, compose), HasSubstr(file.string() + " is damaged"));
  check_checkpoints(root_ / "run");
}

}  // namespace
}  // namespace serhost::train
