// The forms of a report: what is escaped, what is marked, and that the page asks nobody for
// anything.
#include "report/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/report/systems.hpp"
#include "report/grid.hpp"
#include "report/report.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using sample::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Document small() {
  Table table{"t", "A & B_1 | 50 %", "note <1>", {{"system", false}, {"UA", true}}, {}};
  table.rows = {{{"a|b_<c>"}, {"62.50", "[60.00, 65.00]", "+", "why", 0.625}},
                {{"other"}, {"50.00", "", "-", "", 0.5}}};
  return {"title <&>",
          "sub",
          "UA 62.5 | x",
          {"selected on test"},
          {{"Result",
            {Text{"told", true}, table, Figure{"f", "figure", "n", "<svg></svg>", "a,b\n1,2\n"}}}}};
}

/// A loss that is significantly better, one that is worse, of two backbones.
Grid grid(const Folder& folder, const GridOptions& options = {}) {
  std::vector<EvaluatedRun> runs;
  for (const auto& [backbone, loss, wrong] : std::vector<std::tuple<std::string, std::string, int>>{
           {"lstm", "cross_entropy", 2}, {"lstm", "focal", 0}}) {
    const std::vector<int> speakers = {wrong, wrong, wrong + 1, wrong, wrong + (wrong > 0), wrong};
    runs.push_back(
        sample::system_of_speakers(folder, backbone + "-" + loss, {1, 2}, {speakers, speakers},
                                   [&, backbone = backbone, loss = loss](RunFacts& facts) {
                                     facts.backbone = backbone;
                                     facts.loss = loss;
                                   }));
  }
  return make_grid(std::move(runs), options);
}

}  // namespace

TEST(Page, EscapesWhatComesFromOutsideAndMarksWhatIsSignificant) {
  const auto page = html_of(small());
  EXPECT_THAT(page, HasSubstr("<h1>title &lt;&amp;&gt;</h1>"));
  EXPECT_THAT(page, HasSubstr("a|b_<wbr>&lt;c&gt;"));
  EXPECT_THAT(page, HasSubstr("data-sort=\"0.625\""));
  EXPECT_THAT(page, HasSubstr("▲</span><span class=\"spoken\"> better"));
  EXPECT_THAT(page, HasSubstr("▼</span><span class=\"spoken\"> worse"));
  EXPECT_THAT(
      page,
      HasSubstr("download=\"f.csv\" "
                "href=\"data:text/csv;charset=utf-8,a,b,stamp%0A1,2,selected%20on%20test%0A\""));
}

