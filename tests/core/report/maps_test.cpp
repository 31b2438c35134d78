#include "report/maps.hpp"

#include <gtest/gtest.h>

using serhost::report::arousal_of;

TEST(Maps, KnowArousalHoweverTheCorpusSpellsTheEmotion) {
  for (const auto* low : {"sadness", "sad", "SAD", "neutral", "neu", "Neutral", "calm", "boredom"})
    EXPECT_EQ(arousal_of(low), "low") << low;
  for (const auto* high : {"anger", "angry", "ang", "happiness", "happy", "joy", "fear", "fearful",
                           "excited", "surprised", "fru"})
    EXPECT_EQ(arousal_of(high), "high") << high;
  EXPECT_EQ(arousal_of("disgust"), "other");
  EXPECT_EQ(arousal_of(""), "other");
}
