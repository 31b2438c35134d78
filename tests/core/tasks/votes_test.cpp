// The tasks `soft` and `multilabel`, which learn from votes, behind the interface of all tasks.
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cmath>

#include "tasks/registry.hpp"

namespace serhost::tasks::votes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Clips "a" to "d" of the classes up and down: a majority, a tie, votes for another class, marks.
data::Manifest clips() {
  data::Manifest out;
  out.classes = {"up", "down"};
  const std::vector<std::map<std::string, double>> votes = {{{"up", 3.0}, {"down", 1.0}},
                                                            {{"up", 2.0}, {"down", 2.0}},
                                                            {{"left", 5.0}},
                                                            {{"up", 1.0}, {"down", 0.0}}};
  for (const auto& of_clip : votes) {
    data::Clip clip;
    clip.utterance.key = std::string(1, static_cast<char>('a' + out.clips.size()));
    clip.utterance.votes = of_clip;
    out.clips.push_back(clip);
  }
  return out;
}

std::shared_ptr<const Task> task(const std::string& name) {
  config::Experiment experiment;
  experiment.task = name;
  return make(experiment, clips());
}

at::Tensor scores(std::vector<double> values) {
  return at::tensor(values, at::kFloat).view({-1, 2});
}

TEST(Soft, GivesTheSharesOfTheClassesInTheVotesForThem) {
  const auto shares = task("soft")->targets(clips(), {0, 1, 2}).soft;
  EXPECT_EQ(shares[0][0].item<double>(), 0.75);
  EXPECT_EQ(shares[1][1].item<double>(), 0.5);
  EXPECT_TRUE(std::isnan(shares[2][0].item<double>())) << "nobody voted for a class";
  const auto told = task("soft")->description(clips(), {0, 1});
  EXPECT_THAT(told.train_counts, ElementsAre(1, 0)) << "a tie has no majority";
}

TEST(Soft, NamesAllClassesOfATie) {
  const auto soft = task("soft");
  const auto evaluator = soft->evaluator();
  EXPECT_TRUE(evaluator
                  ->add({}, scores({0, std::log(3.0), 0, 0, 0, 0}),
                        soft->targets(clips(), {0, 1, 2}), {0, 1, 2})
                  .empty());
  EXPECT_THAT(soft->prediction_columns(),
              ElementsAre("truth_p_up", "truth_p_down", "p_up", "p_down", "truth", "predicted"));
  const auto rows = evaluator->rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].cells.at(0), "0.75");
  EXPECT_NEAR(std::stod(rows[0].cells.at(3)), 0.75, 1e-7);
  EXPECT_EQ(rows[0].cells.at(4), "up");
  EXPECT_EQ(rows[0].cells.at(5), "down");
  EXPECT_EQ(rows[1].cells.at(4), "up|down");
  EXPECT_EQ(rows[2].cells.at(0), "") << "a clip without votes";
  EXPECT_EQ(evaluator->metrics().at("ties"), 0.5);
  EXPECT_EQ(evaluator->metrics().at("wa"), 0.0);
}

TEST(Soft, TakesLossesThatDeclareSoftLabels) {
  Faults none, faults;
  task("soft")->check({.targets = {TargetKind::label, TargetKind::soft}}, "loss 'x'", none);
  EXPECT_TRUE(none.empty());
  task("soft")->check({.targets = {TargetKind::label}}, "loss 'focal'", faults);
  EXPECT_THAT(faults.text(), HasSubstr("a soft task provides soft labels"));
}

TEST(Multilabel, GivesMarksAndBeginsAtTheOddsOfTheTrainPart) {
  const auto several = task("multilabel");
  const auto marks = several->targets(clips(), {3, 2}).multi_hot;
  EXPECT_EQ(marks[0][0].item<double>(), 1.0);
  EXPECT_EQ(marks[0][1].item<double>(), 0.0);
  EXPECT_EQ(marks[1].sum().item<double>(), 0.0) << "a clip may have no class at all";
  const auto told = several->description(clips(), {0, 1, 2, 3});
  EXPECT_THAT(told.train_counts, ElementsAre(3, 2));
  EXPECT_EQ(told.train_clips, 4);
  const auto begins = several->initial_scores(clips(), {0, 1, 2, 3});
  EXPECT_NEAR(begins.at(0), std::log(3.5 / 1.5), 1e-15);
  EXPECT_NEAR(begins.at(1), 0.0, 1e-15);
}

TEST(Multilabel, DecidesByWhatWasFittedToOtherClips) {
  const auto several = task("multilabel");
  EXPECT_THAT(several->decisions(), ElementsAre(0.5, 0.5));
  const auto validation = several->evaluator(), test = several->evaluator();
  // Probabilities 0.3 and 0.2 of clips with up, 0.1 of one without.
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const auto said =
      scores({logit(0.3), logit(0.9), logit(0.2), logit(0.8), logit(0.1), logit(0.4)});
  validation->add({}, said, several->targets(clips(), {0, 3, 2}), {0, 3, 2});
  const auto fitted = validation->fit_decisions();
  ASSERT_EQ(fitted.size(), 2u);
  EXPECT_NEAR(fitted[0], 0.15, 1e-6);
  test->add({}, scores({logit(0.3), logit(0.3)}), several->targets(clips(), {0}), {0});
  EXPECT_EQ(test->rows().at(0).cells.at(2), "0") << "below one half";
  test->decide_by(fitted);
  EXPECT_EQ(test->rows().at(0).cells.at(2), "1") << "above the threshold";
  EXPECT_THAT(several->prediction_columns(), ElementsAre("truth_up", "p_up", "predicted_up",
                                                         "truth_down", "p_down", "predicted_down"));
}

}  // namespace
}  // namespace serhost::tasks::votes
