// Protocols across corpora, and the random parts of emotion2vec's language sets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "builders.hpp"
#include "data/protocol/groups.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using toy::faults_of;
using toy::folds;
using toy::protocol;

namespace {

/// Two clips of each of two classes in each of these corpora.
Manifest of_corpora(const std::vector<std::string>& names) {
  Manifest out;
  out.classes = {"x", "y"};
  for (std::size_t c = 0; c < names.size(); ++c) {
    out.corpora.emplace_back();
    out.corpora.back().name = names[c];
    for (int n = 0; n < 4; ++n) {
      Clip clip;
      clip.corpus = c;
      clip.label = n % 2;
      clip.utterance.key = names[c] + "/" + std::to_string(n);
      clip.utterance.speaker = names[c] + "/" + std::to_string(n / 2);
      out.clips.push_back(std::move(clip));
    }
  }
  return out;
}

}  // namespace

TEST(CorporaFolds, EachCorpusIsTestedOnce) {
  auto table = protocol("leave-one-corpus-out");
  table.validation.from = "none";
  const auto made = folds(of_corpora({"a", "b", "c"}), table);
  ASSERT_EQ(made.folds.size(), 3u);
  EXPECT_EQ(made.folds[1].name, "corpus b");
  EXPECT_THAT(made.folds[1].test, ElementsAre(4, 5, 6, 7));
  EXPECT_THAT(made.folds[1].train, ElementsAre(0, 1, 2, 3, 8, 9, 10, 11));
}

TEST(CorporaFolds, EachCorpusTrainsForEachOther) {
  auto table = protocol("cross-corpus");
  table.validation.from = "none";
  const auto made = folds(of_corpora({"a", "b", "c"}), table);
  std::vector<std::string> names;
  for (const auto& fold : made.folds) names.push_back(fold.name);
  EXPECT_THAT(names, ElementsAre("a to b", "a to c", "b to a", "b to c", "c to a", "c to b"));
  EXPECT_THAT(made.folds[2].train, ElementsAre(4, 5, 6, 7));
  EXPECT_THAT(made.folds[2].test, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(made.folds[5].number, 6);
}

TEST(CorporaFolds, OneCorpusIsTooFew) {
  for (const char* name : {"leave-one-corpus-out", "cross-corpus"})
    EXPECT_THAT(
        faults_of(of_corpora({"a"}), protocol(name)),
        HasSubstr("needs at least 2 corpora with clips, a table [[dataset]] each; found a"));
}

TEST(RandomParts, AreEightyTenTenAndTestEachOnce) {
  const auto manifest = toy::manifest_from(toy::random_corpus(3, 6, 3));
  auto table = protocol("random-parts");
  table.k = 10;
  const auto made = folds(manifest, table);
  const auto size = manifest.clips.size() / 10;
  ASSERT_EQ(made.folds.size(), 10u);
  std::set<std::size_t> tested;
  for (std::size_t f = 0; f < 10; ++f) {
    const auto& fold = made.folds[f];
    EXPECT_EQ(fold.test.size(), size);
    EXPECT_EQ(fold.validation, made.folds[(f + 1) % 10].test) << "the next part validates";
    EXPECT_EQ(fold.train.size(), manifest.clips.size() - 2 * size) << "the remainder trains";
    tested.insert(fold.test.begin(), fold.test.end());
  }
  EXPECT_EQ(tested.size(), 10 * size);
  EXPECT_EQ(made.validation, "official");
  EXPECT_FALSE(made.speaker_independent);
  EXPECT_EQ(folds(manifest, table).folds[4].test, made.folds[4].test) << "drawn from the seed";
  table.k = 2;
  EXPECT_THAT(faults_of(manifest, table), HasSubstr("k must be at least 3"));
}
