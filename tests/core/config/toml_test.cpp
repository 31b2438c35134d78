// Documents that are not what they should be are told with their place; places of values are those
// of the text.
#include "config/toml.hpp"

#include <gtest/gtest.h>

#include "config/text_check.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

std::string fault_of(std::string_view text) {
  try {
    parse_toml(text, "a.toml");
  } catch (const ConfigError& error) { return error.what(); }
  return "";
}

TEST(Toml, KnowsTheTypeAndThePlaceOfEveryValue) {
  const auto root = parse_toml("a = 1\n[t]\nb = [2.5, 'x']\nc = 2024-05-06\n", "a.toml");
  ASSERT_NE(root.find("a"), nullptr);
  EXPECT_EQ(root.find("a")->integer, 1);
  EXPECT_EQ(root.find("a")->place.text(), "a.toml:1:5");
  const auto* b = root.find("t")->find("b");
  ASSERT_TRUE(b->is(Node::Type::list));
  EXPECT_EQ(b->items[0].real, 2.5);
  EXPECT_EQ(b->items[1].text, "x");
  EXPECT_EQ(b->items[1].place.text(), "a.toml:3:11");
  EXPECT_EQ(found(*root.find("t")->find("c")), "the date or time 2024-05-06");
  EXPECT_EQ(root.find("t")->place.text(), "a.toml:2:1");
  EXPECT_EQ(root.find("missing"), nullptr);
}

TEST(Toml, TellsWhereTextIsNotToml) {
  EXPECT_EQ(fault_of("a = \n"),
            "a.toml:1:5: this key-value pair: expected value, saw '\\n' (not valid TOML)");
  EXPECT_EQ(
      fault_of("a = 1\na = 2\n"),
      "a.toml:2:5: this key-value pair: cannot redefine existing integer 'a' (not valid TOML)");
  EXPECT_EQ(fault_of("[=]\n"),
            "a.toml:1:2: this key: expected bare key starting character or string delimiter, saw "
            "'=' (not valid TOML)");
  EXPECT_EQ(fault_of("a = 1\nb = 1\xC3\xA9\n").substr(0, 11), "a.toml:2:6:");
  EXPECT_NE(fault_of("[x\n"), "");
  EXPECT_NE(fault_of("a = 99999999999999999999"), "");
}

TEST(Toml, RefusesBytesThatAreNotText) {
  EXPECT_EQ(fault_of(std::string_view("a = 1\nb\0 = 2", 12)),
            "a.toml:2:2: a zero byte; this is not a text file");
  EXPECT_EQ(fault_of("a = '\xC3\xA9'\nb = '\xFF'"),
            "a.toml:2:6: a byte that is not UTF-8; save the file as UTF-8");
}

TEST(Toml, RefusesWhatWouldExhaustTheStack) {
  EXPECT_EQ(fault_of("a = [" + std::string(100000, '[')), "a.toml:1:69: nested more than 64 deep");
  std::string dotted = "a";
  for (int i = 0; i < 100000; ++i) dotted += ".a";
  EXPECT_NE(fault_of(dotted + " = 1").find("nested more than 64 deep"), std::string::npos);
  EXPECT_NE(fault_of("[" + dotted + "]").find("nested more than 64 deep"), std::string::npos);
  // 40 dots in a header and 40 in a key are within the bounds one by one, and together are not
  std::string forty = "a";
  for (int i = 0; i < 40; ++i) forty += ".a";
  EXPECT_NE(fault_of("[" + forty + "]\n" + forty + " = 1").find("nested more than 64 deep"),
            std::string::npos);
}

TEST(Toml, BracketsAndDotsInStringsAndCommentsAreNotNesting) {
  const std::string many(200, '[');
  const std::string dots(200, '.');
  EXPECT_EQ(fault_of("a = \"" + many + dots + "\\\"" + many + "\" # " + many + dots +
                     "\nb = '''\n" + many + "''\n" + dots + "'''\nc = 1\n"),
            "");
}

TEST(Toml, RefusesADocumentOfMoreThan16MiB) {
  EXPECT_NE(fault_of(std::string(kLargestDocument + 1, ' ')).find("at most 16777216 are read"),
            std::string::npos);
}

TEST(Toml, ReadsEveryPrefixOfADocumentOrTellsAFault) {
  const std::string whole =
      "\xEF\xBB\xBF"
      "a = [1, {b = \"x\\u00e9\", c = 1e3}]\n[[t.u]]\n'q.r' = 1979-05-27T07:32:00Z\n\"\"\"\n";
  int good = 0, bad = 0;
  for (std::size_t n = 0; n <= whole.size(); ++n)
    ++(fault_of(whole.substr(0, n)).empty() ? good : bad);
  EXPECT_GT(good, 3);
  EXPECT_GT(bad, 20);
}

TEST(TextCheck, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut off
}

TEST(TomlText, ReadsBackToTheSameValue) {
  for (const std::string text :
       {"", "plain", "quote \" back \\ tab \t line \n", "\x01\x7F", "\xC3\xA9"}) {
    EXPECT_EQ(parse_toml("a = " + toml_string(text), "a").find("a")->text, text);
  }
  for (const double value : {1.0, 0.1, 1e-5, 1e300, -2.5e-310, 4e-5, 123456789012345678.0}) {
    const auto root = parse_toml("a = " + toml_real(value), "a");
    const auto* node = root.find("a");
    ASSERT_TRUE(node->is(Node::Type::real)) << toml_real(value);
    EXPECT_EQ(node->real, value);
  }
  EXPECT_EQ(parse_toml(toml_key("very sad.x") + " = 1", "a").members.at(0).key, "very sad.x");
  EXPECT_EQ(toml_string("${HOME}"), "\"$${HOME}\"");
}

}  // namespace
}  // namespace serhost::config
