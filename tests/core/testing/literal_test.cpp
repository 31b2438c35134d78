#include "testing/literal.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace serhost::testing;
using Form = Literal::Form;

TEST(Literal, IsAWordWithItsBlanksOrAQuotedText) {
  EXPECT_EQ(parse_literal(" two words ").word, "two words");
  const auto quoted = parse_literal("\"[not, a list]\"");
  EXPECT_EQ(quoted.form, Form::word);
  EXPECT_TRUE(quoted.quoted);
  EXPECT_EQ(quoted.word, "[not, a list]");
}

TEST(Literal, IsAListOrATableToAnyDepth) {
  const auto parts =
      parse_literal("[{ plugin = focal, weight=0.5, alpha = { a = 1, b=2 } }, {plugin=\"ccc\"}]");
  ASSERT_EQ(parts.items.size(), 2u);
  const auto& first = parts.items[0].entries;
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].second.word, "focal");
  EXPECT_EQ(first[1].first, "weight");
  EXPECT_EQ(first[2].second.entries.at(1).second.word, "2");
  EXPECT_EQ(parts.items[1].entries.at(0).second.word, "ccc");
  EXPECT_TRUE(parse_literal("[]").items.empty());
  EXPECT_TRUE(parse_literal("{}").entries.empty());
}

TEST(Literal, ThatDoesNotCloseIsAnError) {
  for (const auto* text : {"[1, 2", "{a=1", "\"open", "[1] 2", "{a}"})
    EXPECT_THROW(parse_literal(text), std::invalid_argument) << text;
}
