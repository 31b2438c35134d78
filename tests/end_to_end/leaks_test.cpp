// Copies, contradicting lists and wrong layouts through the program: what each command says, and
// its status.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "end_to_end/faults/corpus.hpp"

using end_to_end::Finished;
using end_to_end::Scratch;

namespace fs = std::filesystem;

namespace {

class Leaks : public testing::Test {
 protected:
  void SetUp() override {
    faults::write_corpus(scratch_);
    scratch_.write("e.toml", faults::kExperiment);
  }
  Finished operator()(const std::vector<std::string>& command) const {
    return end_to_end::serhost(command, scratch_.path());
  }
  /// The corpus holds a copy of itself under a third label.
  void nest() const {
    fs::copy(scratch_.path() / "data", scratch_.path() / "copy", fs::copy_options::recursive);
    fs::rename(scratch_.path() / "copy", scratch_.path() / "data/data");
  }

  Scratch scratch_{"leaks"};
};

#define EXPECT_HOLDS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

}  // namespace

TEST_F(Leaks, ATreeThatHoldsACopyOfItselfIsToldByEveryCommand) {
  nest();
  const std::string pair = "angry/s1_1.wav = data/angry/s1_1.wav (labels angry, data)";
  const auto checked = (*this)({"check", "e.toml"});
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_HOLDS(checked.err, "warning: 16 recordings are under two labels");
  EXPECT_HOLDS(checked.err, pair);
  EXPECT_HOLDS(checked.out, "classes: angry 8, data 16, sad 8");

  const auto audited = (*this)({"data", "audit", "e.toml"});
  EXPECT_EQ(audited.status, 1) << audited.err;
  EXPECT_HOLDS(audited.out,
               "16 recordings under two labels, of which one is wrong (16 of them "
               "within one part)");
  EXPECT_EQ(audited.out.find("twice within one part"), std::string::npos);  // told once
  EXPECT_HOLDS(audited.out, pair);

  const auto listed = (*this)({"data", "copies", "e.toml", "--json"});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_EQ(nlohmann::json::parse(listed.out)["pairs"].size(), 16U);

  const auto refused = (*this)({"run", "e.toml"});
  EXPECT_EQ(refused.status, 65) << refused.err;
  EXPECT_HOLDS(refused.err, pair);
  const auto allowed = (*this)({"run", "e.toml", "-s", "protocol.copies=allow"});
  EXPECT_EQ(allowed.status, 0) << allowed.err;
  EXPECT_HOLDS(allowed.err, "16 recordings are under two labels");
}

TEST_F(Leaks, NamesThatLookTheSameAreOneAndNearOnesAreWarnedOf) {
  scratch_.write("list.csv",
                 "path,label,speaker\ndata/angry/s1_1.wav,angry ,1\ndata/sad/s1_1.wav,sad,01\n"
                 "data/angry/s2_1.wav,angry,2\ndata/sad/s2_1.wav,sad,2 \n"
                 "data/angry/s3_1.wav,Angry,3\ndata/sad/s3_1.wav,sad,3\n"
                 "data/angry/s4_1.wav,Angry,4\ndata/sad/s4_1.wav,sad,4\n");
  scratch_.write("m.toml",
                 faults::with(faults::kExperiment,
                              "plugin  = \"folder\"\nroot    = \"data\"\nspeaker = \"^(s[0-9])\"",
                              "plugin = \"manifest\"\nfile = \"list.csv\""));
  for (const std::string command : {"check", "run"}) {
    const auto done = (*this)({command, "m.toml", "-s", "protocol.name=leave-one-speaker-out"});
    EXPECT_EQ(done.status, 0) << done.err;
    EXPECT_HOLDS(done.err, "classes 'Angry' (2 clips) and 'angry' (2 clips) differ only in case");
    EXPECT_HOLDS(done.err, "speakers '01' (1 clip) and '1' (1 clip) differ only in case, zeros");
    EXPECT_HOLDS(done.err, "class 'Angry' has 2 clips, fewer than there are folds (5)");
    EXPECT_EQ(done.err.find("'2 '"), std::string::npos) << done.err;
  }
  const auto audited =
      (*this)({"data", "audit", "m.toml", "-s", "protocol.name=leave-one-speaker-out"});
  EXPECT_EQ(audited.status, 0) << audited.err;
  EXPECT_HOLDS(audited.out, "note: speakers '01' (1 clip) and '1'");
}

TEST_F(Leaks, PartsAndSpeakersAreNoLabels) {
  fs::rename(scratch_.path() / "data", scratch_.path() / "train");
  fs::create_directory(scratch_.path() / "data");
  fs::rename(scratch_.path() / "train", scratch_.path() / "data/train");
  const auto checked = (*this)({"check", "e.toml"});
  EXPECT_NE(checked.status, 0);
  EXPECT_HOLDS(checked.err, "set layout = \"split/label\"");
  const auto mended = (*this)({"check", "e.toml", "-s", "dataset.layout=split/label"});
  EXPECT_EQ(mended.status, 0) << mended.err;
  EXPECT_HOLDS(mended.out, "classes: angry 8, sad 8");
}

TEST_F(Leaks, RareClassesWeighedTwiceAreWarnedOf) {
  const std::vector<std::string> command = {
      "check", "e.toml", "-s", "train.sampling=balanced", "-s", "train.class_weights=balanced"};
  EXPECT_HOLDS((*this)(command).err, "rare classes are weighed twice");
  EXPECT_EQ((*this)({"check", "e.toml", "-s", "train.sampling=balanced"}).err.find("twice"),
            std::string::npos);
}

TEST_F(Leaks, TakesOfASongAreNoCopiesButEqualFilesAre) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  const auto folder = fs::path(data == nullptr ? "" : data) / "../cases/copies";
  if (data == nullptr || !fs::is_directory(folder))
    GTEST_SKIP() << "SERHOST_TEST_DATA has no neighbor cases/copies";
  std::string list = "path,speaker\n";
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto stem = entry.path().stem().string();
    list += fs::absolute(entry.path()).string() + "," + stem.substr(stem.size() - 2) + "\n";
  }
  scratch_.write("list.csv", list);
  const auto listed = (*this)({"data", "copies", "list.csv", "--json"});
  ASSERT_EQ(listed.status, 0) << listed.err;
  const auto pairs = nlohmann::json::parse(listed.out)["pairs"];
  ASSERT_EQ(pairs.size(), 1U) << listed.out;
  EXPECT_EQ(pairs[0]["equal"], true);
  EXPECT_HOLDS(pairs[0]["keys"][0].get<std::string>(), "03-01-03-01-02-01-07.wav");
}
