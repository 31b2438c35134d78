// What an encoder has heard, by names that are written in many ways and bundles that hold others.
#include "run/pretraining_corpora.hpp"

#include <gmock/gmock.h>

namespace serhost::run {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

std::string seen(std::vector<std::string> corpora, TestedCorpus tested, bool known = true) {
  return seen_in_pretraining({std::move(corpora), known}, {std::move(tested)});
}

TEST(PretrainingCorpora, SayWhatWasSeenAndNeverThatNothingWas) {
  EXPECT_EQ(seen({"LibriSpeech"}, {"emodb"}), "names no tested corpus");
  EXPECT_EQ(seen({}, {"emodb"}), "names no tested corpus");
  EXPECT_EQ(seen({}, {"emodb"}, false), "unknown");
  EXPECT_EQ(seen({"Emo-DB"}, {"emodb"}), "saw EmoDB");
  EXPECT_EQ(seen({"IEMOCAP"}, {"iemocap"}, false), "saw IEMOCAP") << "that much is known";
}

TEST(PretrainingCorpora, BundlesHoldOthers) {
  for (const auto* corpus : {"IEMOCAP", "MELD", "MEAD", "CMU-MOSEI", "MSP-Podcast"})
    EXPECT_EQ(seen({"Emo-262"}, {corpus}), std::string("saw ") + corpus);
  EXPECT_EQ(seen({"Emo-262"}, {"emodb"}), "names no tested corpus");
  EXPECT_EQ(seen({"emo 262"}, {"iemocap"}), "saw IEMOCAP");
  EXPECT_EQ(seen({"LSED-206"}, {"LSSED"}), "saw LSSED");
  EXPECT_EQ(seen({"LS-960"}, {"librispeech"}), "saw LibriSpeech");
  EXPECT_EQ(seen({"LL-60k"}, {"Libri-Light"}), "saw Libri-Light");
  EXPECT_EQ(seen({"Mix-94k"}, {"voxpopuli"}), "saw VoxPopuli");
  EXPECT_THAT(known_as("Mix-94k"), IsSupersetOf({"GigaSpeech", "Libri-Light", "VoxPopuli"}));
}

TEST(PretrainingCorpora, AreComparedByWholeWords) {
  EXPECT_EQ(seen({"LibriSpeech"}, {"speech"}), "names no tested corpus");
  EXPECT_EQ(seen({"Speech Commands"}, {"speech"}), "names no tested corpus") << "a common word";
  EXPECT_EQ(seen({"TESSERACT"}, {"tess"}), "names no tested corpus");
  EXPECT_EQ(seen({"CMU-MOSEI (v1)"}, {"mosei"}), "saw CMU-MOSEI");
  EXPECT_EQ(seen({"the IEMOCAP database, sessions 1-4"}, {"iemocap"}), "saw IEMOCAP");
  EXPECT_EQ(seen({"CMU-MOSI"}, {"cmu_mosei"}), "names no tested corpus");
}

TEST(PretrainingCorpora, ThatNobodyKnowsAreComparedAsTheyStand) {
  EXPECT_EQ(seen({"Laboratory Calls 2020"}, {"laboratory-calls"}), "saw laboratory-calls");
  EXPECT_EQ(seen({"Laboratory Calls 2020"}, {"calls center"}), "names no tested corpus");
  EXPECT_THAT(known_as("Laboratory Calls"), ElementsAre("Laboratory Calls"));
}

TEST(PretrainingCorpora, AreTheDatasetsNameWhateverTheTableIsCalled) {
  EXPECT_EQ(seen({"RAVDESS"}, {"song", "ravdess"}), "saw RAVDESS");
  EXPECT_EQ(seen({"RAVDESS song"}, {"speech", "ravdess"}), "saw RAVDESS");
}

}  // namespace
}  // namespace serhost::run
