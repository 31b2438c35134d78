// The sweeps that come with serhost, against the bundled plugins.
#include <gmock/gmock.h>

#include <set>

#include "base/files.hpp"
#include "config/resolved.hpp"
#include "core/config/bundled_experiments.hpp"
#include "core/sweep/fixture.hpp"

namespace serhost::sweep {
namespace {

class BundledSweeps : public testing::InFolder {
 protected:
  void SetUp() override {
    testing::InFolder::SetUp();
    std::string why;
    if (registry().find(Kind::backbone, "hubert", why) == nullptr)
      GTEST_SKIP() << "a build without LibTorch has no backbones";
    std::filesystem::create_directories(folder() / "models");
    serhost::testing::make_what_experiments_name(
        experiments(), folder() / "models",
        [this](const std::string& path) { write(std::filesystem::path("models") / path, "{}"); });
  }

  static std::filesystem::path experiments() {
    const auto* source = std::getenv("SERHOST_SOURCE_DIR");
    return std::filesystem::path(source == nullptr ? "." : source) / "experiments";
  }

  static std::string value_of(const Cell& cell, const std::string& axis) {
    for (const auto& setting : cell.overrides) {
      if (setting.axis == axis) return setting.value;
    }
    return "";
  }

  const host::Registry& registry() const { return registry_; }

  Sweep read_good(const std::string& name) const {
    Faults faults;
    auto sweep = read_sweep(experiments() / name, {}, config::finder(registry()), faults);
    EXPECT_EQ(faults.text(), "");
    return sweep;
  }

 private:
  host::Registry registry_ = host::Registry::discover(host::PluginSearchPath::standard());
};

TEST_F(BundledSweeps, HaveNoFaultAndTheirFilesNames) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(experiments())) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".toml") || !serhost::testing::is_sweep(entry.path()) ||
        name == "table1.toml" || name == "study_models.toml")
      continue;
    ++files;
    EXPECT_EQ(read_good(name).name, entry.path().stem().string());
  }
  EXPECT_GE(files, 8);
}

TEST_F(BundledSweeps, TheTableHasFourBackbonesFiveLossesAndThreeSeeds) {
  for (const std::string name : {"table1_emodb.toml", "table1_iemocap.toml"}) {
    const auto sweep = read_good(name);
    EXPECT_EQ(sweep.cells.size(), 20u);
    std::map<std::string, std::set<std::string>> values;
    for (const auto& cell : sweep.cells) {
      for (const auto& setting : cell.overrides) values[setting.axis].insert(setting.value);
      EXPECT_EQ(cell.experiment.seeds, (std::vector<std::int64_t>{1, 2, 3}));
    }
    EXPECT_EQ(values["backbone"].size(), 4u);
    EXPECT_EQ(values["loss"],
              (std::set<std::string>{"aam", "ccc", "cross_entropy", "focal", "label_smoothing"}));
  }
}

// The study's own recipe is in study_*.toml: every cell of its table is one of those under one of
// the losses, key for key.
TEST_F(BundledSweeps, TheIemocapTableIsTheStudysRecipe) {
  const auto sweep = read_good("table1_iemocap.toml");
  for (const auto& cell : sweep.cells) {
    Faults faults;
    const auto study =
        config::load(experiments() / ("study_" + value_of(cell, "backbone") + ".toml"),
                     {"loss.plugin=" + value_of(cell, "loss")}, registry(), faults);
    EXPECT_EQ(faults.text(), "");
    EXPECT_EQ(config::changed_keys(study.resolved, cell.experiment.resolved),
              std::vector<std::string>{})
        << cell.id;
    EXPECT_EQ(study.experiment_hash, cell.experiment.experiment_hash) << cell.id;
  }
}

// Losses are compared with all else equal: within a row of the table only [loss] differs.
TEST_F(BundledSweeps, CellsOfOneBackboneDifferInTheLossAlone) {
  for (const std::string name : {"table1_emodb.toml", "table1_iemocap.toml"}) {
    std::map<std::string, const Cell*> first;
    const auto sweep = read_good(name);
    for (const auto& cell : sweep.cells) {
      const auto& other = *first.emplace(value_of(cell, "backbone"), &cell).first->second;
      for (const auto& key :
           config::changed_keys(other.experiment.resolved, cell.experiment.resolved)) {
        EXPECT_TRUE(key.starts_with("loss.")) << cell.id << ": " << key;
      }
    }
  }
}

}  // namespace
}  // namespace serhost::sweep
