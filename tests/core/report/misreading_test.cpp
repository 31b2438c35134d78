// Numbers that could be taken for others: of other seeds, of another run, without their stamp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "core/report/compared.hpp"
#include "core/report/made_systems.hpp"
#include "core/report/systems.hpp"
#include "report/comparison_text.hpp"
#include "report/grid.hpp"
#include "report/html.hpp"
#include "report/model_card.hpp"
#include "report/report.hpp"
#include "run/joined_name.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using compared::all_pairs;
using sample::Folder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Over three seeds the first has 50 % of UA, over seed 2 alone 75 %, as the other has.
std::vector<EvaluatedRun> unequal_seeds(const Folder& folder) {
  return {sample::system(folder, "three", {1, 2, 3}, {4, 1, 1},
                         [](RunFacts& facts) { facts.loss = "cross_entropy"; }),
          sample::system(folder, "one", {2}, {0})};
}

std::string decoded(const std::string& page) {
  std::string out;
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (page[i] == '%' && i + 2 < page.size() && std::isxdigit(page[i + 1]) != 0 &&
        std::isxdigit(page[i + 2]) != 0) {
      out += static_cast<char>(std::stoi(page.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += page[i];
    }
  }
  return out;
}

}  // namespace

TEST(UnequalSeeds, TheLineOfTheDifferenceHasTheValuesOfThePairedSeeds) {
  const Folder folder;
  const auto systems = unequal_seeds(folder);
  const auto found = all_pairs(systems);
  const auto text = comparison_text(systems, found, {}, 200, false);
  EXPECT_THAT(text, HasSubstr("three     50.00"));
  EXPECT_THAT(text, HasSubstr("one − three: +25.00 points of UA (seed 2: 100.00 − 75.00)"));
  const auto json = nlohmann::json::parse(comparison_json(systems, found, {}))["pairs"][0];
  EXPECT_EQ(json["other_seeds"], true);
  EXPECT_EQ(json["seeds"], nlohmann::json::parse("[[2, 2]]"));
  EXPECT_EQ(json["values"], nlohmann::json::parse("[0.75, 1.0]"));
  EXPECT_EQ(json["difference"], 0.25);
}

TEST(UnequalSeeds, ATableOfManyPairsSaysItInTheRow) {
  const Folder folder;
  auto systems = unequal_seeds(folder);
  for (const std::string name : {"c", "d"})
    systems.push_back(sample::system(folder, name, {1, 2, 3}, {1, 1, 2}));
  systems.push_back(sample::system(folder, "e", {1, 2, 3}, {0, 1, 2}));
  const auto text = comparison_text(systems, all_pairs(systems), {}, 200, false);
  EXPECT_THAT(text, HasSubstr("+25.00 (seed 2: 100.00 − 75.00)"));
}

TEST(UnequalSeeds, EveryFormatOfTheReportHasThem) {
  const Folder folder;
  const auto grid = make_grid(unequal_seeds(folder), {});
  const auto document = report_of(grid, "both");
  const std::string values = "seed 2: 100.00 − 75.00";
  EXPECT_THAT(html_of(document), AllOf(HasSubstr("compared over " + values),
                                       HasSubstr("the other tables are of all seeds")));
  EXPECT_THAT(markdown_of(document), HasSubstr(values));
  EXPECT_THAT(latex_of(document), HasSubstr("seed 2: 100.00 $-$ 75.00"));
  const auto csv = read_csv(grid_csv(grid)).rows;
  const auto& head = csv.front().fields;
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  bool seen = false;
  for (const auto& row : csv) {
    if (row.fields[column("metric")] != "ua" || row.fields[1] != "focal") continue;
    seen = true;
    EXPECT_EQ(row.fields[column("paired_seeds")], "2");
    EXPECT_EQ(row.fields[column("paired")], "1");
    EXPECT_EQ(row.fields[column("paired_reference")], "0.75");
    EXPECT_EQ(row.fields[column("difference")], "0.25");
  }
  EXPECT_TRUE(seen);
}

