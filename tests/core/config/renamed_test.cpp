// Keys that have another name today: every first name is taken wherever a key may stand, says so
// once, and changes nothing that is hashed.
#include "config/renamed.hpp"

#include <gmock/gmock.h>

#include "base/hash.hpp"
#include "config/keys.hpp"
#include "config/resolved.hpp"
#include "fixture.hpp"
#include "host/registry.hpp"

namespace serhost::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const std::string kHubert = R"([dataset]
plugin = "synthetic"
[backbone]
plugin = "hubert"
[loss]
plugin = "cross_entropy"
)";

class Renamed : public testing::InFolder {
 protected:
  void SetUp() override {
    testing::InFolder::SetUp();
    write("hubert.toml", kHubert);
    write("lstm.toml", testing::kSmall);
  }
};

struct Renaming {
  const char *first, *today;
};
const Renaming kPairs[] = {{"backbone.take=6", "backbone.layers=6"},
                           {"backbone.take=weighted", "backbone.layers=weighted"},
                           {"protocol.only=[2,1]", "protocol.folds=[2,1]"},
                           {"train.keep=all", "train.checkpoints=all"},
                           {"train.limit=8", "train.max_clips=8"}};

TEST_F(Renamed, BothNamesMakeTheSameExperiment) {
  for (const auto& pair : kPairs) {
    const auto first = load_good("hubert.toml", {pair.first});
    const auto today = load_good("hubert.toml", {pair.today});
    EXPECT_EQ(first.resolved, today.resolved) << pair.first;
    EXPECT_EQ(first.experiment_hash, today.experiment_hash) << pair.first;
    EXPECT_EQ(first.notes.size(), 1u) << pair.first;
    EXPECT_THAT(today.notes, IsEmpty()) << pair.today;
  }
}

TEST_F(Renamed, AKeyIsRenamedOnceAndNotIntoAPluginsFormerOne) {
  // `take = 3` chooses a layer of an encoder. It is `layers` today, which lstm once had as its own.
  EXPECT_THAT(faults_of("lstm.toml", {"backbone.take=3"}), HasSubstr("backbone.layers"));
  EXPECT_THAT(faults_of("lstm.toml", {"backbone.take=3"}), Not(HasSubstr("num_layers")));
  EXPECT_THAT(faults_of("lstm.toml", {"backbone.num_layers=1", "backbone.take=2"}),
              Not(HasSubstr("both are given")));
  EXPECT_EQ(load_good("lstm.toml", {"backbone.layers=3"}).notes.size(), 1u);
}

TEST_F(Renamed, TheFirstNameInAFileIsToldWithItsPlace) {
  write("a.toml", kHubert + "[train]\nlimit = 8\n");
  EXPECT_THAT(load_good("a.toml").notes,
              ElementsAre("a.toml:8:1: 'limit' is now called 'max_clips'"));
}

TEST_F(Renamed, ResolvedTextsHaveTodaysNamesAndWhatIsHashedTheFirst) {
  const auto e = load_good("hubert.toml", {"backbone.layers=6", "protocol.folds=[1]",
                                           "train.max_clips=8", "train.checkpoints=none"});
  for (const auto* line :
       {"\nlayers = \"6\"\n", "\nfolds = [1]\n", "\nmax_clips = 8\n", "\ncheckpoints = \"none\"\n"})
    EXPECT_THAT(e.resolved, HasSubstr(line));
  const auto hashed = deciding_text(e);
  for (const auto* line : {"\ntake = \"6\"\n", "\nonly = [1]\n", "\nlimit = 8\n"})
    EXPECT_THAT(hashed, HasSubstr(line));
  EXPECT_THAT(hashed, Not(HasSubstr("checkpoints")));
  EXPECT_EQ(e.experiment_hash, sha256(hashed));
}

TEST_F(Renamed, AChildWinsOverItsParentWhicheverNameEachUses) {
  for (const auto& pair : kPairs) {
    const auto key = [](const std::string& option) { return option.substr(0, option.find('=')); };
    for (const auto& [above, below] :
         {std::pair{key(pair.first), key(pair.today)}, {key(pair.today), key(pair.first)}}) {
      const std::string value = std::string(pair.first).substr(key(pair.first).size() + 1);
      const auto quoted = value.front() == '[' || (value[0] >= '0' && value[0] <= '9')
                              ? value
                              : "\"" + value + "\"";
      const std::string other = key(pair.first) == "protocol.only" ? "[3]"
                                : key(pair.first) == "train.limit" ? "99"
                                : key(pair.first) == "train.keep"  ? "\"none\""
                                                                   : "\"mean_last_4\"";
      const auto text = [&](const std::string& dotted, const std::string& held) {
        const auto dot = dotted.find('.');
        return "[" + dotted.substr(0, dot) + "]\n" + dotted.substr(dot + 1) + " = " + held + "\n";
      };
      auto parent = kHubert;
      const bool backbone = above.starts_with("backbone");
      if (backbone) parent.erase(parent.find("[backbone]"), 29);
      write("parent.toml", parent + text(above, other) + (backbone ? "plugin = \"hubert\"\n" : ""));
      write("child.toml", "extends = \"parent.toml\"\n" + text(below, quoted));
      EXPECT_EQ(changed_keys(load_good("child.toml").resolved,
                             load_good("hubert.toml", {pair.today}).resolved),
                std::vector<std::string>())
          << above << " under " << below;
    }
  }
}

