// What tasks other than classification take of clips: ratings on one scale, votes by class, marks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "builders.hpp"
#include "data/manifest/dimensions.hpp"
#include "data/manifest/votes.hpp"

namespace serhost::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using toy::table;

Utterance rated(const std::string& key, std::map<std::string, double> dimensions) {
  auto out = toy::utterance(key);
  out.dimensions = std::move(dimensions);
  return out;
}

Utterance voted(const std::string& key, std::map<std::string, double> votes) {
  auto out = toy::utterance(key);
  out.votes = std::move(votes);
  return out;
}

Manifest one(const config::DatasetTable& asked, std::vector<Utterance> all, Wanted wanted,
             Faults& faults) {
  std::vector<Listing> listings;
  listings.push_back({&asked, std::move(all)});
  return assemble(std::move(listings), wanted, faults);
}

std::vector<std::string> names(const Manifest& manifest) {
  std::vector<std::string> out;
  for (const auto& dimension : manifest.dimensions) out.push_back(dimension.name);
  return out;
}

TEST(Ratings, AllThatAreRatedInTheUsualOrderWhereNoneIsNamed) {
  Faults faults;
  const auto manifest = one(table(),
                            {rated("a", {{"power", 1.0}, {"arousal", 2.0}}),
                             rated("b", {{"valence", 3.0}}), rated("c", {})},
                            Wanted::dimensions, faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_THAT(names(manifest), ElementsAre("valence", "arousal", "power"));
  EXPECT_EQ(manifest.clips.size(), 2u);
  EXPECT_EQ(manifest.left_out, (std::map<std::string, std::int64_t>{{"(not rated)", 1}}));
}

TEST(Ratings, AClipThatIsRatedInNoneOfTheNamedDimensionsIsLeftOut) {
  auto asked = table();
  asked.dimensions = {"valence"};
  Faults faults;
  const auto manifest = one(asked, {rated("a", {{"arousal", 2.0}}), rated("b", {{"valence", 3.0}})},
                            Wanted::dimensions, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 1u);
  EXPECT_EQ(manifest.clips[0].utterance.key, "b");
}

TEST(Ratings, ADimensionThatNobodyRatedIsAFaultWithThoseThatOccur) {
  auto asked = table();
  asked.dimensions = {"valense"};
  Faults faults;
  one(asked, {rated("a", {{"valence", 2.0}})}, Wanted::dimensions, faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_THAT(faults.text(),
              AllOf(HasSubstr("no clip is rated in 'valense'. Did you mean 'valence'?"),
                    HasSubstr("Ratings that occur: valence 1.")));
}

TEST(Ratings, OneOutsideItsRangeIsDamagedDataAndNamed) {
  auto asked = table();
  asked.ranges = {{"valence", {1.0, 5.0}}};
  Faults faults;
  one(asked, {rated("a", {{"valence", 5.0}}), rated("b", {{"valence", 5.5}})}, Wanted::dimensions,
      faults);
  EXPECT_EQ(faults.exit(), Exit::damaged);
  EXPECT_THAT(faults.text(), HasSubstr("1 clip has a rating of valence that is not in its range, "
                                       "1 to 5: b (5.5)"));
  Faults of_nan;
  one(table(), {rated("a", {{"valence", std::nan("")}})}, Wanted::dimensions, of_nan);
  EXPECT_EQ(of_nan.exit(), Exit::damaged);
}

/// Two corpora, "a" rated from 1 to 5, "b" on a scale of its own.
Manifest two(config::DatasetTable& first, config::DatasetTable& second, Faults& faults) {
  first.name = "a";
  second.name = "b";
  std::vector<Listing> listings;
  listings.push_back({&first, {rated("x", {{"valence", 2.0}})}, {{"valence", {1.0, 5.0}}}});
  listings.push_back({&second, {rated("y", {{"valence", 6.0}})}});
  return assemble(std::move(listings), Wanted::dimensions, faults);
}

TEST(Ratings, OfTwoCorporaAreBroughtToTheScaleOfTheFirstAndItIsSaid) {
  auto first = table(), second = table();
  second.ranges = {{"valence", {0.0, 8.0}}};
  Faults faults;
  const auto manifest = two(first, second, faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_DOUBLE_EQ(manifest.clips[0].utterance.dimensions.at("valence"), 2.0);
  EXPECT_DOUBLE_EQ(manifest.clips[1].utterance.dimensions.at("valence"), 4.0);
  EXPECT_THAT(manifest.warnings,
              ElementsAre("dataset 'b': ratings of valence from 0 to 8 are brought to 1 to 5"));
}

TEST(Ratings, ACorpusOfAnUnknownScaleIsNotJoinedWithOneOfAKnown) {
  auto first = table(), second = table();
  Faults faults;
  two(first, second, faults);
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_THAT(faults.text(), HasSubstr("set ranges = { valence = [lowest, highest] }"));
}

TEST(Ratings, AreAPartOfTheHashWhereTheyCountAndOnlyThere) {
  const auto hash = [](double rating, Wanted wanted) {
    Faults faults;
    auto clip = rated("a anger", {{"valence", rating}});
    clip.votes = {{"anger", rating}};
    const auto manifest = one(table(), {clip, toy::utterance("b joy")}, wanted, faults);
    return hash_of(manifest);
  };
  EXPECT_NE(hash(1.0, Wanted::dimensions), hash(2.0, Wanted::dimensions));
  EXPECT_NE(hash(1.0, Wanted::votes), hash(2.0, Wanted::votes));
  EXPECT_EQ(hash(1.0, Wanted::label), hash(2.0, Wanted::label));
}

TEST(Votes, AreMergedByClassAndDecideTheLabel) {
  Faults faults;
  const auto manifest = one(table({"anger", "happiness"}, {{"excitement", "happiness"}}),
                            {voted("a", {{"anger", 2.0}, {"happiness", 1.0}, {"excitement", 2.0}}),
                             voted("b", {{"anger", 1.0}, {"excitement", 1.0}}),
                             voted("c", {{"fear", 3.0}}), voted("d", {})},
                            Wanted::votes, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 2u);
  EXPECT_EQ(manifest.clips[0].utterance.votes.at("happiness"), 3.0);
  EXPECT_EQ(manifest.clips[0].label, 1);
  EXPECT_EQ(manifest.clips[1].label, -1) << "a tie";
  EXPECT_EQ(manifest.left_out, (std::map<std::string, std::int64_t>{{"(no votes)", 2}}));
  std::int64_t clips = 0;
  for (const auto& use : manifest.corpora.at(0).labels) clips += use.clips;
  EXPECT_EQ(clips, 4) << "each clip once, whatever it has votes for";
  EXPECT_THAT(shares_of_votes(manifest.clips[0].utterance, manifest.classes),
              ElementsAre(0.4, 0.6));
}

TEST(Votes, WithoutClassesTakesEveryNameThatHasSome) {
  Faults faults;
  const auto manifest =
      one(table(), {voted("a", {{"joy", 2.0}, {"fear", 0.0}}), voted("b", {{"anger", 1.0}})},
          Wanted::votes, faults);
  EXPECT_THAT(manifest.classes, ElementsAre("anger", "joy"));
}

TEST(Votes, ThatAreNegativeAreDamagedData) {
  Faults faults;
  one(table(), {voted("a", {{"joy", 2.0}, {"anger", -1.0}}), voted("b", {{"anger", 1.0}})},
      Wanted::votes, faults);
  EXPECT_EQ(faults.exit(), Exit::damaged);
  EXPECT_THAT(faults.text(), HasSubstr("a has votes that are negative or no numbers"));
}

TEST(Marks, AreIntensitiesAboveAThresholdAndMayAllBeAbsent) {
  auto asked = table({"anger", "happiness"}, {{"joy", "happiness"}});
  asked.present_above = 0.5;
  Faults faults;
  const auto manifest =
      one(asked,
          {voted("a", {{"anger", 0.6}, {"joy", 0.5}}), voted("b", {{"anger", 0.0}, {"joy", 2.0}}),
           voted("c", {{"anger", 0.0}, {"joy", 0.0}}), voted("d", {})},
          Wanted::marks, faults);
  EXPECT_EQ(faults.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u) << "all but the clip of which nobody says anything";
  const auto marks = [&](std::size_t i) { return manifest.clips[i].utterance.votes; };
  EXPECT_EQ(marks(0), (std::map<std::string, double>{{"anger", 1.0}, {"happiness", 0.0}}));
  EXPECT_EQ(marks(1), (std::map<std::string, double>{{"anger", 0.0}, {"happiness", 1.0}}));
  EXPECT_EQ(marks(2), (std::map<std::string, double>{{"anger", 0.0}, {"happiness", 0.0}}));
  EXPECT_EQ(manifest.clips[0].label, -1);
}

}  // namespace
}  // namespace serhost::data
