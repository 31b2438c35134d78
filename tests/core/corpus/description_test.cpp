// A description is checked like an experiment: every fault at once, with line and column.
#include "corpus/description.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::corpus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

namespace {

const std::string kWhole = R"(title = "Own"
license = "MIT"
[files]
pattern = '^(?P<speaker>[0-9]+)_(?P<label>[a-z])$'
[labels]
a = "anger"
)";

std::string faults(const std::string& text) {
  try {
    parse_description(text, "own.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::config);
    return error.what();
  }
  return "";
}

}  // namespace

TEST(Description, OfTheLeastHasATitleAndAPattern) {
  const auto one = parse_description(kWhole, "own.toml");
  EXPECT_EQ(one.facts.title, "Own");
  ASSERT_EQ(one.names.size(), 1U);
  EXPECT_THAT(one.names[0].groups, ElementsAre(Pair("label", 2), Pair("speaker", 1)));
  EXPECT_THAT(one.extensions, ElementsAre("wav"));
  EXPECT_THAT(one.labels, ElementsAre(Pair("a", "anger")));
  EXPECT_THAT(faults(""), HasSubstr("there is no `title`"));
  EXPECT_THAT(faults("title = \"Own\"\n"), HasSubstr("there is no table [files]"));
}

TEST(Description, HoldsWhatIsPublished) {
  const auto one = parse_description(kWhole + R"(
[ratings]
valence = [1, 5]
[counts]
clips = 12
speakers = 3
labels = { anger = 12 }
[[counts.copies]]
clips = 10
why = "a copy without the last speaker"
[known_bad]
"3_a" = "is silent"
)",
                                     "own.toml");
  EXPECT_EQ(one.facts.ratings.at("valence").highest, 5.0);
  EXPECT_EQ(one.facts.counts.clips, 12);
  EXPECT_EQ(one.facts.counts.copies.at(10), "a copy without the last speaker");
  EXPECT_EQ(one.facts.known_bad.at("3_a"), "is silent");
}

TEST(Description, NamesEveryFaultWithItsPlace) {
  const auto text = faults(R"(title = "Own"
licence = "MIT"
[files]
pattern = '^(?P<speaker>[0-9]+)_([a-z]'
extensions = "wav"
[clip]
key = "{speker}"
[counts]
clips = 3
labels = { anger = 5 }
)");
  EXPECT_THAT(text, HasSubstr("own.toml:2:1: unknown key 'licence' in a description of a corpus. "
                              "Did you mean 'license'?"));
  EXPECT_THAT(text, HasSubstr("own.toml:4:11: files.pattern: is not a regular expression"));
  EXPECT_THAT(text, HasSubstr("own.toml:5:14: files.extensions: found the string \"wav\""));
  EXPECT_THAT(text, HasSubstr("own.toml:10:1: counts.labels: they add up to 5, but counts.clips"));
}

TEST(Description, KnowsItsGroupsAndLabels) {
  EXPECT_THAT(faults(kWhole + "[clip]\nkey = \"{speker}\"\n"),
              HasSubstr("own.toml:8:7: clip.key: no pattern has a group 'speker'. Did you mean "
                        "'speaker'?"));
  EXPECT_THAT(faults(kWhole + "[counts]\nlabels = { angr = 5 }\n"),
              HasSubstr("[labels] gives nothing the label 'angr'. Did you mean 'anger'?"));
  EXPECT_THAT(faults("title = \"x\"\n[files]\npattern = 'a'\n"),
              HasSubstr("has no group with a name, as '(?P<speaker>[0-9]+)'"));
  EXPECT_THAT(
      faults(kWhole + "[[sheet]]\nfile = \"a.csv\"\nkey = \"k\"\nratings = { v = \"c\" }\n"),
      HasSubstr("[ratings] lacks the range of 'v'"));
}

TEST(Description, ListsSpeakersByGroups) {
  const auto one = parse_description(
      kWhole + "[[speakers]]\nnames = [\"1\", \"2\"]\ngender = \"female\"\n", "own.toml");
  EXPECT_EQ(one.speakers.at("2").at("gender"), "female");
  EXPECT_THAT(faults(kWhole + "[[speakers]]\nnames = [\"1\", \"1\"]\n"),
              HasSubstr("own.toml:8:9: speakers.names: '1' is there twice"));
  EXPECT_THAT(faults(kWhole + "[[speakers]]\ngender = \"female\"\n"), HasSubstr("needs `names`"));
}

TEST(Description, ThatIsAbsentIsMissing) {
  try {
    read_description("/nowhere/own.toml");
    FAIL();
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::missing); }
}