TEST(Page, ForbidsEveryRequestAndMakesNone) {
  const Folder folder;
  const auto page = html_of(report_of(grid(folder), "t"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const auto* outside :
       {"http:", "https:", "src=\"", "@import", "url(", "<link", "<img", "fetch(", "XMLHttp"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  static const std::regex kHref("href=\"([^\"]{0,5})");
  for (std::sregex_iterator at(page.begin(), page.end(), kHref), end; at != end; ++at)
    EXPECT_EQ((*at)[1].str(), "data:");
}

TEST(Page, ClosesEveryTagAndNamesEveryFigure) {
  const Folder folder;
  const auto page = html_of(report_of(grid(folder), "t"));
  const auto count = [&](const std::string& part) {
    std::size_t n = 0;
    for (auto at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) ++n;
    return n;
  };
  for (const std::string tag :
       {"div", "table", "thead", "tbody", "tr", "td", "th", "svg", "g", "p", "section", "figure",
        "figcaption", "caption", "text", "title", "span", "button", "a"}) {
    EXPECT_EQ(count("<" + tag + ">") + count("<" + tag + " "), count("</" + tag + ">")) << tag;
  }
  EXPECT_EQ(count("<svg "), count("role=\"img\" aria-label=\""));
  EXPECT_GE(count("<svg "),
            7u);  // bars, curves of two kinds, spread of two kinds, confusion, reliability
}

TEST(Latex, IsBooktabsWithEscapedTextAndMarks) {
  const auto text = latex_of(small());
  EXPECT_THAT(
      text,
      HasSubstr("\\caption{A \\& B\\_1 \\textbar{} 50 \\%. note \\textless{}1\\textgreater{}}"));
  EXPECT_THAT(text, HasSubstr("\\begin{tabular}{lr}\n\\toprule\nsystem & UA \\\\\n\\midrule\n"));
  EXPECT_THAT(text, HasSubstr("\\textbf{62.50}$^{+}$ {\\scriptsize [60.00, 65.00]} \\\\\n"));
  EXPECT_THAT(text, HasSubstr("other & 50.00$^{-}$ \\\\\n\\bottomrule"));
  EXPECT_THAT(text, HasSubstr("% selected on test\n"));
}

TEST(Latex, WritesSignsThatOldEnginesLackInMathAndKeepsABracketFromTheLineBefore) {
  auto document = small();
  auto& table = std::get<Table>(document.sections[0].blocks[1]);
  table.note = "▲ better, ▼ worse, ± 1";
  table.rows[1][0].text = "[128]";
  const auto text = latex_of(document);
  EXPECT_THAT(text, HasSubstr("$^{+}$ better, $^{-}$ worse, $\\pm$ 1"));
  EXPECT_THAT(text, HasSubstr("\\\\\n{}[128] & 50.00"));
}

TEST(Markdown, IsATableInWhichNothingIsMarkup) {
  const auto text = markdown_of(small());
  EXPECT_THAT(text, HasSubstr("| system | UA |\n|---|---:|\n| a\\|b\\_\\<c\\> | **62.50** ▲ "
                              "\\[60.00, 65.00\\] |\n| other | 50.00 ▼ |\n"));
  EXPECT_THAT(text, HasSubstr("> **selected on test**"));
}

TEST(Report, MarksTheDifferenceThatIsSignificantAndNoOther) {
  const Folder folder;
  const auto text = markdown_of(report_of(grid(folder), "t"));
  EXPECT_THAT(text, HasSubstr("| LSTM | 41.67 \\[29.03, 55.50\\] | **95.83** ▲ \\[61.14, "
                              "99.70\\] |"));
  EXPECT_THAT(text, HasSubstr("Chance level (one class for every clip): 25.00."));
  EXPECT_THAT(text, HasSubstr("significant (paired t tests of the pooled metric over speakers; "
                              "Holm's correction over 1 tested comparison at 5 %)"));
  EXPECT_THAT(text, HasSubstr("| chance | 25.00 |"));
  EXPECT_THAT(text, HasSubstr("Over speakers, difference, interval, p, equivalence and detectable "
                              "difference are of the pooled metric"));
}

TEST(Report, SetsThePapersFiguresOfOtherCorporaBesideOursOnlyIfAskedTo) {
  const Folder folder;
  const auto without = markdown_of(report_of(grid(folder), "t"));
  EXPECT_THAT(without, Not(HasSubstr("56.10")));
  EXPECT_THAT(without, HasSubstr("2 published values of other corpora are left out"));
  GridOptions options;
  options.other_corpora = true;
  const Folder other;
  const auto text = markdown_of(report_of(grid(other, options), "t"));
  EXPECT_THAT(text, HasSubstr("| LSTM + CE | comparative study, Table I LSTM + CE, WA | 56.10 | "
                              "41.67 | 41.67 | 25.00 | not comparable corpus: iemocap there, not "
                              "stated here"));
  EXPECT_THAT(text, HasSubstr("not stated: clips, validation, selection, cropping"));
  EXPECT_THAT(text, HasSubstr("protocol: holdout there, 2-fold here"));
}

TEST(Report, OfOneRunIsAReportToo) {
  const Folder folder;
  const auto document = report_of(
      make_grid({sample::system_of_speakers(folder, "alone", {1}, {{1, 0, 1, 2, 1, 1}})}, {}),
      "alone");
  EXPECT_THAT(document.signature, HasSubstr("UA 75.0 ["));
  EXPECT_THAT(markdown_of(document), Not(HasSubstr("Significance")));
}

TEST(Report, ThatWasForcedMarksNothing) {
  const Folder folder;
  auto starred = sample::system(folder, "starred", {1}, {0}, [](RunFacts& facts) {
    facts.loss = "focal";
    facts.validation_is_test = true;
    facts.signature.fields[1].second = "test";
  });
  auto honest = sample::system(folder, "honest", {1}, {2},
                               [](RunFacts& facts) { facts.loss = "cross_entropy"; });
  const auto text = markdown_of(report_of(make_grid({honest, starred}, {}), "t"));
  EXPECT_THAT(text, HasSubstr("forced: these results are not comparable"));
  EXPECT_THAT(text, HasSubstr("Nothing is marked"));
  EXPECT_THAT(text, Not(HasSubstr("▲")));
}
