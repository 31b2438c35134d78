// Templates fill in what is known, and say what is wrong with them.
#include "corpus/text_template.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

using serhost::corpus::TextTemplate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

std::string fault(const std::string& text) {
  try {
    TextTemplate{text};
  } catch (const std::invalid_argument& error) { return error.what(); }
  return "";
}

}  // namespace

TEST(TextTemplate, PutsFieldsBetweenItsText) {
  const TextTemplate one("{gender}-{number}.wav");
  EXPECT_THAT(one.names(), ElementsAre("gender", "number"));
  EXPECT_EQ(one.filled({{"gender", "F"}, {"number", "02"}}), "F-02.wav");
  EXPECT_EQ(one.filled({{"gender", "F"}}), std::nullopt);
  EXPECT_EQ(TextTemplate("as it is").filled({}), "as it is");
  EXPECT_EQ(TextTemplate("{a}{a}").filled({{"a", "x"}}), "xx");
}

TEST(TextTemplate, SaysWhichBraceIsWrong) {
  EXPECT_THAT(fault("a{b"), HasSubstr("not closed"));
  EXPECT_THAT(fault("a}b"), HasSubstr("without a '{'"));
  EXPECT_THAT(fault("{}"), HasSubstr("needs the name"));
  EXPECT_THAT(fault("{a{b}"), HasSubstr("needs the name"));
  EXPECT_EQ(fault("{a}"), "");
}
