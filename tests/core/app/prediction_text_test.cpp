// Windows, formats, the mean of answers and where they go, without a model.
#include "app/prediction_text.hpp"

#include <gmock/gmock.h>

#include "app/prediction_journal.hpp"
#include "app/prediction_output.hpp"
#include "app/windows.hpp"
#include "core/run/sample.hpp"

namespace serhost::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Ends = std::vector<std::pair<std::int64_t, std::int64_t>>;

Ends windows_of(std::int64_t samples, double size, double hop, std::int64_t shortest,
                std::size_t piece) {
  Windows windows(size, hop, 10, shortest);
  Ends out;
  const auto take = [&] {
    while (auto window = windows.next()) {
      out.emplace_back(window->start, window->end());
      for (std::size_t i = 0; i < window->samples.size(); ++i)
        EXPECT_EQ(window->samples[i], static_cast<float>(window->start) + static_cast<float>(i));
    }
  };
  std::vector<float> all(static_cast<std::size_t>(samples));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<float>(i);
  for (std::size_t at = 0; at < all.size(); at += piece) {
    windows.add(std::span(all).subspan(at, std::min(piece, all.size() - at)));
    take();
  }
  windows.finish();
  take();
  return out;
}

TEST(Windows, CoverTheStreamAndEndWithWhatIsLeft) {
  for (const std::size_t piece : {1u, 3u, 100u}) {
    EXPECT_THAT(windows_of(20, 1.0, 1.0, 2, piece),
                ElementsAre(std::pair(0, 10), std::pair(10, 20)));
    EXPECT_THAT(
        windows_of(23, 1.0, 0.5, 2, piece),
        ElementsAre(std::pair(0, 10), std::pair(5, 15), std::pair(10, 20), std::pair(15, 23)));
    EXPECT_THAT(windows_of(21, 1.0, 1.0, 2, piece),
                ElementsAre(std::pair(0, 10), std::pair(10, 20)))
        << "a rest that is too short";
    EXPECT_THAT(windows_of(4, 1.0, 0.5, 2, piece), ElementsAre(std::pair(0, 4)));
    EXPECT_THAT(windows_of(1, 1.0, 0.5, 2, piece), ElementsAre(std::pair(0, 1)))
        << "the only one, whatever its length";
    EXPECT_TRUE(windows_of(0, 1.0, 1.0, 2, piece).empty());
    EXPECT_THAT(windows_of(11, 0.33, 0.33, 1, piece),  // 3.3 samples apart, 3 long
                ElementsAre(std::pair(0, 3), std::pair(3, 6), std::pair(7, 10), std::pair(10, 11)));
  }
}

const std::vector<std::string> kClasses = {"predicted", "p_calm", "p_very \"sad\""};
const std::vector<std::string> kValues = {"predicted_valence", "predicted_arousal"};

Said said(const std::string& key, double start, double end) {
  return {key, start, end, {"calm", "0.75", "0.25"}};
}

TEST(PredictionText, OfEachFormat) {
  const auto one = said("a b", 1.5, 3.25);
  EXPECT_EQ(find_prediction_format("csv").begin(kClasses),
            "key,start,end,predicted,p_calm,\"p_very \"\"sad\"\"\"\n");
  EXPECT_EQ(find_prediction_format("csv").line(kClasses, one), "a b,1.5,3.25,calm,0.75,0.25\n");
  EXPECT_EQ(find_prediction_format("jsonl").line(kClasses, one),
            "{\"key\": \"a b\", \"start\": 1.5, \"end\": 3.25, \"predicted\": \"calm\", "
            "\"probabilities\": {\"calm\": 0.75, \"very \\\"sad\\\"\": 0.25}}\n");
  EXPECT_EQ(find_prediction_format("rttm").line(kClasses, one),
            "SPEAKER a_b 1 1.500 1.750 <NA> <NA> calm <NA> <NA>\n");
  EXPECT_EQ(find_prediction_format("audacity").line(kClasses, one), "1.500000\t3.250000\tcalm\n");
  const auto late = said("a", 3723.0, 3724.5);
  EXPECT_EQ(find_prediction_format("webvtt").line(kClasses, late),
            "01:02:03.000 --> 01:02:04.500\ncalm\n\n");
  const auto grid =
      find_prediction_format("textgrid").whole(kClasses, {said("a", 0, 2), said("a", 1, 3)});
  EXPECT_THAT(grid, HasSubstr("xmax = 3\n"));
  EXPECT_THAT(grid, HasSubstr("intervals: size = 2\n"));
  EXPECT_THAT(grid, HasSubstr("xmin = 0\n            xmax = 1\n")) << "intervals must not overlap";
  EXPECT_THROW(find_prediction_format("xml"), UsageError);
}

