#include "weights/header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

using serhost::weights::Dtype;
using serhost::weights::parse_header;
using testing::HasSubstr;

namespace {

std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}

/// The message of the header_refusal, "" where the header is taken.
std::string header_refusal(const std::string& json, std::uint64_t data_size) {
  try {
    parse_header(json, data_size);
    return "";
  } catch (const std::runtime_error& fault) { return fault.what(); }
}

}  // namespace

TEST(SafetensorsHeader, OfTwoTensorsGivesThemInTheOrderOfTheirData) {
  const auto header =
      parse_header("{\"__metadata__\":{\"format\":\"pt\"}," + tensor("b", "I64", "[1]", "[24,32]") +
                       "," + tensor("a", "F32", "[2,3]", "[0,24]") + "}  ",
                   32);
  ASSERT_EQ(header.entries.size(), 2u);
  EXPECT_EQ(header.entries[0].name, "a");
  EXPECT_EQ(header.entries[0].dtype, Dtype::f32);
  EXPECT_THAT(header.entries[0].shape, testing::ElementsAre(2, 3));
  EXPECT_EQ(header.entries[1].begin, 24u);
  EXPECT_EQ(header.metadata.at("format"), "pt");
}

TEST(SafetensorsHeader, TakesScalarsAndEmptyTensors) {
  EXPECT_EQ(header_refusal("{" + tensor("a", "F32", "[]", "[0,4]") + "," +
                               tensor("b", "F32", "[0,7]", "[4,4]") + "}",
                           4),
            "");
  EXPECT_EQ(header_refusal("{}", 0), "");
}

TEST(SafetensorsHeader, IsRefusedWhereTwoTensorsOverlap) {
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[2]", "[0,8]") + "," +
                                 tensor("b", "F32", "[2]", "[4,12]") + "}",
                             12),
              HasSubstr("overlaps"));
}

TEST(SafetensorsHeader, IsRefusedWhereBytesBelongToNoTensor) {
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[1]", "[4,8]") + "}", 8), HasSubstr("gap"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[1]", "[0,4]") + "}", 9),
              HasSubstr("5 bytes at the end"));
}

TEST(SafetensorsHeader, IsRefusedWhereDataLiesBehindTheEndOfTheFile) {
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[2]", "[0,8]") + "}", 4),
              HasSubstr("cut short"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[2]", "[8,0]") + "}", 8),
              HasSubstr("cut short"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[2]", "[0,18446744073709551615]") + "}", 8),
              HasSubstr("cut short"));
}

TEST(SafetensorsHeader, IsRefusedWhereAShapeOverflows) {
  // 2^32 * 2^32 * 4 bytes wraps around to 0, which would agree with empty data.
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[4294967296,4294967296]", "[0,0]") + "}", 0),
              HasSubstr("overflows"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[18446744073709551615]", "[0,0]") + "}", 0),
              HasSubstr("overflows"));
  EXPECT_THAT(
      header_refusal("{" + tensor("a", "F32", "[0,4294967296,4294967296]", "[0,0]") + "}", 0),
      HasSubstr("overflows"));
}

TEST(SafetensorsHeader, IsRefusedWhereShapeAndDataDisagree) {
  EXPECT_THAT(header_refusal("{" + tensor("a", "F16", "[3]", "[0,8]") + "}", 8),
              HasSubstr("needs 6 bytes, but data_offsets give 8"));
}

TEST(SafetensorsHeader, IsRefusedWhereANameOccursTwice) {
  const auto one = tensor("a", "F32", "[1]", "[0,4]");
  EXPECT_THAT(header_refusal("{" + one + "," + one + "}", 4),
              HasSubstr("the name 'a' occurs twice"));
  EXPECT_THAT(header_refusal("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 4),
              HasSubstr("'dtype' occurs twice"));
  EXPECT_THAT(header_refusal("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0),
              HasSubstr("'k' occurs twice"));
}

TEST(SafetensorsHeader, IsRefusedWhereSomethingHasTheWrongType) {
  EXPECT_THAT(header_refusal("{" + tensor("a", "F8_E4M3", "[4]", "[0,4]") + "}", 4),
              HasSubstr("'F8_E4M3' is not supported"));
  EXPECT_THAT(header_refusal("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4),
              HasSubstr("lacks one of"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[-1]", "[0,4]") + "}", 4),
              HasSubstr("negative"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[1.0]", "[0,4]") + "}", 4),
              HasSubstr("not whole"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[1]", "[0]") + "}", 4),
              HasSubstr("two numbers"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[1]", "[0,4,4]") + "}", 4),
              HasSubstr("two numbers"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "4", "[0,4]") + "}", 4),
              HasSubstr("number where none belongs"));
  EXPECT_THAT(header_refusal("{" + tensor("a", "F32", "[[1]]", "[0,4]") + "}", 4),
              HasSubstr("list where none belongs"));
  EXPECT_THAT(header_refusal("{\"a\":null}", 0), HasSubstr("null"));
  EXPECT_THAT(header_refusal("{\"__metadata__\":{\"k\":1}}", 0),
              HasSubstr("number where none belongs"));
  EXPECT_NE(header_refusal("[]", 0), "");
  EXPECT_NE(header_refusal("7", 0), "");
}

TEST(SafetensorsHeader, NestedDeeplyIsRefusedAtTheFirstLevelThatDoesNotBelong) {
  std::string deep = "{\"a\":";
  for (int i = 0; i < 100'000; ++i) deep += "{\"shape\":";
  EXPECT_THAT(header_refusal(deep, 0), HasSubstr("an object where none belongs"));
  EXPECT_THAT(header_refusal("{\"a\":{\"shape\":" + std::string(100'000, '['), 0),
              HasSubstr("list where none belongs"));
}

TEST(SafetensorsHeader, ThatIsNotJsonOrCutShortIsRefused) {
  const auto whole = "{" + tensor("a", "F32", "[1]", "[0,4]") + "}";
  ASSERT_EQ(header_refusal(whole, 4), "");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(header_refusal(whole.substr(0, length), 4), "") << length;
  EXPECT_THAT(header_refusal(whole + "x", 4), HasSubstr("not valid JSON"));
  EXPECT_THAT(header_refusal(std::string("{\"\xff\":1}"), 0), HasSubstr("not valid JSON"));
}

TEST(SafetensorsHeader, WithOneByteChangedNeverDoesMoreThanRefuse) {
  const auto whole = "{\"__metadata__\":{\"k\":\"v\"}," + tensor("a", "F32", "[1,2]", "[0,8]") +
                     "," + tensor("b", "U8", "[3]", "[8,11]") + "}";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int byte = 0; byte < 256; byte += 3) {
      auto changed = whole;
      changed[at] = static_cast<char>(byte);
      try {
        const auto header = parse_header(changed, 11);
        for (const auto& entry : header.entries) EXPECT_LE(entry.end, 11u);
      } catch (const std::runtime_error&) {}
    }
  }
}
