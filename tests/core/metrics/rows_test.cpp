// A metric is a function of the rows of a set of clips, whatever the task: read, counted,
// resampled.
#include "metrics/rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/metrics/rated_rows.hpp"
#include "metrics/interval.hpp"
#include "metrics/paired.hpp"

using namespace serhost::metrics;
using ::testing::Contains;
using ::testing::ElementsAre;

namespace {

Rows two_rows() {
  Rows out{find_row_evaluator(rated::kTask), rated::columns(), {}};
  EXPECT_TRUE(out.add(std::vector<std::string>{"0.5", "0.25", "", "0.75"}));
  EXPECT_TRUE(out.add(std::vector<std::string>{"1", "1.5", "0", "0.125"}));
  return out;
}

}  // namespace

TEST(Rows, AreReadFromCells) {
  auto rows = two_rows();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows.row(0)[1], 0.25);
  EXPECT_TRUE(std::isnan(rows.row(0)[2])) << "not rated";
  EXPECT_FALSE(rows.add(std::vector<std::string>{"0.5", "joy", "0.5", "0.5"}));
  EXPECT_FALSE(rows.add(std::vector<std::string>{"0.5", "0.5", "0.5"}));
  EXPECT_EQ(rows.size(), 2u);
}

TEST(Rows, CountAsOftenAsTheirSpeakerWasDrawn) {
  const auto clips = rated::clips(2, 0.2).rows;
  std::vector<double> times(clips.size(), 0.0);
  Rows drawn{clips.evaluator, clips.columns, {}};
  for (std::size_t i = 0; i < clips.size(); ++i) {
    times[i] = static_cast<double>(i % 3);
    for (std::size_t n = 0; n < i % 3; ++n) drawn.append(clips, i);
  }
  EXPECT_NEAR(evaluate(clips, times).at("valence.rated_ccc"),
              evaluate(drawn).at("valence.rated_ccc"), 1e-12);
  EXPECT_NE(evaluate(clips, times).at("rated_ccc"), evaluate(clips).at("rated_ccc"));
  EXPECT_TRUE(std::isnan(evaluate(Rows{clips.evaluator, clips.columns, {}}).at("rated_ccc")));
}

TEST(Rows, AreEvaluatedTogetherAndNotAsTheMeanOfTheirParts) {
  auto all = rated::clips(1, 0.1);
  auto other = rated::clips(1, -0.4);
  for (auto& value : other.rows.values) value += 3.0;
  const double mean = (metric("rated_ccc", all) + metric("rated_ccc", other)) / 2.0;
  all.append(other);
  EXPECT_EQ(all.size(), 12u);
  EXPECT_GT(std::abs(metric("rated_ccc", all) - mean), 0.1);
  const auto scores = score(all);
  EXPECT_EQ(scores.clips, 12u);
  EXPECT_EQ(scores.speakers, 1u);
  EXPECT_TRUE(scores.recall.empty());
  EXPECT_EQ(scores.confusion.classes(), 0u);
}

TEST(Rows, GiveTheSameBitsInAnyOrder) {
  const auto clips = rated::clips(7, 0.3).rows;
  Rows turned{clips.evaluator, clips.columns, {}};
  for (std::size_t i = clips.size(); i-- > 0;) turned.append(clips, i);
  EXPECT_EQ(evaluate(turned), evaluate(clips));
}

TEST(Rows, SortedOnceGiveTheSameBitsWithoutAnyGroup) {
  const auto clips = rated::clips(3, 0.2).rows;
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < clips.size(); ++i) groups.push_back((i * 7) % 4);
  const SortedRows sorted(clips);
  for (std::size_t without = 0; without <= 4; ++without) {  // of 4 there are none
    Rows rest{clips.evaluator, clips.columns, {}};
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (groups[i] != without) rest.append(clips, i);
    }
    EXPECT_EQ(sorted.evaluate_without(groups, without), evaluate(rest)) << without;
  }
}

TEST(Rows, HaveTheSameTruthWhateverWasPredicted) {
  EXPECT_TRUE(same_truth(rated::clips(2, 0.1), rated::clips(2, 0.3)));
  auto other = rated::clips(2, 0.1);
  other.rows.values[0] += 1.0;
  EXPECT_FALSE(same_truth(rated::clips(2, 0.1), other));
  EXPECT_FALSE(same_truth(rated::clips(2, 0.1), rated::clips(3, 0.1)));
  EXPECT_TRUE(same_truth(two_rows(), two_rows())) << "an empty cell is an empty cell";
  EXPECT_TRUE(is_truth("truth"));
  EXPECT_TRUE(is_truth("truth_p_anger"));
  EXPECT_FALSE(is_truth("truthful"));
}

TEST(Rows, GiveIntervalsOverSpeakers) {
  const auto clips = rated::clips(8, 0.3);
  const auto intervals = intervals_over_speakers({clips, clips});
  const auto& found = intervals.at("valence.rated_ccc");
  ASSERT_TRUE(found.low && found.high);
  const double whole = metric("valence.rated_ccc", clips);
  EXPECT_LT(*found.low, whole);
  EXPECT_GT(*found.high, whole);
  EXPECT_EQ(found.speakers, 8u);
  const auto few = intervals_over_speakers({rated::clips(3, 0.3)});
  EXPECT_EQ(few.at("rated_ccc").method, "no interval: 3 speakers, but at least 5 are needed");
  EXPECT_FALSE(few.contains("ua"));
}

TEST(Rows, AreComparedSpeakerBySpeaker) {
  const auto worse = rated::clips(6, 0.6), better = rated::clips(6, 0.1);
  const auto found = compare_over_speakers({worse}, {better});
  const auto& difference = found.at("rated_ccc");
  EXPECT_DOUBLE_EQ(difference.second - difference.first,
                   metric("rated_ccc", better) - metric("rated_ccc", worse));
  EXPECT_GT(difference.interval.low.value(), 0.0);
  EXPECT_LT(difference.p, 0.05);
}

TEST(Rows, NameTheMetricsOfTheirTask) {
  EXPECT_EQ(main_metric(rated::kTask).name, "rated_ccc");
  EXPECT_EQ(find_metric("valence.rated_ccc"), find_metric("rated_ccc"));
  EXPECT_EQ(find_metric("valence.none"), nullptr);
  EXPECT_THAT(metric_names(rated::clips(1, 0.1)),
              ElementsAre("rated_ccc", "arousal.rated_ccc", "valence.rated_ccc"));
  EXPECT_THAT(in_table_order({"b.wa", "unknown", "wa", "b.ua", "ua"}),
              ElementsAre("ua", "wa", "unknown", "b.ua", "b.wa"));
  EXPECT_THAT(evaluated_tasks(), Contains("classification"));
  EXPECT_THAT(evaluated_tasks(), Contains(rated::kTask));
}

TEST(Rows, AreRegisteredOnceForATask) {
  const RowEvaluator again{
      .task = rated::kTask, .metrics = {"rated_ccc"}, .evaluate = rated::evaluate_rated};
  EXPECT_THROW(RowRegistration{again}, std::logic_error);
  EXPECT_THROW((RowRegistration{{.task = "x", .evaluate = rated::evaluate_rated}}),
               std::logic_error);
  EXPECT_THROW((RowRegistration{{.task = "x", .metrics = {"ua"}}}), std::logic_error);
  EXPECT_THROW(
      (RowRegistration{
          {.task = kClassification, .metrics = {"ua"}, .evaluate = rated::evaluate_rated}}),
      std::logic_error);
}
