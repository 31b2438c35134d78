// From a sweep file to cells: products, layers, names.
#include <gmock/gmock.h>

#include "config/resolved.hpp"
#include "core/sweep/fixture.hpp"

namespace serhost::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SweepFile : public testing::InFolder {
 protected:
  void SetUp() override {
    testing::InFolder::SetUp();
    write("small.toml", config::testing::kSmall);
  }
};

TEST_F(SweepFile, StandsForTheProductOfItsAxesInTheOrderOfTheText) {
  const auto sweep = read(testing::kGrid);
  EXPECT_EQ(sweep.name, "grid");
  EXPECT_THAT(sweep.axes, ElementsAre("size", "loss.plugin"));
  EXPECT_THAT(names_of(sweep), ElementsAre("small-cross_entropy", "small-focal",
                                           "large-cross_entropy", "large-focal"));
  EXPECT_EQ(sweep.cells[1].overrides,
            (std::vector<Override>{{"size", "small"}, {"loss.plugin", "focal"}}));
  EXPECT_EQ(sweep.cells[1].group, sweep.cells[1].id);
}

TEST_F(SweepFile, AVariantSetsSeveralKeysOfOneCell) {
  const auto sweep = read(testing::kGrid);
  const auto &small = sweep.cells[1].experiment, &large = sweep.cells[3].experiment;
  EXPECT_THAT(small.resolved, HasSubstr("hidden = 8\nnum_layers = 2\n"));
  EXPECT_EQ(small.train.batch_size, 4);
  EXPECT_THAT(large.resolved, HasSubstr("hidden = 64\nnum_layers = 3\n"));
  EXPECT_EQ(large.train.batch_size, 16);
  EXPECT_EQ(small.loss.plugin, "focal");
  EXPECT_EQ(small.name, sweep.cells[1].id);
}

TEST_F(SweepFile, ACellIsTheExperimentThatTheCommandLineWouldMake) {
  const auto sweep = read(testing::kGrid);
  write("one.toml", config::testing::kSmall);
  const auto same =
      load_good("one.toml", {"backbone.hidden=64", "backbone.layers=3", "loss.plugin=focal"});
  EXPECT_EQ(sweep.cells[3].experiment.experiment_hash, same.experiment_hash);
  // What a run reads is the cell's text alone.
  write("cell.toml", sweep.cells[3].experiment.text);
  EXPECT_EQ(load_good("cell.toml").experiment_hash, same.experiment_hash);
}

TEST_F(SweepFile, KeepsItsIdsWhenAxesGrow) {
  const auto before = ids_of(read(testing::kGrid));
  auto text = testing::kGrid;
  text.replace(text.find("[\"cross_entropy\", \"focal\"]"), 26,
               "[\"everything\", \"focal\", \"cross_entropy\"]");
  const auto after = ids_of(read(text));
  EXPECT_EQ(after.size(), 6u);
  for (const auto& id : before) EXPECT_THAT(after, ::testing::Contains(id));
}

TEST_F(SweepFile, IdsDependOnWhatIsRunAndNotOnWhereOrHowItIsWritten) {
  const auto ids = ids_of(read(testing::kGrid));
  EXPECT_EQ(ids_of(read(testing::kGrid, {"train.device=cpu"})), ids);
  EXPECT_EQ(ids_of(read("# a remark\n" + testing::kGrid)), ids);
  const auto other = ids_of(read(testing::kGrid, {"train.epochs=3"}));
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_NE(other[i], ids[i]);
}

TEST_F(SweepFile, TheSameVariableOnAnotherMachineIsTheSameCell) {
  std::filesystem::create_directories("here");
  std::filesystem::create_directories("there");
  const auto text =
      testing::kGrid +
      "[base.protocol]\nseed = 1\n[variants.data.all.dataset]\nroot = \"${SERHOST_TEST_ROOT}\"\n";
  ::setenv("SERHOST_TEST_ROOT", (folder() / "here").c_str(), 1);
  const auto here = read(text);
  ::setenv("SERHOST_TEST_ROOT", (folder() / "there").c_str(), 1);
  const auto there = read(text);
  ::unsetenv("SERHOST_TEST_ROOT");
  EXPECT_EQ(ids_of(here), ids_of(there));
  EXPECT_NE(here.cells[0].experiment.datasets[0].root, there.cells[0].experiment.datasets[0].root);
}