TEST_F(Renamed, BothNamesAtOnceAreAFault) {
  write("both.toml", kHubert + "[train]\nlimit = 8\nmax_clips = 9\n");
  EXPECT_EQ(faults_of("both.toml"),
            "both.toml:8:1: 'limit' is now called 'max_clips', and both are given; take one out");
  EXPECT_THAT(faults_of("hubert.toml", {"backbone.take=6", "backbone.layers=6"}),
              HasSubstr("'take' is now called 'layers', and both are given; take one out"));
}

TEST_F(Renamed, ChainsAndListsAreReached) {
  write("chain.toml", R"([dataset]
plugin = "synthetic"
[[backbone]]
plugin = "hubert"
take = "weighted"
[[backbone]]
plugin = "lstm"
layers = 3
[loss]
plugin = "cross_entropy"
)");
  const auto e = load_good("chain.toml");
  EXPECT_EQ(e.backbones[0].layers, "weighted");
  EXPECT_EQ(std::get<std::int64_t>(e.backbones[1].component.values[1]), 3);
  EXPECT_EQ(load_good("chain.toml", {"backbone.0.take=2"}).backbones[0].layers, "2");
  EXPECT_EQ(std::get<std::int64_t>(
                load_good("chain.toml", {"backbone.1.layers=5"}).backbones[1].component.values[1]),
            5);
}

// `layers` is what hubert's hidden states are chosen by, and was the number of lstm's layers.
TEST_F(Renamed, APluginsFormerNameIsStillItsOwn) {
  const auto first = load_good("lstm.toml", {"backbone.take=last", "backbone.layers=4"});
  const auto today = load_good("lstm.toml", {"backbone.layers=last", "backbone.num_layers=4"});
  EXPECT_EQ(first.resolved, today.resolved);
  EXPECT_EQ(first.experiment_hash, today.experiment_hash);
  EXPECT_THAT(first.notes,
              UnorderedElementsAre(HasSubstr("'take' is now called 'layers'"),
                                   HasSubstr("'layers' of lstm is now called 'num_layers'")));
  EXPECT_THAT(deciding_text(today), HasSubstr("take = \"last\"\nhidden = 128\nlayers = 4\n"));
  EXPECT_THAT(faults_of("lstm.toml", {"backbone.layers=4", "backbone.num_layers=4"}),
              HasSubstr("both are given"));
  EXPECT_THAT(faults_of("lstm.toml", {"backbone.layers=weighted"}),
              HasSubstr("backbone.layers: lstm has no layers to choose from"));
}

TEST_F(Renamed, APluginNamedByAParentOrAVariableDecides) {
  write("child.toml", "extends = \"lstm.toml\"\nbackbone.layers = 7\n");
  EXPECT_EQ(std::get<std::int64_t>(load_good("child.toml").backbones[0].component.values[1]), 7);
  ::setenv("SERHOST_TEST_PLUGIN", "lstm", 1);
  write("variable.toml", R"([dataset]
plugin = "synthetic"
[backbone]
plugin = "${SERHOST_TEST_PLUGIN}"
layers = 7
[loss]
plugin = "cross_entropy"
)");
  EXPECT_EQ(std::get<std::int64_t>(load_good("variable.toml").backbones[0].component.values[1]), 7);
  ::unsetenv("SERHOST_TEST_PLUGIN");
}

TEST_F(Renamed, ParametersOfOneComponentToo) {
  Faults faults;
  const auto values = values_from(testing::offer_of("lstm"), {"layers=5"}, testing::find, faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_EQ(std::get<std::int64_t>(values[1]), 5);
}

TEST_F(Renamed, RecordsOfEarlierVersionsCompareByTodaysNames) {
  const std::string before =
      "[backbone]\nplugin = \"lstm\"\ntake = \"last\"\nlayers = 2\n[train]\nkeep = \"all\"\n"
      "limit = 3\n";
  const std::string now =
      "[backbone]\nplugin = \"lstm\"\nlayers = \"last\"\nnum_layers = 2\n[train]\n"
      "checkpoints = \"all\"\nmax_clips = 3\n";
  EXPECT_THAT(changed_keys(before, now, testing::find), IsEmpty());
  EXPECT_EQ(keys_of(before, "resolved.toml", testing::find), keys_of(now, "resolved.toml"));
}

TEST(RenamedKeys, ByDottedName) {
  EXPECT_EQ(key_of_today("train.limit"), "train.max_clips");
  EXPECT_EQ(key_of_today("backbone.1.take"), "backbone.1.layers");
  EXPECT_EQ(key_of_today("train.epochs"), "train.epochs");
  EXPECT_EQ(key_of_today("loss.limit"), "loss.limit");  // a plugin's own
  EXPECT_EQ(first_key("protocol.folds"), "protocol.only");
  for (const auto& key : renamed_keys()) {
    const auto first = std::string(key.table) + "." + std::string(key.first);
    EXPECT_EQ(first_key(key_of_today(first)), first);
  }
}

}  // namespace
}  // namespace serhost::config
