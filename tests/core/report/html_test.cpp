#include "report/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/files.hpp"
#include "core/run/sample.hpp"
#include "report/run_pages.hpp"
#include "report/svg.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using ::testing::HasSubstr;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST(HtmlReport, ShowsEverySectionAndNeedsNothingElse) {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish(run_pages);
  const auto page = read_file(folder / "report.html");
  for (const auto* section : {"Summary", "Classes", "Folds", "Training", "Notes",
                              "Experiment and data", "Plugins", "Versions"}) {
    EXPECT_THAT(page, HasSubstr("<h2>" + std::string(section) + "</h2>"));
  }
  EXPECT_THAT(page, HasSubstr("fear 3"));  // a label that was left out
  EXPECT_THAT(page, HasSubstr("1 damaged clip left out"));
  EXPECT_THAT(page, HasSubstr("1 short clip padded"));
  EXPECT_THAT(page, HasSubstr("validation: 1 speaker of 4"));
  EXPECT_EQ(count(page, "<polyline"), 4u * 4u);  // 2 folds, 2 seeds; losses of two parts, UA and WA
  for (const auto* outside : {"<script", "http:", "https:", "src=", "href=", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  for (const auto* tag : {"div", "table", "tr", "td", "th", "svg", "g", "p", "dl", "dd", "ul", "li",
                          "section", "details", "text"}) {
    const std::string name(tag);
    EXPECT_EQ(count(page, "<" + name + ">") + count(page, "<" + name + " "),
              count(page, "</" + name + ">"))
        << name;
  }
}

TEST(HtmlReport, SaysWhereAModelIsRight) {
  sample::Folder folder;
  auto facts = sample::facts();
  facts.experiment_text = "name = \"<demo>\"\n";
  RunRecord record(folder.path(), facts);
  sample::run_all(record);
  record.finish(run_pages);
  const auto page = read_file(folder / "report.html");
  for (const auto* part :
       {">precision</th>", ">F1</th>", "Each speaker, percent", ">true</text>",
        "<h2>Experiment file</h2>", "<pre>name = &quot;&lt;demo&gt;&quot;\n</pre>",
        "chance on average", "<h2>Folds</h2>"})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST(HtmlReport, SaysThatAHighAccuracyHidesSmallClasses) {
  run::Run run;
  run.facts = sample::facts();
  run.facts.classes = {"neutral", "fear"};
  run::Result result;
  metrics::Confusion counts(2);
  counts.add(0, 0, 90);
  counts.add(1, 0, 9);
  counts.add(1, 1, 1);
  result.scores.confusion = counts;
  run.results.push_back(result);
  run.summary["wa"].pooled = 0.91;
  run.summary["ua"].pooled = 0.55;
  const auto page = html_report(run);
  EXPECT_THAT(page, HasSubstr("WA 91.00 hides UA 55.00: the small classes are missed (recall of "
                              "fear: 10.00)"));
  run.summary["ua"].pooled = 0.85;
  EXPECT_THAT(html_report(run), Not(HasSubstr("hides UA")));
}

TEST(HtmlReport, OfARunWithoutResultsIsAPage) {
  run::Run run;
  run.facts = sample::facts();
  const auto page = html_report(run);
  EXPECT_THAT(page, HasSubstr("unfinished: 0 of 0"));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

TEST(HeatMap, SaysSharesOfTheRowAndCounts) {
  metrics::Confusion confusion(2);
  confusion.add(0, 0, 3);
  confusion.add(0, 1, 1);
  const auto figure = heat_map({"anger", "joy"}, confusion);
  EXPECT_THAT(figure, HasSubstr("anger taken for joy: 1 of 4 clips"));
  EXPECT_THAT(figure, HasSubstr(">75.0<"));
  EXPECT_THAT(figure, HasSubstr("fill-opacity=\"0.250\""));
  EXPECT_EQ(count(figure, ">–<"), 2u);  // joy has no clip: no share
}

TEST(RecallBars, TellNoClipFromNoneRight) {
  const auto figure = recall_bars({"anger", "joy"}, {0.0, std::nullopt}, {4, 0});
  EXPECT_THAT(figure, HasSubstr(">0.0<"));
  EXPECT_THAT(figure, HasSubstr(">no clip<"));
}

TEST(LineChart, BreaksAtNanAndSurvivesOnePointAndNone) {
  const double nan = std::nan("");
  const auto broken = line_chart(
      "loss", {{"a", "c1", {{1, 1.0}, {2, 2.0}, {3, nan}, {4, 1.0}, {5, 3.0}}}}, false, 2);
  EXPECT_EQ(count(broken, "<polyline"), 2u);
  EXPECT_THAT(broken, Not(HasSubstr("nan")));
  const auto single = line_chart("loss", {{"a", "c1", {{1, 1.0}}}}, false, 1);
  EXPECT_EQ(count(single, "<circle"), 1u);
  EXPECT_THAT(single, Not(HasSubstr("nan")));
  EXPECT_EQ(line_chart("loss", {{"a", "c1", {}}}, false, 0), "");
}