TEST(PredictionText, OfATaskWithoutClasses) {
  const Said one{"a", 0, 1, {"0.1234567", "nan"}};
  EXPECT_EQ(find_prediction_format("jsonl").line(kValues, one),
            "{\"key\": \"a\", \"start\": 0, \"end\": 1, \"predicted\": {\"valence\": 0.1234567, "
            "\"arousal\": null}}\n");
  EXPECT_EQ(label_of(kValues, {"0.1234567", "2"}), "valence 0.123, arousal 2.000");
  EXPECT_EQ(label_of({"p_a", "p_b"}, {"0.25", "0.75"}), "b");
}

TEST(MeanOf, AveragesNumbersAndNamesTheLikeliest) {
  EXPECT_THAT(train::mean_of({{"calm", "0.75", "0.25"}, {"tense", "0.125", "0.875"}},
                             {"predicted", "p_calm", "p_tense"}),
              ElementsAre("tense", "0.4375", "0.5625"));
  EXPECT_THAT(train::mean_of({{"0.5", "1"}, {"1", "4"}}, kValues), ElementsAre("0.75", "2.5"));
  EXPECT_THAT(train::mean_of({{"odd", "x"}}, {"predicted", "why"}), ElementsAre("odd", "x"));
  EXPECT_THROW(train::mean_of({{"x"}, {"y"}}, {"why"}), Error);
  EXPECT_THROW(train::mean_of({{"x"}, {"y"}}, {"predicted"}), Error);
}

TEST(PredictionOutput, HasAFileForEachRecordingWhereAFormatHoldsOne) {
  const run::sample::Folder folder;
  const auto out = folder / "labels";
  PredictionOutput output("audacity", out, false, {});
  output.begin(kClasses, 2);
  for (const auto* key : {"a", "sub/b"}) output.say(said(key, 0, 1));
  output.finish();
  EXPECT_EQ(read_file(out / "a.txt"), "0.000000\t1.000000\tcalm\n");
  EXPECT_EQ(read_file(out / "sub/b.txt"), "0.000000\t1.000000\tcalm\n");
  PredictionOutput printed("webvtt", std::nullopt, false, [](std::string_view) {});
  EXPECT_THROW(printed.begin(kClasses, 2), UsageError);
}

TEST(PredictionOutput, LeavesWhatIsSomethingElse) {
  const run::sample::Folder folder;
  replace_file(folder / "notes.md", "mine");
  EXPECT_THROW(PredictionOutput("csv", folder / "notes.md", false, {}), Error);
  EXPECT_EQ(read_file(folder / "notes.md"), "mine");
}

TEST(PredictionJournal, BelievesWholeLinesOfTheSameJobAlone) {
  const run::sample::Folder folder;
  const auto file = folder / "journal";
  {
    PredictionJournal journal(file, "job");
    journal.add("a", "1/2", {said("a", 0.1, 0.30000000000000004)});
    journal.add("b", "1/2", {});
  }
  append_file(file, "{\"key\": \"c\", \"identi");  // torn
  {
    PredictionJournal journal(file, "job");
    ASSERT_NE(journal.find("a", "1/2"), nullptr);
    EXPECT_EQ(journal.find("a", "1/2")->at(0).end, 0.30000000000000004);
    EXPECT_THAT(journal.find("a", "1/2")->at(0).answer, ElementsAre("calm", "0.75", "0.25"));
    EXPECT_NE(journal.find("b", "1/2"), nullptr);
    EXPECT_EQ(journal.find("a", "1/3"), nullptr) << "another file by now";
    EXPECT_EQ(journal.find("c", "1/2"), nullptr);
    EXPECT_THROW(PredictionJournal(file, "job"), Error) << "in use";
  }
  EXPECT_EQ(PredictionJournal(file, "another job").find("a", "1/2"), nullptr);
}

}  // namespace
}  // namespace serhost::app
