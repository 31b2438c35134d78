// Variables in experiments of other people: paths may be named by them, and nothing else.
#include "config/foreign_variables.hpp"

#include <gmock/gmock.h>

#include "fixture.hpp"

namespace serhost::config::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ForeignVariables : public InFolder {
 protected:
  std::vector<ForeignVariable> read(const std::string& text,
                                    const std::vector<std::string>& overrides = {}) const {
    write(folder() / "e.toml", text);
    return foreign_variables(folder() / "e.toml", overrides, find);
  }

  std::string refusal(const std::string& text,
                      const std::vector<std::string>& overrides = {}) const {
    try {
      read(text, overrides);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::untrusted);
      return error.what();
    }
    return "accepted";
  }
};

TEST_F(ForeignVariables, MayNamePaths) {
  const auto found = read(R"(
[dataset]
plugin = "emodb"
root = "${CORPORA}/emodb"
labels = "${LABELS}"
[[backbone]]
plugin = "hubert"
checkpoint = "${WEIGHTS}"
[loss]
plugin = "weighted"
parts = [{ plugin = "everything", file = "${TABLE}", mode = "$${literal}" }]
)");
  EXPECT_THAT(found, ElementsAre(ForeignVariable{"WEIGHTS", "backbone.0.checkpoint"},
                                 ForeignVariable{"LABELS", "dataset.labels"},
                                 ForeignVariable{"CORPORA", "dataset.root"},
                                 ForeignVariable{"TABLE", "loss.parts.0.file"}));
}

TEST_F(ForeignVariables, AreRefusedEverywhereElseWithTheirPlaces) {
  const auto why = refusal(R"(name = "${SECRET}"
[dataset]
plugin = "emodb"
root = "${CORPORA}"
classes = ["a", "${IN_A_LIST}"]
merge = { x = "${IN_A_TABLE}" }
[loss]
plugin = "everything"
mode = "${IN_A_TEXT}"
words = ["${IN_WORDS}"]
unknown = "${UNKNOWN}"
[head]
pooling = "${IN_THE_HEAD}"
[train]
optimizer = { name = "${IN_THE_OPTIMIZER}" }
device = "${IN_TRAIN}"
[backbone]
plugin = "${A_PLUGIN}"
)");
  for (const auto* name :
       {"e.toml:1:8: name reads the variable SECRET",
        "dataset.classes reads the variable IN_A_LIST",
        "dataset.merge.x reads the variable IN_A_TABLE", "loss.mode reads the variable IN_A_TEXT",
        "loss.words reads the variable IN_WORDS", "loss.unknown reads the variable UNKNOWN",
        "head.pooling reads the variable IN_THE_HEAD",
        "train.optimizer.name reads the variable IN_THE_OPTIMIZER",
        "train.device reads the variable IN_TRAIN", "backbone.plugin reads the variable A_PLUGIN"})
    EXPECT_THAT(why, HasSubstr(name));
  EXPECT_THAT(why, Not(HasSubstr("CORPORA")));
}

TEST_F(ForeignVariables, OfTheUserAreTheUsersOwn) {
  EXPECT_THAT(read("name = \"${SECRET}\"", {"name=${USER}"}), IsEmpty());
  EXPECT_THAT(refusal("name = \"${SECRET}\"", {"seeds=[1]"}), HasSubstr("SECRET"));
}

TEST_F(ForeignVariables, NorMayAFileBeExtended) {
  EXPECT_THAT(refusal("extends = \"/home/me/own.toml\""),
              HasSubstr("e.toml:1:11: extends another file"));
}

}  // namespace
}  // namespace serhost::config::testing
