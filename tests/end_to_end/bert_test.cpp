// Training on the text of utterances: a list with a column `text`, no audio, a tiny BERT.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;

namespace {

std::string model() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  return (fs::path(source == nullptr ? "." : source) / "tests/golden/bert").string();
}

/// Twelve speakers say two sentences each; their words tell the class. `without`: the first row has
/// no text.
void corpus(const Scratch& scratch, bool without) {
  std::string list = "path,label,speaker,text\n";
  for (int i = 0; i < 24; ++i) {
    const bool angry = i % 2 == 0;
    const auto name = "wav/c" + std::to_string(i) + ".wav";  // never opened
    const auto* const text = angry ? "\"no, I AM so angry! why?\"" : "\"yes, you are happy.\"";
    list += name + (angry ? ",angry" : ",happy") + ",s" + std::to_string(i / 2) + "," +
            (without && i == 0 ? "" : text) + "\n";
  }
  scratch.write("list.csv", list);
}

std::string experiment(const std::string& more = "") {
  return "name = \"words\"\nseeds = [1]\n"
         "[dataset]\nplugin = \"manifest\"\nfile = \"list.csv\"\n"
         "[backbone]\nplugin = \"bert\"\nfreeze = \"all\"\ncheckpoint = '" +
         model() + "'\n" + more +
         "[protocol]\nname = \"k-fold\"\nk = 2\nunit = \"speaker\"\n"
         "[head]\nhidden = []\n[loss]\nplugin = \"cross_entropy\"\n"
         "[train]\nepochs = 20\nbatch_size = 6\n"
         "optimizer = { name = \"adam\", lr = 0.05 }\n";
}

end_to_end::Finished run(const Scratch& scratch, const std::string& out = "words") {
  return end_to_end::serhost({"run", "words.toml", "--out", "runs/" + out}, scratch.path());
}

}  // namespace

TEST(Bert, TellsClassesByTheWordsOfAListWithoutAudio) {
  const Scratch scratch("bert");
  corpus(scratch, false);
  scratch.write("words.toml", experiment());
  const auto done = run(scratch);
  ASSERT_EQ(done.status, 0) << done.err;
  std::ifstream in(scratch.path() / "runs/words/predictions.csv");
  std::string line;
  std::getline(in, line);
  ASSERT_EQ(line.rfind("key,", 0), 0U) << line;
  int rows = 0;
  for (; std::getline(in, line); ++rows) {
    const auto first = line.find(",angry,"), other = line.find(",happy,");
    EXPECT_NE(first == std::string::npos, other == std::string::npos)
        << "label and prediction differ: " << line;
  }
  EXPECT_EQ(rows, 24);
}

TEST(Bert, NamesTheClipThatHasNoText) {
  const Scratch scratch("bert-without");
  corpus(scratch, true);
  scratch.write("words.toml", experiment());
  const auto refused = run(scratch, "refused");
  EXPECT_EQ(refused.status, 65) << refused.err;
  EXPECT_NE(refused.err.find("clip 'wav/c0.wav' has no text"), std::string::npos) << refused.err;
  scratch.write("words.toml", experiment("missing_text = \"empty\"\n"));
  const auto taken = run(scratch, "taken");
  EXPECT_EQ(taken.status, 0) << taken.err;
}
