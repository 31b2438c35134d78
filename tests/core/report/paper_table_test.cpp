// A paper's own table: its rows and columns in their order, printed values as printed, ours beside
// them.
#include "report/paper_table.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace serhost::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

run::EvaluatedRun run_on(const std::string& encoder, const std::string& corpus,
                         const std::string& recipe, const std::string& metric, double value) {
  run::EvaluatedRun out;
  out.name = encoder + corpus + recipe;
  out.keys = {{"encoder", encoder}, {"corpus", corpus}, {"recipe", recipe}};
  auto& summary = out.run.summary[metric];
  summary.pooled = value;
  summary.low = value - 0.1;
  summary.high = value + 0.1;
  return out;
}

PaperLayout sentiment() {
  return {.table = "emotion2vec_table7_sentiment",
          .axes = {"corpus", "encoder", "recipe"},
          .rows = {"encoder"},
          .row_of = {{"ours", {{"size", "large"}, {"model", "WavLM"}}}},
          .columns = "corpus",
          .column_of = {{"mosi", {{"cmu_mosi_wf1", "wf1, sign_wf1"}}},
                        {"mosei", {{"cmu_mosei_wf1", "wf1, sign_wf1"}}}}};
}

std::vector<Table> tables(const PaperLayout& layout, const std::vector<run::EvaluatedRun>& runs) {
  std::vector<Table> out;
  for (const auto& block : paper_blocks(layout, runs)) {
    if (const auto* const table = std::get_if<Table>(&block)) out.push_back(*table);
  }
  return out;
}

std::vector<std::string> texts(const std::vector<Cell>& row) {
  std::vector<std::string> out;
  for (const auto& cell : row) out.push_back(cell.text);
  return out;
}

TEST(PaperTable, HasThePapersRowsAndColumnsAndATableForEachOtherValue) {
  const auto all = tables(sentiment(), {run_on("ours", "mosi", "ce", "wf1", 0.7),
                                        run_on("ours", "mosei", "ce", "wf1", 0.8),
                                        run_on("ours", "mosi", "merbench", "sign_wf1", 0.6),
                                        run_on("other", "mosi", "ce", "wf1", 0.1)});
  ASSERT_EQ(all.size(), 2u);
  std::vector<std::string> columns;
  for (const auto& [name, number] : all[0].columns) columns.push_back(name);
  EXPECT_THAT(columns, ElementsAre("size", "model", "cmu_mosi_wf1, printed", "cmu_mosi_wf1, ours",
                                   "cmu_mosei_wf1, printed", "cmu_mosei_wf1, ours"));
  EXPECT_EQ(all[0].title, "emotion2vec, Table 7: ce");
  ASSERT_EQ(all[0].rows.size(), 6u) << "rows that were not run stay";
  EXPECT_THAT(texts(all[0].rows[0]), ElementsAre("base", "data2vec", "65.06", "–", "72.79", "–"));
  EXPECT_THAT(texts(all[0].rows[4]),
              ElementsAre("large", "WavLM", "68.27", "70.00", "77.66", "80.00"));
  EXPECT_EQ(all[0].rows[4][3].below, "[60.00, 80.00]");
  EXPECT_THAT(texts(all[1].rows[4]), ElementsAre("large", "WavLM", "68.27", "60.00", "77.66", "–"));
}

TEST(PaperTable, WithoutAnAxisOfColumnsHasItsMetrics) {
  PaperLayout song{.table = "emotion2vec_table5_song",
                   .axes = {"encoder"},
                   .rows = {"encoder"},
                   .row_of = {{"ours", {{"model", "WavLM-base+"}}}},
                   .columns = "",
                   .column_of = {}};
  auto run = run_on("ours", "", "", "wa", 0.5);
  run.run.summary["ua"].pooled = 0.25;
  const auto all = tables(song, {run});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(texts(all[0].rows[1]), ElementsAre("ssl", "WavLM-base+", "Freeze", "Linear", "54.9",
                                                 "50.00", "53.9", "25.00", "54.2", "–"));
  EXPECT_THAT(texts(all[0].rows[4]),
              ElementsAre("ssl", "L3-Net", "Freeze", "Linear", "71.0", "–", "–", "–", "–", "–"));
}

std::string refused(const PaperLayout& layout) {
  try {
    paper_blocks(layout, {});
  } catch (const Error& error) { return error.what(); }
  return "";
}

TEST(PaperTable, RefusesWhatIsNotPrinted) {
  auto layout = sentiment();
  layout.table = "emotion2vec_table7_sentimental";
  EXPECT_THAT(refused(layout), HasSubstr("Did you mean 'emotion2vec_table7_sentiment'"));
  layout = sentiment();
  layout.row_of["ours"]["size"] = "huge";
  EXPECT_THAT(refused(layout), HasSubstr("the row of ours is not printed"));
  layout.row_of["ours"] = {{"model", "WavLM"}};
  EXPECT_THAT(refused(layout), HasSubstr("the row of ours is printed more than once"));
  layout = sentiment();
  layout.column_of["mosi"] = {{"size", "wf1"}};
  EXPECT_THAT(refused(layout), HasSubstr("'size' of mosi is no column of metrics"));
}

}  // namespace
}  // namespace serhost::report
