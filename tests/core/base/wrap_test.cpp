// Where lines are broken, and where they are not.
#include "base/wrap.hpp"

#include <gtest/gtest.h>

namespace serhost {
namespace {

TEST(Wrap, BreaksBeforeTheWordThatWouldPassTheWidth) {
  EXPECT_EQ(wrap("one two three", "", "", 7), "one two\nthree\n");
  EXPECT_EQ(wrap("one two three", "", "", 6), "one\ntwo\nthree\n");
  EXPECT_EQ(wrap("one two three", "- ", "  ", 9), "- one two\n  three\n");
}

TEST(Wrap, TakesLineBreaksAndRunsOfBlanksForOneBlank) {
  EXPECT_EQ(wrap("one\ntwo   three\n"), "one two three\n");
  EXPECT_EQ(wrap(""), "\n");
}

TEST(Wrap, KeepsCodeAndLinksWhole) {
  EXPECT_EQ(wrap("a `b c d` e", "", "", 5), "a\n`b c d`\ne\n");
  EXPECT_EQ(wrap("a [b c](d) e", "", "", 5), "a\n[b c](d)\ne\n");
}

TEST(Wrap, CountsCharactersAndLeavesLongWordsWhole) {
  EXPECT_EQ(characters_in("äöü – 4"), 7u);
  EXPECT_EQ(wrap("äöü äöü", "", "", 7), "äöü äöü\n");
  EXPECT_EQ(wrap("ab abcdefgh ab", "", "", 4), "ab\nabcdefgh\nab\n");
}

}  // namespace
}  // namespace serhost
