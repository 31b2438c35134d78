// What a description of a small corpus becomes.
#include "app/made_corpus.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/config/fixture.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class MadeCorpus : public config::testing::InFolder {
 protected:
  static std::set<std::string> made(const std::string& description) {
    write("smoke.json", description);
    make_corpus("smoke.json", "corpus");
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator("corpus")) {
      if (entry.is_regular_file()) out.insert(fs::relative(entry.path(), "corpus").string());
    }
    return out;
  }
};

TEST_F(MadeCorpus, NamesInBracesStandForEachOfTheirValues) {
  const auto files = made(R"({"seconds": 0.1,
    "each": {"actor": ["01", "02"],
             "clip": [{"n": "1", "label": "anger"}, {"n": "2", "label": "joy"}]},
    "files": {"Actor_{actor}/{clip.n}-{clip.label}.wav": null, "note {here}.txt": "as it is"}})");
  EXPECT_EQ(files, (std::set<std::string>{"Actor_01/1-anger.wav", "Actor_01/2-joy.wav",
                                          "Actor_02/1-anger.wav", "Actor_02/2-joy.wav",
                                          "note {here}.txt"}));
  EXPECT_EQ(read_file("corpus/note {here}.txt"), "as it is");
  EXPECT_NE(read_file("corpus/Actor_01/1-anger.wav"), read_file("corpus/Actor_02/1-anger.wav"))
      << "recordings of their own, or they would be copies";
  EXPECT_EQ(read_file("corpus/Actor_01/1-anger.wav").size(), 44u + 2 * 1600);
}

TEST_F(MadeCorpus, LinesAreRepeatedForWhatThePathLeavesOpen) {
  made(R"({"each": {"s": ["1", "2"], "clip": [{"n": "1", "label": "a"}, {"n": "2", "label": "b"}]},
    "files": {"session{s}.csv": ["name,label", "{s}_{clip.n},{clip.label}"]}})");
  EXPECT_EQ(read_file("corpus/session2.csv"), "name,label\n2_1,a\n2_2,b\n");
}

TEST_F(MadeCorpus, SaysWhatIsNoDescription) {
  try {
    made(R"({"files": {"a.wav": 3}})");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("smoke.json: is not a description of a corpus"));
  }
}

}  // namespace
}  // namespace serhost::app