TEST(UnequalSeeds, TheNoteNamesTheRunsAndNotTheirExperiment) {
  const Folder folder;
  auto systems = unequal_seeds(folder);
  for (auto& system : systems) system.name = "demo";
  const auto grid = make_grid(systems, {});
  EXPECT_THAT(grid.comparisons.notes,
              ::testing::Contains(AllOf(HasSubstr((folder / "three").string() + " has the seeds"),
                                        HasSubstr((folder / "one").string() + " the seeds 2"))));
}

TEST(UnequalSeeds, OfEqualOnesTheLineStaysAsItWas) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {sample::system(folder, "a", {1, 2}, {1, 1}),
                                             sample::system(folder, "b", {1, 2}, {0, 1})};
  EXPECT_THAT(comparison_text(systems, all_pairs(systems), {}, 200, false),
              Not(HasSubstr("(seed")));
}

TEST(Stamped, DataOfAPageCarryItsStamps) {
  const Folder folder;
  const auto run = sample::system(folder, "stamped", {1}, {0}, [](RunFacts& facts) {
    facts.test_speakers = TestSpeakers::shared;
  });
  const auto page = decoded(html_of(report_of(make_grid({run}, {}), "page")));
  std::size_t files = 0;
  for (auto at = page.find("data:text/csv"); at != std::string::npos;
       at = page.find("data:text/csv", at + 1)) {
    ++files;
    const auto file = page.substr(at, page.find("\">data (CSV)", at) - at);
    EXPECT_THAT(file, HasSubstr(",stamp\n"));
    EXPECT_THAT(file, HasSubstr("speaker-dependent: people who are tested were trained on"));
  }
  EXPECT_GT(files, 3U);
  const auto honest = sample::system(folder, "honest", {1}, {0});
  EXPECT_THAT(decoded(html_of(report_of(make_grid({honest}, {}), "page"))),
              Not(HasSubstr(",stamp\n")));
}

TEST(Stamped, ANoteOfTwoRunsSaysWhoseStampItIs) {
  const Folder folder;
  const std::vector<EvaluatedRun> systems = {
      sample::system(folder, "honest", {1}, {1},
                     [](RunFacts& facts) { facts.loss = "cross_entropy"; }),
      sample::system(folder, "starred", {1}, {0}, [](RunFacts& facts) {
        facts.validation_is_test = true;
        facts.signature.fields[1].second = "test";
      })};
  const auto text = comparison_text(systems, all_pairs(systems), {"they differ"}, 120, false);
  EXPECT_THAT(text, HasSubstr("note: starred: "));
  EXPECT_THAT(text, HasSubstr("starred (selected on test)"));
  EXPECT_THAT(text, Not(HasSubstr("honest (")));
  const auto page = markdown_of(report_of(make_grid(systems, {}), "both"));
  EXPECT_THAT(page, HasSubstr("Focal: "));
  EXPECT_THAT(page, HasSubstr("selected on test"));
}

TEST(Chance, AReportOfOneRunSaysThatItKnowsNothing) {
  const Folder folder;
  const auto below = sample::system(folder, "below", {1}, {4});
  const auto document = report_of(make_grid({below}, {}), "below");
  EXPECT_THAT(html_of(document), HasSubstr("UA is below chance (25.00), WA (25.00)"));
  EXPECT_THAT(markdown_of(document), HasSubstr("UA is below chance"));
  EXPECT_THAT(latex_of(document), HasSubstr("below chance"));
  EXPECT_THAT(grid_csv(make_grid({below}, {})), HasSubstr(",below chance\n"));
}

TEST(Chance, IsToldOfEveryMetricThatHasALevel) {
  // UA is 50 %, twice its chance; WA is what the largest class would give, and less.
  const Folder folder;
  auto system = sample::system(folder, "a", {1}, {0});
  for (auto& result : system.run.results) {
    metrics::Confusion counts(4);
    counts.add(0, 0, 4), counts.add(0, 1, 6);
    counts.add(1, 1, 1);
    counts.add(2, 3, 1);
    result.scores.confusion = counts;
  }
  system.run.summary["ua"].pooled = 1.4 / 3;
  system.run.summary["wa"].pooled = 5.0 / 12;
  const auto page = html_report(system.run);
  EXPECT_THAT(page, HasSubstr("WA is below chance (83.33)"));
  EXPECT_THAT(page, Not(HasSubstr("UA is below chance")));
}

