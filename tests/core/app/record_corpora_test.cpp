// What a record says of its corpora is compared with its files, of one corpus and of several.
#include <gmock/gmock.h>

#include "core/app/edited_record.hpp"

namespace serhost::app {
namespace {

using ::testing::HasSubstr;
using testing::Json;

class RecordCorpora : public testing::EditedRecord {};

TEST_F(RecordCorpora, PreTrainingIsThatOfTheCorporaThatAreNamed) {
  const auto run = run_with({});
  EXPECT_THAT(refusal_of_field(run, "pretraining", "saw synthetic"),
              HasSubstr("the signature and run.json contradict each other in the field "
                        "pretraining: it is \"saw synthetic\", but \"names no tested corpus\""));
  EXPECT_THAT(refusal(run, [](Json& json) { json["pretraining"]["known"] = false; }),
              HasSubstr("\"names no tested corpus\", but \"unknown\""));
  EXPECT_THAT(refusal(run, [](Json& json) { json["pretraining"]["corpora"] = {"synthetic"}; }),
              HasSubstr("\"names no tested corpus\", but \"saw synthetic\""));
}

TEST_F(RecordCorpora, LabelsAreThoseOfTheTables) {
  const auto run = run_with(
      {"dataset.classes=[\"anger\", \"happiness\"]", "dataset.merge={ sadness = \"anger\" }"});
  ASSERT_THAT(field_of(run, "labels"),
              HasSubstr("anger, happiness; sadness as anger; without neutral"));
  EXPECT_EQ(refusal(run), "");
  for (const auto* text : {"anger, happiness; neutral as anger; without neutral",
                           "anger, happiness; sadness as anger, neutral as anger; without neutral",
                           "anger, happiness; sadness as happiness; without neutral"})
    EXPECT_THAT(refusal_of_field(run, "labels", text),
                HasSubstr("the signature and resolved.toml contradict each other in the field "
                          "labels: it is \"" +
                          std::string(text) +
                          "\", but \"anger, happiness; sadness as anger; without neutral\""));
  for (const auto* text : {"anger, happiness; sadness as anger", "anger, joy; without neutral"})
    EXPECT_THAT(refusal_of_field(run, "labels", text),
                HasSubstr("the signature and run.json contradict each other in the field labels"));
}

TEST_F(RecordCorpora, TheLineSaysHowManyOfTheClipsTookPart) {
  const auto run = run_with(
      {"protocol.folds=[2]", "train.max_clips=12", "dataset.emotions=[\"anger\", \"sadness\"]"});
  const auto line = [](Json& json, const std::string& from, const std::string& to) {
    auto text = json["signature"].get<std::string>();
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << text;
    json["signature"] = text.replace(at, from.size(), to);
  };
  EXPECT_EQ(refusal(run), "");
  EXPECT_THAT(refusal(run, [&](Json& json) { line(json, " | 12 of 16 clips", ""); }),
              HasSubstr("the clips: the line says all clips, but the lists 12 of 16 clips"));
  EXPECT_THAT(refusal(run, [&](Json& json) { line(json, "12 of 16 clips", "12 of 13 clips"); }),
              HasSubstr("the line says 12 of 13 clips, but the lists 12 of 16 clips"));
  const auto whole = run_with({});
  EXPECT_THAT(refusal(whole,
                      [&](Json& json) {
                        line(json, " | ", " | 32 of 40 clips | ");
                        json["data"]["listed_clips"] = 40;
                      }),
              HasSubstr("the line says 32 of 40 clips, and no train.max_clips left any out"));
}

TEST_F(RecordCorpora, EachOfSeveralCorporaIsCompared) {
  const std::string of = "plugin = \"synthetic\", takes = 1, speakers = ";
  const auto run = run_with({"dataset=[{ name = \"a\", sentences = 2, " + of +
                             "4 }, { name = \"b\", seed = 1, sentences = 1, " + of + "3 }]"});
  EXPECT_EQ(refusal(run), "");
  const auto corpus = field_of(run, "corpus");
  const auto hash = [&](const std::string& name, std::size_t digits) {
    auto text = field_of(run, name);
    const auto at = text.rfind(", ") + 2;
    return text.replace(at, digits, std::string(digits, '0'));
  };
  EXPECT_THAT(refusal_of_field(run, "corpus", "1" + corpus),
              HasSubstr("the signature and clips.csv contradict each other in the field corpus"));
  EXPECT_THAT(refusal_of_field(run, "corpus", corpus + ", not tested"),
              HasSubstr("the field corpus: it is \"" + corpus +
                        ", not tested\", but \"12 clips + "
                        "32 clips\""));
  EXPECT_THAT(refusal_of_field(run, "folds", hash("folds", 16)),
              HasSubstr("field folds: it is \"" + hash("folds", 16) + "\", but \"" +
                        field_of(run, "folds") + "\" by the file"));
  EXPECT_THAT(refusal_of_field(run, "validation", hash("validation", 16)),
              HasSubstr("but \"" + field_of(run, "validation") + "\" by the file"));
  EXPECT_EQ(refusal(run_with({"protocol.name=leave-one-corpus-out",
                              "dataset=[{ name = \"a\", sentences = 2, " + of +
                                  "4 }, { name = \"b\", seed = 1, sentences = 1, " + of + "3 }]"})),
            "");
}

}  // namespace
}  // namespace serhost::app
