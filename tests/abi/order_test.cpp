// Which of several plugins wins, what is said about the others, and what a name that is not there
// leads to.
#include "base/error.hpp"
#include "base/files.hpp"
#include "plugin_folder.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::host;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

fs::path group(const char* name) { return fs::path(SERHOST_HOSTILE_FOLDER) / name; }

}  // namespace

TEST_F(PluginFolder, OfTheFirstPlaceWinsAndTellsWhatItShadows) {
  const auto first = put({"good"}, "first"), second = put({"good", "crasher"}, "second");
  const auto registry = discover({first, second});
  ASSERT_THAT(names(registry), ElementsAre("crasher", "good"));
  EXPECT_EQ(registry.components()[1].file, first / "good.so");
  EXPECT_THAT(registry.components()[1].shadows, ElementsAre(second / "good.so"));
  EXPECT_THAT(registry.clashes(), IsEmpty());
  EXPECT_EQ(registry.get(Kind::dataset, "good").file, first / "good.so");
}

TEST_F(PluginFolder, ThatIsNamedTwiceCountsOnce) {
  const auto folder = put({"good"});
  fs::create_directory_symlink(folder, temporary_.path() / "link");
  const auto registry = discover({folder, temporary_.path() / "link", folder / ".." / "plugins"});
  EXPECT_THAT(names(registry), ElementsAre("good"));
  EXPECT_THAT(registry.components()[0].shadows, IsEmpty());
}

TEST_F(PluginFolder, WithTwoNamesForOneFileHasNoClash) {
  const auto folder = put({"good"});
  fs::create_symlink("good.so", folder / "good_link.so");
  EXPECT_THAT(discover({folder}).clashes(), IsEmpty());
}

TEST_F(PluginFolder, IsSearchedOneLevelDeep) {
  put({"good"}, "plugins/deeper");
  EXPECT_THAT(names(discover({temporary_.path() / "plugins"})), IsEmpty());
}

TEST_F(PluginFolder, WithOneNameTwiceNamesBothFilesAndTheWayToChoose) {
  const auto registry = discover({group("twins")});
  const auto a = group("twins") / "twin_a.so", b = group("twins") / "twin_b.so";
  ASSERT_EQ(registry.clashes().size(), 1u);
  EXPECT_THAT(registry.clashes()[0].files, ElementsAre(a, b));
  EXPECT_EQ(why_not(registry, Kind::dataset, "good"), "dataset 'good' is offered by both " +
                                                          a.string() + " and " + b.string() +
                                                          "; write \"plugin/good\" to choose");
  EXPECT_EQ(registry.get(Kind::dataset, "twin_b/good").file, b);
}

TEST_F(PluginFolder, WithOneNameTwiceInPluginsOfOneNameLeavesNoChoice) {
  const auto registry = discover({group("same")});
  EXPECT_THAT(why_not(registry, Kind::dataset, "good"), HasSubstr("same_b.so; remove one of them"));
  EXPECT_THAT(why_not(registry, Kind::dataset, "same/good"),
              HasSubstr("same_b.so; remove one of them"));
}

TEST_F(PluginFolder, ReachesAShadowedPluginByItsFullName) {
  const auto registry = discover({put({"good"}), group("same")});
  EXPECT_EQ(registry.get(Kind::dataset, "good").plugin, "good");
  EXPECT_EQ(registry.get(Kind::dataset, "same/good").plugin, "same");
}

TEST_F(PluginFolder, SaysWhereElseItLooksForANameThatNobodyHas) {
  EXPECT_THAT(why_not(discover({put({"good"})}), Kind::dataset, "elsewhere"),
              HasSubstr("no dataset 'elsewhere'. Known: good. serhost list datasets shows them "
                        "all; --plugin-path DIR adds a folder of plugins."));
}

TEST_F(PluginFolder, SuggestsTheNearestNameAndTellsWhatWasRefused) {
  const auto registry = discover({put({"good", "crasher", "other_torch"})});
  const auto why = why_not(registry, Kind::dataset, "goood");
  EXPECT_THAT(why, HasSubstr("no dataset 'goood'. Did you mean 'good'? Known: crasher, good. "
                             "Refused plugins: plugin 'other_torch.so' refused: "));
  EXPECT_EQ(why_not(registry, Kind::loss, "good").substr(0, 16), "no loss 'good'. ");
  try {
    registry.get(Kind::dataset, "goood");
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_EQ(error.what(), why);
    EXPECT_EQ(error.exit(), Exit::unavailable);
  }
}

TEST_F(PluginFolder, TellsTheRefusalOfTheFileThatIsCalledLikeTheNameAlone) {
  const auto folder = put({"good", "other_torch"});
  replace_file(folder / "text.so", "text");
  const auto why = why_not(discover({folder}), Kind::dataset, "other_torch");
  EXPECT_THAT(
      why,
      HasSubstr("Refused plugins: plugin 'other_torch.so' refused: built with libtorch 2.4.1"));
  EXPECT_THAT(why, ::testing::Not(HasSubstr("text.so")));
}

TEST_F(PluginFolder, OfAPackMayNotTakeABundledName) {
  PluginSearchPath places;
  places.packs = temporary_.path() / "packs";
  places.bundled = put({"good"}, "bundled");
  places.folders = {put({"good", "crasher"}, "packs/theirs/lib/serhost/plugins"), places.bundled};
  const auto registry = Registry::discover(places);
  EXPECT_THAT(names(registry), ElementsAre("crasher", "good"));
  EXPECT_EQ(registry.get(Kind::dataset, "good").file, places.bundled / "good.so");
  EXPECT_EQ(registry.refusals().at(0).message,
            "plugin 'good.so' refused: its dataset 'good' has the name of a bundled one, which a "
            "pack may not take");
}
