// Sweeps that make a paper's table, from nothing to the table: `serhost sweep FILE --smoke`.
#include <gmock/gmock.h>

#include <tuple>

#include "base/files.hpp"
#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Neither a corpus nor a folder of weights is set.
end_to_end::Finished smoke(const std::string& name, const fs::path& folder,
                           std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"sweep", "--smoke",
                             (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                              (name + ".toml"))
                                 .string()});
  return end_to_end::serhost(more, folder);
}

}  // namespace

TEST(Smoke, TheTableOfSongHasThePapersLayoutFourTimes) {
  const Scratch scratch("smoke_song");
  const auto ended = smoke("e2v_table5", scratch.path());
  ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("20 done, 0 failed"));
  EXPECT_THAT(ended.out, HasSubstr("made-up clips and small random encoders"));
  for (const char* title : {"six, clips", "six, singers", "eight, clips", "eight, singers"})
    EXPECT_THAT(ended.out, HasSubstr("**emotion2vec, Table 5: " + std::string(title) + "**"));
  EXPECT_THAT(ended.out, HasSubstr("| ssl | WavLM-base | Freeze | Linear | 52.3 | "));
  EXPECT_THAT(ended.out,
              HasSubstr("| ssl | L3-Net | Freeze | Linear | 71.0 | – | – | – | – | – |"));
  EXPECT_THAT(ended.out, HasSubstr("speaker-dependent"));
  for (const char* file : {"paper.md", "paper.html", "paper.tex", "paper.csv"})
    EXPECT_TRUE(fs::exists(scratch.path() / "runs/e2v_table5_smoke" / file)) << file;
}

TEST(Smoke, TheTableOfSentimentHasBothRecipes) {
  const Scratch scratch("smoke_sentiment");
  const auto ended = smoke("e2v_table7", scratch.path());
  ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("24 done, 0 failed"));
  EXPECT_THAT(ended.out, HasSubstr("**emotion2vec, Table 7: binary\\_ce**"));
  EXPECT_THAT(ended.out, HasSubstr("**emotion2vec, Table 7: merbench**"));
  EXPECT_THAT(ended.out, HasSubstr("| large | Whisper Encoder | 64.93 | "));
  EXPECT_THAT(ended.out, Not(HasSubstr("| – |"))) << "every value of the paper has one of ours";
}

TEST(Smoke, TheTableOfConversationsHasSpeechTextAndBoth) {
  const Scratch scratch("smoke_conversation");
  const auto ended = smoke("e2v_table6", scratch.path());
  ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("3 done, 0 failed"));
  EXPECT_THAT(ended.out, HasSubstr("**emotion2vec, Table 6**"));
  EXPECT_THAT(ended.out, HasSubstr("| Speech | Shi 2023 | 65.01 | – | 65.91 | – |"));
  for (const char* row : {"| Speech | emotion2vec | 77.19 | ", "| Text | Shi 2023 | 77.30 | ",
                          "| Speech+Text | emotion2vec | 81.68 | "})
    EXPECT_THAT(ended.out,
                ::testing::AllOf(HasSubstr(row), Not(HasSubstr(std::string(row) + "–"))));
}

TEST(Smoke, TheTableOfIemocapHasARowForEverySystem) {
  const Scratch scratch("smoke_iemocap");
  const auto ended = smoke("e2v_table2", scratch.path());
  ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("20 done, 0 failed"));
  EXPECT_THAT(ended.out, HasSubstr("**emotion2vec, Table 2**"));
  EXPECT_THAT(ended.out, HasSubstr("| 0 | 71.79 | "));
  EXPECT_THAT(ended.out, HasSubstr("selected on test")) << "of the starred rows";
  EXPECT_THAT(ended.out, Not(HasSubstr(" – |"))) << "every value of the paper has one of ours";
}

// Rows that two axes make.
TEST(Smoke, TheTablesOfManyCorporaHaveARowForEach) {
  const Scratch scratch("smoke_corpora");
  for (const auto& [name, done, value] :
       {std::tuple{"e2v_table3", "15 done, 0 failed", "| SAVEE | emotion2vec | 84.38 | "},
        std::tuple{"e2v_table4", "45 done, 0 failed", "| Urdu | emotion2vec | 81.50 | "},
        std::tuple{"study_table1", "20 done, 0 failed", "| HuBERT | Focal | 81.41 | "}}) {
    const auto ended = smoke(name, scratch.path());
    ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
    EXPECT_THAT(ended.out, HasSubstr(done));
    EXPECT_THAT(ended.out, HasSubstr(value));
    EXPECT_THAT(ended.out, Not(HasSubstr(" – |"))) << "every value of the paper has one of ours";
  }
}

