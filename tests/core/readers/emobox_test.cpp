#include "serhost/readers/emobox.hpp"

#include <gtest/gtest.h>

using serhost::readers::speakers_of_stm;

TEST(EmoBoxSpeakers, KeysMayHoldBlanksAndCommas) {
  const auto got = speakers_of_stm(
      "k (1), x 1 5 0 1 <id=k (1), x,lang=en,spk=f, 5,emotion=a, b> a, b\n"
      "b 1 None 0 1 <id=b,lang=en,spk=None,emotion=a> a\r\n"
      "no brackets\n"
      "c 1 7 0 1 <id=c,spk=7>\n");
  EXPECT_EQ(got, (std::map<std::string, std::string>{{"k (1), x", "f, 5"}, {"c", "7"}}));
}

TEST(EmoBoxSpeakers, NoBytesDoHarm) {
  const std::string whole = "a 1 s 0 1 <id=a,lang=en,spk=s,emotion=e> e";
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    EXPECT_LE(speakers_of_stm(whole.substr(0, n)).size(), 1U);
    auto damaged = whole;
    damaged.erase(n, 1);
    EXPECT_LE(speakers_of_stm(damaged).size(), 1U);
  }
  EXPECT_TRUE(speakers_of_stm("<id=,lang=en,spk=s,emotion=e>").empty());
  EXPECT_TRUE(speakers_of_stm(",spk=s,emotion=e><id=a").empty());
}
