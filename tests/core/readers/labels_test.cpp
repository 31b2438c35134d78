#include "serhost/readers/labels.hpp"

#include <gtest/gtest.h>

#include <serhost/readers/splits.hpp>

using namespace serhost::readers;

TEST(Labels, ATableGivesTheNameAndKeepsTheCode) {
  const LabelTable table{{"A", "anger"}, {"X", ""}};
  serhost::Utterance one;
  EXPECT_TRUE(table.apply("A", one));
  EXPECT_EQ(one.label, "anger");
  EXPECT_EQ(one.corpus_label, "A");
  EXPECT_TRUE(table.apply("X", one));
  EXPECT_FALSE(one.label.has_value());
  EXPECT_FALSE(table.apply("a", one)) << "codes are in one case";
  EXPECT_EQ(one.corpus_label, "X");
  EXPECT_EQ(table.codes(), "A, X");
}

TEST(Labels, CommonWordsHaveOneName) {
  EXPECT_EQ(canonical("Angry"), "anger");
  EXPECT_EQ(canonical(" JOY "), "happiness");
  EXPECT_EQ(canonical("sadness"), "sadness");
  EXPECT_EQ(canonical("Pain, Groan"), "pain, groan");
}

TEST(Labels, WordsForNothingAreNothing) {
  for (const char* word : {"", " ", "Unknown", "NaN", "None", "<NA>", "?"})
    EXPECT_FALSE(known(word).has_value()) << word;
  EXPECT_EQ(known("Nora"), "Nora");
  EXPECT_EQ(gender_of("F"), "female");
  EXPECT_EQ(gender_of("man"), "male");
  EXPECT_FALSE(gender_of("other").has_value());
  EXPECT_EQ(language_code("Mandarin"), "zh");
  EXPECT_FALSE(language_code("mix").has_value());
}

TEST(Labels, PartsHaveManyWords) {
  EXPECT_EQ(part_of("Dev"), "validation");
  EXPECT_EQ(part_of(" TRAINING"), "train");
  EXPECT_EQ(part_of("test"), "test");
  EXPECT_EQ(part_of("test1"), "");
  EXPECT_EQ(part_of(""), "");
}