TEST_F(SweepFile, ExtendsExperimentsAndOtherSweeps) {
  write("exp/base.toml", config::testing::kSmall + "[train]\nepochs = 7\n");
  write("parent.toml",
        "[base]\nextends = \"exp/base.toml\"\n[axes]\nloss.plugin = [\"focal\", "
        "\"cross_entropy\"]\n");
  const auto sweep = read(
      "extends = \"parent.toml\"\n[base.train]\nbatch_size = 2\n[axes]\nhead.dropout = [0.0, "
      "0.5]\n");
  EXPECT_EQ(sweep.name, "sweep");
  EXPECT_THAT(names_of(sweep), ElementsAre("focal-dropout0", "focal-dropout0.5",
                                           "cross_entropy-dropout0", "cross_entropy-dropout0.5"));
  EXPECT_EQ(sweep.cells[1].experiment.train.epochs, 7);
  EXPECT_EQ(sweep.cells[1].experiment.train.batch_size, 2);
  EXPECT_EQ(sweep.cells[1].experiment.head.dropout, 0.5);
}

TEST_F(SweepFile, ASeedOfItsOwnForEachCell) {
  const auto sweep = read("[base]\nextends = \"small.toml\"\n[axes]\nseed = [1, 2]\n");
  ASSERT_EQ(sweep.cells.size(), 2u);
  EXPECT_EQ(sweep.cells[1].experiment.seeds, std::vector<std::int64_t>{2});
  EXPECT_THAT(names_of(sweep), ElementsAre("seed1", "seed2"));
}

TEST_F(SweepFile, AFoldOfItsOwnForEachCell) {
  const auto sweep = read("[base]\nextends = \"small.toml\"\n[axes]\nfold = [1, 3]\n");
  ASSERT_EQ(sweep.cells.size(), 2u);
  EXPECT_EQ(sweep.cells[1].experiment.protocol.folds, std::vector<std::int64_t>{3});
  EXPECT_THAT(names_of(sweep), ElementsAre("fold1", "fold3"));
}

TEST_F(SweepFile, ValuesOfAnAxisMayBeListsAndReplaceWholeOnes) {
  const auto sweep =
      read("[base]\nextends = \"small.toml\"\n[axes]\nhead.hidden = [[], [32, 16]]\n");
  EXPECT_TRUE(sweep.cells[0].experiment.head.hidden.empty());
  EXPECT_EQ(sweep.cells[1].experiment.head.hidden, (std::vector<std::int64_t>{32, 16}));
  EXPECT_EQ(sweep.cells[1].overrides[0].value, "[32, 16]");
}

TEST_F(SweepFile, ExclusionsNeedEveryAxisThatTheyNameToFit) {
  const auto sweep =
      read(testing::kGrid +
           "[[exclude]]\nsize = \"large\"\n\"loss.plugin\" = [\"focal\", "
           "\"cross_entropy\"]\n[[exclude]]\nsize = \"small\"\n\"loss.plugin\" = \"focal\"\n");
  EXPECT_EQ(sweep.cells[0].excluded, "");
  EXPECT_EQ(sweep.cells[1].excluded, "excluded by sweep.toml:22:1");
  EXPECT_EQ(sweep.cells[2].excluded, "excluded by sweep.toml:19:1");
  EXPECT_EQ(sweep.cells[3].excluded, "excluded by sweep.toml:19:1");
}

TEST_F(SweepFile, WithoutAxesIsOneCell) {
  EXPECT_EQ(read("[base]\nextends = \"small.toml\"\n").cells.size(), 1u);
}

}  // namespace
}  // namespace serhost::sweep
