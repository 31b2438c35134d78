// serhost report by the binary, in each of its forms.
#include <gtest/gtest.h>

#include "end_to_end/compared.hpp"

using end_to_end::Compared;
using end_to_end::serhost;
using end_to_end::slurp;

namespace {

/// Every part, or the first that is missing.
std::string missing(const std::string& text, const std::vector<std::string>& parts) {
  for (const auto& part : parts) {
    if (text.find(part) == std::string::npos) return "without '" + part + "' in:\n" + text;
  }
  return "";
}

}  // namespace

TEST_F(Compared, AReportHasEveryForm) {
  const auto page =
      serhost({"report", "runs/ce", "runs/focal", "--out", "page.html", "--maps"}, folder());
  ASSERT_EQ(page.status, 0) << page.err;
  EXPECT_EQ(page.out, "report: page.html\n");
  EXPECT_EQ(
      missing(slurp(folder() / "page.html"),
              {"<h2>Result</h2>", "id=\"matrix\"", "<h2>Significance</h2>", "<h2>Papers</h2>",
               "id=\"training-loss\"", "id=\"reliability-", "id=\"speakers\"", "id=\"map-emotion-",
               "id=\"map-arousal-", "id=\"map-speaker-", "id=\"tuning\""}),
      "");
  const auto latex = serhost({"report", "runs/ce", "runs/focal", "--format", "latex"}, folder());
  ASSERT_EQ(latex.status, 0) << latex.err;
  EXPECT_EQ(missing(latex.out, {"\\toprule", "\\bottomrule", "LSTM & "}), "");
  const auto markdown =
      serhost({"report", "runs/ce", "runs/focal", "--format", "md", "--other-corpora"}, folder());
  ASSERT_EQ(markdown.status, 0) << markdown.err;
  EXPECT_EQ(missing(markdown.out, {"| backbone | CE | Focal |", "comparative study, Table I",
                                   "56.10", "not comparable"}),
            "");
  const auto csv =
      serhost({"report", "runs/ce", "runs/focal", "--format", "csv", "--metric", "wa"}, folder());
  ASSERT_EQ(csv.status, 0) << csv.err;
  EXPECT_EQ(missing(csv.out, {"backbone,loss,metric,pooled", "lstm,focal,wa,"}), "");
}

TEST_F(Compared, AReportIsWrittenIntoDevicesAndNeverInTheirPlace) {
  const auto full =
      serhost({"report", "runs/ce", "--format", "md", "--out", "/dev/full"}, folder());
  EXPECT_EQ(full.status, 74) << full.err;
  EXPECT_EQ(missing(full.err, {"/dev/full: cannot be written: No space left on device"}), "");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  const auto shown =
      serhost({"report", "runs/ce", "--format", "md", "--out", "/dev/stdout"}, folder());
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_EQ(missing(shown.out, {"LSTM"}), "");
  std::filesystem::create_symlink("elsewhere.md", folder() / "link.md");
  const auto link = serhost({"report", "runs/ce", "--format", "md", "--out", "link.md"}, folder());
  EXPECT_EQ(link.status, 73) << link.err;
  EXPECT_EQ(missing(link.err, {"link.md: is a link to 'elsewhere.md'", "name the file itself"}),
            "");
  EXPECT_FALSE(std::filesystem::exists(folder() / "elsewhere.md"));
}

TEST_F(Compared, AReportOfAFolderLaysItsRunsOutByAnyKeyAndRefusesWhatIsNoRanking) {
  const auto cell = serhost({"report", "runs"}, folder());
  EXPECT_EQ(cell.status, 1);
  EXPECT_EQ(
      missing(cell.err, {"the cell lstm / cross_entropy holds results that are not comparable",
                         "validation: \"speakers 0.2, ", "\" (ce), \"test\" (starred)"}),
      "");
  const std::vector<std::string> laid_out = {
      "report", "runs", "--format",  "md",
      "--rows", "loss", "--columns", "protocol.validation.from"};
  const auto refused = serhost(laid_out, folder());
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(missing(refused.err, {"validation: ", "--force"}), "");
  auto forced_words = laid_out;
  forced_words.emplace_back("--force");
  const auto forced = serhost(forced_words, folder());
  EXPECT_EQ(forced.status, 0) << forced.err;
  EXPECT_EQ(missing(forced.out,
                    {"forced: these results are not comparable", "| loss | default | test |"}),
            "");
}

TEST_F(Compared, AReportOfOneRunGoesIntoItsFolder) {
  const auto made = serhost({"report", "runs/focal"}, folder());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, "report: runs/focal/report.html\n");
  EXPECT_EQ(missing(slurp(folder() / "runs" / "focal" / "report.html"),
                    {"UA ", "id=\"metrics\"", "id=\"confusion-0\""}),
            "");
}

TEST_F(Compared, AReportOfNothingSaysWhereItLooked) {
  EXPECT_EQ(serhost({"report", "nowhere"}, folder()).status, 66);
  EXPECT_EQ(serhost({"report", "runs/ce/tensorboard"}, folder()).status, 66);
  EXPECT_EQ(serhost({"report", "runs/ce", "--format", "pdf"}, folder()).status, 64);
  const auto unknown = serhost({"report", "runs/ce", "--rows", "los"}, folder());
  EXPECT_EQ(unknown.status, 64);
  EXPECT_EQ(missing(unknown.err, {"no run has the key 'los'. Did you mean 'loss'?"}), "");
}

TEST_F(Compared, ARunLeavesAModelCard) {
  EXPECT_EQ(missing(slurp(folder() / "runs" / "focal" / "model_card.md"),
                    {"# focal", "| UA |", "synthetic", "## How it was trained",
                     "plugin = \"focal\"", "## What it must not be used for"}),
            "");
}