TEST(Speakers, ThatAreUnknownAreNotNone) {
  const Folder folder;
  const auto run = sample::system(folder, "a", {1}, {1}, [](RunFacts& facts) {
    facts.speakers = 0;
    facts.test_speakers = TestSpeakers::unknown;
  });
  EXPECT_THAT(model_card(run.run), AllOf(HasSubstr("24 clips, speakers unknown, 0.50 hours"),
                                         Not(HasSubstr("0 speakers"))));
  EXPECT_THAT(html_report(run.run), HasSubstr("<dt>speakers</dt><dd>unknown</dd>"));
}

TEST(JoinedName, NamesAllSeedsAndFoldsOfACell) {
  EXPECT_EQ(joined_name({"lstm-focal-seed1-0f3a9c2b", "lstm-focal-seed2-77bc01aa"}),
            "lstm-focal-seeds1,2");
  EXPECT_EQ(joined_name({"a-seed10-fold2-0f3a9c2b", "a-seed2-fold1-77bc01aa"}),
            "a-seeds2,10-folds1,2");
  EXPECT_EQ(joined_name({"run", "run"}), "run");
  EXPECT_EQ(joined_name({"first", "second-try"}), "first + second-try");
  EXPECT_EQ(joined_name({"a", "b", "c", "d"}), "a + b + c and 1 more");
}

TEST(HalfCounts, OfClipsAreExplained) {
  const auto systems = made::half_right_each();
  EXPECT_THAT(comparison_text(systems, all_pairs(systems), {}, 120, false),
              Not(HasSubstr("counts as half")));
  std::vector<EvaluatedRun> tied = {made::system("first"), made::system("second")};
  for (std::int64_t k = 0; k < 2; ++k) {
    for (const bool second : {false, true}) {
      EvaluatedSeed seed{k, {}, {}, {}};
      made::add(seed, 1, 0, 1, second == (k == 0) ? 1 : 0);
      made::add(seed, 1, 1, 4, 4);
      tied[second ? 1 : 0].seeds.push_back(seed);
    }
  }
  EXPECT_THAT(comparison_text(tied, all_pairs(tied), {}, 120, false),
              AllOf(HasSubstr("right in only the first 0.5, only the second 0.5"),
                    HasSubstr("(a clip that each system has right in as many seeds counts as half "
                              "of either)")));
}

TEST(Intervals, WhereThereAreNoneNoHeadPromisesThem) {
  const Folder folder;
  std::vector<EvaluatedRun> systems = {
      sample::system_of_speakers(folder, "a", {1}, {{1, 2, 1, 1, 2, 3}},
                                 [](RunFacts& facts) { facts.loss = "cross_entropy"; }),
      sample::system_of_speakers(folder, "b", {1}, {{0, 1, 0, 1, 1, 0}})};
  EXPECT_THAT(comparison_text(systems, all_pairs(systems), {}, 120, false), HasSubstr("95 % CI"));
  for (auto& system : systems) {
    for (auto& [name, metric] : system.run.summary) {
      metric.low = metric.high = std::nullopt;
      metric.method = "no interval: 3 speakers, but at least 5 are needed";
    }
    for (auto& seed : system.seeds) {
      for (auto& speaker : seed.outcomes.speakers) speaker = std::nullopt;
    }
  }
  const auto text = comparison_text(systems, all_pairs(systems), {}, 120, false);
  EXPECT_THAT(text, AllOf(Not(HasSubstr("95 % CI")),
                          HasSubstr("\nno interval: 3 speakers, but at least 5 are needed\n")));
  const auto page = markdown_of(report_of(make_grid(systems, {}), "both"));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("95 % CI")), Not(HasSubstr("95 % confidence interval")),
                          HasSubstr("there is no interval (3 speakers, but at least 5 are")));
}
