#include "report/escape.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

using namespace serhost::report;

TEST(ValidUtf8, KeepsWhatIsValidAndShowsEveryOtherByte) {
  EXPECT_EQ(valid_utf8("plain Zoë 高兴 😀"), "plain Zoë 高兴 😀");
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\\xffb");
  EXPECT_EQ(valid_utf8("\xc3"), "\\xc3");                             // cut off
  EXPECT_EQ(valid_utf8("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  EXPECT_EQ(valid_utf8("\xe2\x28\xa1"), "\\xe2(\\xa1");
  EXPECT_EQ(valid_utf8(""), "");
}

TEST(Html, LeavesNothingThatIsMarkup) {
  EXPECT_EQ(html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(html(std::string("a\0b\x1b", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(html("two\nlines"), "two\nlines");
  EXPECT_EQ(html("a\u202eb"), "a\uFFFDb") << "nothing turns the writing of the page";
}

TEST(Printable, LeavesNothingThatMovesTheCursor) {
  EXPECT_EQ(printable("\x1b[2Jname\n\x7f"), "\\u001b[2Jname\\u000a\\u007f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u009b31m");  // C1 control sequence introducer
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u202eb");  // right-to-left override
}

TEST(Columns, CountsCharactersAndTwiceTheWideOnes) {
  EXPECT_EQ(columns("Zoë"), 3u);
  EXPECT_EQ(columns("高兴"), 4u);
  EXPECT_EQ(columns("e\xcc\x81"), 1u);  // e and a combining accent
  EXPECT_EQ(clipped("happiness", 5), "happ…");
  EXPECT_EQ(clipped("高兴高兴", 5), "高兴…");
  EXPECT_EQ(clipped("joy", 3), "joy");
  EXPECT_EQ(right("ë", 3), "  ë");
  EXPECT_EQ(left("ë", 3), "ë  ");
  EXPECT_EQ(left("long", 3), "long");
}
