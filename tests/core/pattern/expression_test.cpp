// What users may write, what is refused with which words, and that no expression takes long.
#include "pattern/expression.hpp"

#include <gmock/gmock.h>

namespace serhost::pattern {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string refusal(const std::string& text) {
  try {
    Expression made(text);
  } catch (const std::invalid_argument& error) { return error.what(); }
  return "";
}

TEST(Expression, TheFirstMatchAndItsGroupsAreFound) {
  const Expression name("([a-z]+)_([0-9]+)?");
  EXPECT_EQ(name.groups(), 2u);
  EXPECT_THAT(name.search("x/ann_01.wav"), ElementsAre("ann_01", "ann", "01"));
  EXPECT_THAT(name.search("ann_"), ElementsAre("ann_", "ann", ""));
  EXPECT_THAT(name.search("ANN_01"), IsEmpty());
}

TEST(Expression, APointIsACharacterAndNotAByte) {
  EXPECT_THAT(Expression("^(.)").search("\u00e9a"), ElementsAre("\u00e9", "\u00e9"));
  EXPECT_THAT(Expression("([\\u00e8\\u00e9])").search("a\u00e9"), ElementsAre("\u00e9", "\u00e9"));
  EXPECT_THAT(Expression("^\\\\u0041$").search("\\u0041"), ElementsAre("\\u0041"))
      << "an escaped backslash is one";
}

TEST(Expression, WhatCannotBeDoneInLinearTimeSaysHowToWriteIt) {
  EXPECT_THAT(refusal("([a-z]+)(?=_)"), HasSubstr("looks ahead ('(?=')"));
  EXPECT_THAT(refusal("(?!x)(a)"), HasSubstr("write what follows behind the group"));
  EXPECT_THAT(refusal("(?<=_)(a)"), HasSubstr("'_([0-9]+)' for '(?<=_)([0-9]+)'"));
  EXPECT_THAT(refusal("([a-z])\\1"), HasSubstr("refers back to a group ('\\1')"));
  EXPECT_THAT(refusal("(a"), HasSubstr("is not a regular expression: missing )"));
  EXPECT_THAT(refusal("(a{2000})"), HasSubstr("use * or + instead"));
  EXPECT_THAT(refusal("((((a{999}){999}){999}){999})"), HasSubstr("use * or + instead"));
}

TEST(Expression, DeepNestingDoesNotCrash) {
  EXPECT_THAT(refusal(std::string(20000, '(') + "a" + std::string(20000, ')')),
              HasSubstr("at most 4096 are read"));
  const Expression deep(std::string(2000, '(') + "a" + std::string(2000, ')'));
  EXPECT_EQ(deep.groups(), 2000u);
  EXPECT_THAT(deep.search("ba"), ::testing::Each("a"));
}

/// With a matcher that tries every way, each of these takes longer than anybody waits.
TEST(Expression, NestedRepetitionsTakeNoLongerThanOthers) {
  const std::string name(200, 'a');
  EXPECT_THAT(Expression("((([^/]*)*)*)*!").search(name), IsEmpty());
  EXPECT_THAT(Expression("(a+)+$").search(name + "b"), IsEmpty());
  EXPECT_THAT(Expression("(a|aa|a?)*c").search(std::string(1 << 20, 'a')), IsEmpty());
}

}  // namespace
}  // namespace serhost::pattern
