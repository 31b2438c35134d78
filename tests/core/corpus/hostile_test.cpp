// Whatever the names on disk are, the shipped descriptions list, leave out or refuse with a
// sentence: keys are unique valid UTF-8, and nothing crashes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <serhost/corpus.hpp>
#include <set>

#include "core/corpus/folder.hpp"
#include "corpus/described_corpus.hpp"

namespace fs = std::filesystem;
using namespace serhost;

namespace {

/// A name near those of corpora: pieces of true names, mixed with what file systems allow.
std::string hostile_name(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"1001",
                                                  "_DFA",
                                                  "_ANG",
                                                  "_XX",
                                                  "OAF",
                                                  "_bite",
                                                  "_ps",
                                                  "DC_",
                                                  "sa01",
                                                  "neu-f1-b1",
                                                  "01-C-2-6",
                                                  "F_02_MONIKA_S_2_SURPRISE_3",
                                                  "]",
                                                  "F03F02",
                                                  "SM1_F10_A010",
                                                  "a06",
                                                  " (5)",
                                                  "b",
                                                  "32_happiness_enthusiasm",
                                                  " h_120",
                                                  "0011_000351",
                                                  "SK0_anger_1",
                                                  "1157_kz_",
                                                  "f2-03-02-02-65",
                                                  "\xff\xfe",
                                                  "\xc3\xa9",
                                                  "e\xcc\x81",
                                                  "\xe2\x80\xae",
                                                  "\n",
                                                  "\t",
                                                  " ",
                                                  "{",
                                                  "}",
                                                  "\"",
                                                  "'",
                                                  "\\",
                                                  "%s",
                                                  "..",
                                                  "-",
                                                  "=",
                                                  "\x01",
                                                  "99999999999999999999",
                                                  ""};
  std::string out;
  const auto count = 1 + random() % 5;
  for (std::size_t i = 0; i < count; ++i) out += pieces[random() % pieces.size()];
  return out.empty() || out == "." || out == ".." ? "x" : out.substr(0, 200);
}

class EveryDescription : public ::testing::TestWithParam<fs::path> {};

std::vector<fs::path> descriptions() {
  std::vector<fs::path> out;
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) return out;
  for (const auto& entry :
       fs::directory_iterator(fs::path(source) / "plugins/datasets/described/corpora"))
    out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_P(EveryDescription, SurvivesHostileNames) {
  std::mt19937 random(7);
  for (int round = 0; round < 3; ++round) {
    const corpus::TestFolder folder;
    for (int i = 0; i < 120; ++i) {
      auto name = hostile_name(random);
      if (random() % 3 == 0) name = hostile_name(random) + "/" + name;
      folder.write("root/" + name + (random() % 8 == 0 ? ".m4a" : ".wav"), "");
    }
    std::vector<Utterance> clips;
    try {
      clips = corpus::read_described_corpus({folder.path() / "root", {}}, GetParam())->utterances();
    } catch (const std::runtime_error& error) {
      EXPECT_FALSE(std::string(error.what()).empty());
      continue;
    }
    std::set<std::string> keys;
    for (const auto& clip : clips) {
      EXPECT_TRUE(corpus::is_utf8(clip.key));
      EXPECT_TRUE(keys.insert(clip.key).second) << clip.key;
      EXPECT_TRUE(fs::exists(clip.audio));
      for (const auto& field : {clip.speaker, clip.sentence, clip.label}) {
        EXPECT_TRUE(!field || (!field->empty() && corpus::is_utf8(*field)));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, EveryDescription, ::testing::ValuesIn(descriptions()),
                         [](const auto& one) { return one.param.stem().string(); });
