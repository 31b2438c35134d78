// What people are shown of foreign text, and what spreadsheets are given.
#include <gtest/gtest.h>

#include "base/sheet.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"

using namespace serhost;

TEST(Shown, NothingInItSteersATerminalOrTurnsTheWriting) {
  EXPECT_EQ(shown("a\x1b[2Jb\x7f"), "a\\u001b[2Jb\\u007f");
  EXPECT_EQ(shown("\xc2\x9b"
                  "31m"),
            "\\u009b31m");  // C1 control sequence introducer
  for (const char* mark : {"\u202e", "\u2066", "\u200f", "\u061c", "\u2028"}) {
    EXPECT_TRUE(holds_steering(std::string("a") + mark));
    EXPECT_FALSE(holds_steering(shown(mark))) << shown(mark);
  }
  EXPECT_EQ(shown("gnp\u202e.exe"), "gnp\\u202e.exe");
  EXPECT_EQ(shown("\xff"), "\\xff");
  EXPECT_EQ(shown("two\nlines\t", "\n\t"), "two\nlines\t");
  EXPECT_EQ(shown("two\nlines"), "two\\u000alines");
  EXPECT_EQ(shown("Zo\u00eb \u9ad8\u5174"), "Zo\u00eb \u9ad8\u5174") << "letters stay";
  EXPECT_FALSE(holds_steering("Zo\u00eb"));
}

TEST(WithoutMiddle, KeepsWholeCharactersAtBothEnds) {
  EXPECT_EQ(without_middle("short", 5), "short");
  EXPECT_EQ(without_middle("0123456789", 4), "01 ... (6 bytes left out) ... 89");
  EXPECT_EQ(without_middle("\u00e9\u00e9\u00e9\u00e9", 6),
            "\u00e9 ... (4 bytes left out) ... \u00e9");
}

TEST(SheetLine, NoFieldIsAFormula) {
  EXPECT_EQ(sheet_line({"=1+1", "@sum", "\tx", "+x", "-rf", "plain"}),
            "'=1+1,'@sum,'\tx,'+x,'-rf,plain\n");
  EXPECT_EQ(sheet_line({"\rx"}), "\"'\rx\"\n");
  EXPECT_EQ(sheet_line({"-0.25", "+1e-3", "-", "3", ""}), "-0.25,+1e-3,'-,3,\n")
      << "numbers are numbers";
}

TEST(InDigits, WholeNumbersHaveNoExponent) {
  EXPECT_EQ(in_digits(1e6), "1000000");
  EXPECT_EQ(in_digits(9223372036854775807.0), "9223372036854775807");
  EXPECT_EQ(in_digits(1e300), "1e+300");
  EXPECT_EQ(in_digits(0.5), "0.5");
  EXPECT_EQ(grouped(49950), "49,950");
  EXPECT_EQ(grouped(1000000), "1,000,000");
  EXPECT_EQ(grouped(50), "50");
}

TEST(Nearest, IsNearOrBeginsAlike) {
  const std::vector<std::string> keys = {"name", "epochs", "batch_size", "lr", "anger"};
  EXPECT_EQ(nearest("nmae", keys), "name");
  EXPECT_EQ(nearest("Epochs", keys), "epochs");
  EXPECT_EQ(nearest("batch", keys), "batch_size");
  EXPECT_EQ(nearest("angry", keys), "anger");
  EXPECT_EQ(nearest("k", keys), "");
  EXPECT_EQ(nearest("gr", keys), "") << "two letters are no slip of two others";
  EXPECT_EQ(nearest("seeds", keys), "");
  EXPECT_EQ(nearest(std::string(1 << 20, 'x'), keys), "");
}

TEST(Hint, OfManyNamesTellsTheFirst) {
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back("name" + std::to_string(100 + i));
  const auto text = hint("qqqq", many);
  EXPECT_EQ(text.substr(text.rfind(',')), ", and 60 more.");
}
