#include "serhost/readers/text.hpp"

#include <gtest/gtest.h>

#include <serhost/readers/fields.hpp>
#include <serhost/readers/json.hpp>

using namespace serhost::readers;

TEST(ReaderText, Latin1IsTakenWhereUtf8IsNot) {
  EXPECT_EQ(latin1_as_utf8("caf\xE9"), "caf\xC3\xA9");
  EXPECT_EQ(latin1_as_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(latin1_as_utf8(""), "");
}

TEST(ReaderText, WordsAndTheRest) {
  EXPECT_EQ(words_of(" a\tb  c d \r"), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(words_of("id  two  blanks.wav \r", 2),
            (std::vector<std::string>{"id", "two  blanks.wav"}));
  EXPECT_EQ(words_of("id", 2), (std::vector<std::string>{"id"}));
  EXPECT_TRUE(words_of(" \t").empty());
}

TEST(ReaderText, NumbersAreWholeAndFinite) {
  EXPECT_EQ(number_of("-1.5"), -1.5);
  for (const char* text : {"", "1x", "nan", "inf", " 1", "1e999"})
    EXPECT_FALSE(number_of(text).has_value()) << text;
}

TEST(ReaderText, DepthOfJsonIsBoundedOutsideOfTexts) {
  EXPECT_FALSE(too_deep("{\"a\": \"" + std::string(100, '[') + "\\\"[\"}"));
  EXPECT_TRUE(too_deep(std::string(33, '[')));
  EXPECT_FALSE(too_deep(std::string(32, '[')));
}

TEST(ReaderText, MembersAreTextsOrNothing) {
  const auto json = nlohmann::json::parse("{\"a\": 1.5, \"b\": \"x\", \"c\": null, \"d\": [1]}");
  EXPECT_EQ(text_of_member(json, "a"), "1.5");
  EXPECT_EQ(text_of_member(json, "b"), "x");
  for (const char* name : {"c", "d", "e"}) EXPECT_EQ(text_of_member(json, name), "") << name;
  EXPECT_EQ(member_of(nlohmann::json::array(), "a"), nullptr);
}