TEST(Smoke, FiguresAreDrawnFromTheirSweeps) {
  const Scratch scratch("smoke_figures");
  for (const auto* const name : {"study_fig2", "e2v_fig3", "e2v_fig4"})
    ASSERT_EQ(smoke(name, scratch.path()).status, 0) << name;
  const auto drawn = end_to_end::serhost(
      {"plot", "runs/study_fig2_smoke", "--figure", "curves", "--out", "fig2.svg"}, scratch.path());
  EXPECT_EQ(drawn.status, 0) << drawn.err;
  EXPECT_THAT(end_to_end::slurp(scratch.path() / "fig2.svg"), HasSubstr("training loss"));
}

// Ratings of IEMOCAP and MSP-Podcast, votes of CREMA-D, emotions of MOSEI, classes and ratings of
// IEMOCAP at once: run, reported, checked, planned and compared.
TEST(Smoke, EveryTaskRunsOnTheLayoutOfACorpus) {
  const Scratch scratch("smoke_layouts");
  const auto file =
      end_to_end::environment_path("SERHOST_SOURCE_DIR") / "tests/end_to_end/layouts.toml";
  const auto ended =
      end_to_end::serhost({"sweep", "--smoke", file.string(), "--out", "sweep"}, scratch.path());
  ASSERT_EQ(ended.status, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("5 done, 0 failed"));
  for (const auto& cell : fs::directory_iterator(scratch.path() / "sweep/cells")) {
    SCOPED_TRACE(cell.path().filename().string());
    const auto experiment =
        scratch.path() / "sweep/experiments" / (cell.path().filename().string() + ".toml");
    for (const char* command : {"check", "plan"}) {
      const auto looked = end_to_end::serhost({command, experiment.string()}, scratch.path());
      EXPECT_EQ(looked.status, 0) << command << looked.err;
    }
    const auto reported =
        end_to_end::serhost({"report", cell.path().string(), "--format", "md"}, scratch.path());
    EXPECT_EQ(reported.status, 0) << reported.err;
  }
}

// Sung clips as they are published, six emotions and two singers, of which folds share the singers.
TEST(Smoke, SongIsLearnedFromRecordings) {
  const auto* const data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "SERHOST_TEST_DATA names no folder with recordings";
  const Scratch scratch("smoke_recordings");
  scratch.write("song.toml", R"(name = "song"
[dataset]
plugin  = "ravdess"
root    = "${ROOT}"
channel = "song"
[protocol]
name       = "k-fold"
k          = 2
unit       = "clip"
validation = { from = "random", fraction = 0.1 }
[backbone]
plugin = "lstm"
width  = 16
[loss]
plugin = "cross_entropy"
[train]
epochs      = 1
max_seconds = 1.0
)");
  const auto ended = end_to_end::serhost({"run", "song.toml"}, scratch.path(),
                                         {{"ROOT", std::string(data) + "/ravdess_song"}});
  ASSERT_EQ(ended.status, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("UA"));
}

TEST(Smoke, SaysWhatItCannotMakeAndThatItDoesNotOnlyList) {
  const Scratch scratch("smoke_refused");
  scratch.write("sweep.toml", R"(name = "own"
[base.dataset]
plugin = "manifest"
root   = "${NOWHERE}"
[base.backbone]
plugin = "lstm"
[base.loss]
plugin = "cross_entropy"
[axes]
"train.epochs" = [1, 2]
)");
  const auto refused = end_to_end::serhost({"sweep", "--smoke", "sweep.toml"}, scratch.path());
  EXPECT_EQ(refused.status, 78) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("dataset 'manifest' has no smoke.json"));
  EXPECT_FALSE(fs::exists(scratch.path() / "runs"));
  const auto both =
      end_to_end::serhost({"sweep", "--smoke", "--dry-run", "sweep.toml"}, scratch.path());
  EXPECT_EQ(both.status, 64) << both.err;
}
