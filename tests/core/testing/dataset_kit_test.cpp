// Each check for datasets finds what it is for; and the corpora that are made of descriptions.
#include "testing/dataset_kit.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <set>

#include "core/testing/failures.hpp"
#include "testing/temporary.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::conformance;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

namespace {

enum class DatasetFlaw {
  none,
  twice,
  unsorted,
  absolute,
  other_calls,
  no_such_file,
  unknown_label,
  two_meanings,
  two_genders,
  two_sessions,
  empty_speaker,
  backwards,
  quiet,
  mute
};

/// Files of a folder, labelled by the folder they are in.
class Files : public Dataset {
 public:
  Files(DatasetFlaw flaw, fs::path root) : flaw_(flaw), root_(std::move(root)) {}
  std::vector<Utterance> utterances() override {
    if (flaw_ == DatasetFlaw::quiet && !fs::is_directory(root_)) return {};
    if (flaw_ == DatasetFlaw::mute && !fs::is_directory(root_)) throw std::runtime_error("no");
    DataRoot root;
    root.path = root_;
    const auto folder = corpus::folder_of(root, "folders of labels");
    std::vector<Utterance> all;
    for (const auto& file : corpus::files_below(folder, {"wav"})) {
      Utterance one;
      one.key = flaw_ == DatasetFlaw::absolute ? file.string() : corpus::key_of(file, folder);
      one.audio = flaw_ == DatasetFlaw::no_such_file ? fs::path(file.string() + ".gone")
                                                     : fs::absolute(file);
      one.corpus_label = file.parent_path().filename().string();
      one.label = flaw_ == DatasetFlaw::unknown_label                     ? "joyful"
                  : flaw_ == DatasetFlaw::two_meanings && all.size() == 1 ? "sad"
                                                                          : one.corpus_label;
      one.speaker = flaw_ == DatasetFlaw::empty_speaker ? "" : "03";
      one.gender = flaw_ == DatasetFlaw::two_genders && all.size() == 1 ? "female" : "male";
      one.dialogue = "talk";
      one.session = flaw_ == DatasetFlaw::two_sessions && all.size() == 1 ? "2" : "1";
      if (flaw_ == DatasetFlaw::backwards) one.start = 2.0, one.end = 1.0;
      all.push_back(std::move(one));
    }
    if (all.empty()) throw std::runtime_error(folder.string() + ": no audio");
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    if (flaw_ == DatasetFlaw::twice) all.push_back(all.back());
    if (flaw_ == DatasetFlaw::unsorted) std::swap(all.front(), all.back());
    if (flaw_ == DatasetFlaw::other_calls) all.front().text = std::to_string(++calls_);
    return all;
  }

 private:
  DatasetFlaw flaw_;
  fs::path root_;
  int calls_ = 0;
};

class DatasetKit : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path() / "tree.json")
        << R"({"labels": ["angry", "sad"], "files": {"angry/03_{odd}.wav": null, )"
        << R"("sad/04_a.wav": null, "notes/readme.txt": "two\nlines"}})";
    labels_ = write_tree(folder_.path() / "tree.json", root());
  }
  fs::path root() const { return folder_.path() / "corpus"; }
  std::vector<Check> checks(DatasetFlaw flaw) const {
    return checks_of(
        DatasetCase{[flaw](const fs::path& root) { return std::make_shared<Files>(flaw, root); },
                    root(), labels_});
  }
  Failures failures(DatasetFlaw flaw) const { return failures_of(checks(flaw)); }

  TemporaryDirectory folder_;
  std::vector<std::string> labels_;
};

}  // namespace

TEST_F(DatasetKit, IsSatisfiedByFilesWithOddNames) {
  EXPECT_THAT(failures(DatasetFlaw::none), IsEmpty());
}
TEST_F(DatasetKit, NoticesAKeyThatIsThereTwice) {
  EXPECT_THAT(failures(DatasetFlaw::twice),
              Contains(Pair(
                  "keys", AllOf(HasSubstr("'sad/04_a.wav' is there twice"), HasSubstr("key_of")))));
}
TEST_F(DatasetKit, NoticesKeysOutOfOrder) {
  EXPECT_THAT(failures(DatasetFlaw::unsorted),
              Contains(Pair("keys", HasSubstr("comes after 'sad/04_a.wav'"))));
}
TEST_F(DatasetKit, NoticesAbsolutePathsInKeys) {
  EXPECT_THAT(
      failures(DatasetFlaw::absolute),
      AllOf(Contains(Pair("keys", HasSubstr("holds an absolute path"))), Contains(Key("moved"))));
}
TEST_F(DatasetKit, NoticesTwoCallsThatDiffer) {
  EXPECT_THAT(failures(DatasetFlaw::other_calls),
              Contains(Pair("two calls", HasSubstr("two calls: text of"))));
}
TEST_F(DatasetKit, NoticesFilesThatAreNotThere) {
  EXPECT_THAT(failures(DatasetFlaw::no_such_file),
              Contains(Pair("files", HasSubstr(".wav.gone'"))));
}
TEST_F(DatasetKit, NoticesLabelsThatWereNotDeclared) {
  EXPECT_THAT(failures(DatasetFlaw::unknown_label),
              Contains(Pair("labels", HasSubstr("'joyful' of 'angry/03_"))));
}
TEST_F(DatasetKit, NoticesALabelWithTwoMeanings) {
  EXPECT_THAT(
      failures(DatasetFlaw::two_meanings),
      Contains(
          Pair("labels", HasSubstr("corpus_label 'angry' is 'angry' for one clip and 'sad' for"))));
}
TEST_F(DatasetKit, NoticesASpeakerWhoChanges) {
  EXPECT_THAT(failures(DatasetFlaw::two_genders),
              Contains(Pair("people", HasSubstr("speaker '03' is male and, in"))));
}
TEST_F(DatasetKit, NoticesADialogueInTwoSessions) {
  EXPECT_THAT(failures(DatasetFlaw::two_sessions),
              Contains(Pair("people", HasSubstr("dialogue 'talk' is in session '1' and, with"))));
}
TEST_F(DatasetKit, NoticesEmptyTexts) {
  EXPECT_THAT(failures(DatasetFlaw::empty_speaker),
              Contains(Pair("fields", HasSubstr("is an empty text; unknown is nullopt"))));
}
TEST_F(DatasetKit, NoticesSegmentsThatEndBeforeTheyBegin) {
  EXPECT_THAT(failures(DatasetFlaw::backwards),
              Contains(Pair("fields", HasSubstr("is not behind its start"))));
}
TEST_F(DatasetKit, NoticesAMissingRootThatIsNoError) {
  EXPECT_THAT(
      failures(DatasetFlaw::quiet),
      Contains(Pair("wrong root",
                    HasSubstr("a root that does not exist: there were no clips and no error"))));
}
TEST_F(DatasetKit, NoticesAnErrorThatDoesNotNameTheRoot) {
  EXPECT_THAT(failures(DatasetFlaw::mute),
              Contains(Pair("wrong root", HasSubstr("does not name the path: 'no'"))));
}

namespace {

enum class Sound { good, none, loud, other };

/// Gives its audio itself.
template <Sound sound>
struct Sounding : Files, ReadsAudio {
  explicit Sounding(fs::path root) : Files(DatasetFlaw::none, std::move(root)) {}
  Waveform read(const Utterance&) const override {
    Waveform out;
    out.sample_rate = 16000;
    if (sound != Sound::none) out.samples.assign(100, sound == Sound::loud ? 2.0F : 0.5F);
    if (sound == Sound::other) out.samples.back() = static_cast<float>(++reads_) * 0.01F;
    return out;
  }

 private:
  mutable int reads_ = 0;
};

template <Sound sound>
Failures failures_of_sound(const fs::path& root) {
  return failures_of(checks_of(DatasetCase{
      [](const fs::path& where) { return std::make_shared<Sounding<sound>>(where); }, root, {}}));
}

}  // namespace

TEST_F(DatasetKit, ReadsTheAudioOfADatasetThatReadsItself) {
  EXPECT_THAT(failures_of_sound<Sound::good>(root()), IsEmpty());
  EXPECT_THAT(failures_of_sound<Sound::none>(root()),
              Contains(Pair("audio", HasSubstr("there are no samples of 'angry/03_"))));
  EXPECT_THAT(failures_of_sound<Sound::loud>(root()),
              Contains(Pair("audio", HasSubstr("are not all in [-1, 1]"))));
  EXPECT_THAT(failures_of_sound<Sound::other>(root()),
              Contains(Pair("audio", HasSubstr("two reads of"))));
}

namespace {

/// Rates every clip with 4 of a range that it is given.
struct Rated : Files, Documented {
  Rated(fs::path root, RatingRange range)
      : Files(DatasetFlaw::none, std::move(root)), range_(range) {}
  std::vector<Utterance> utterances() override {
    auto clips = Files::utterances();
    for (auto& clip : clips) clip.dimensions = {{"valence", 4.0}};
    return clips;
  }
  CorpusFacts facts() const override {
    return {.ratings = {{"valence", range_}}, .counts = {.clips = 3, .labels = {{"sad", 3}}}};
  }

 private:
  RatingRange range_;
};

Failures failures_of_range(const fs::path& root, RatingRange range) {
  return failures_of(checks_of(DatasetCase{
      [=](const fs::path& where) { return std::make_shared<Rated>(where, range); }, root, {}}));
}

}  // namespace

TEST_F(DatasetKit, HoldsRatingsAgainstTheirRange) {
  EXPECT_THAT(failures_of_range(root(), {1, 5}), IsEmpty());
  EXPECT_THAT(failures_of_range(root(), {1, 3}),
              Contains(Pair("facts", HasSubstr("which lies outside of its range"))));
  EXPECT_THAT(failures_of_range(root(), {5, 1}),
              Contains(Pair("facts", HasSubstr("the range of 'valence' has no length"))));
}

TEST_F(DatasetKit, SkipsTheClipsWhereNoCorpusIsAtHand) {
  const auto all = checks_of(DatasetCase{
      [](const fs::path& root) { return std::make_shared<Files>(DatasetFlaw::none, root); },
      {},
      {}});
  EXPECT_EQ(finding_of(all, "clips").outcome, Outcome::skipped);
  EXPECT_EQ(finding_of(all, "wrong root").outcome, Outcome::ok);
}

TEST_F(DatasetKit, MakesTheCorpusThatIsDescribed) {
  EXPECT_EQ(labels_, (std::vector<std::string>{"angry", "sad"}));
  std::size_t odd = 0;
  for (const auto& entry : fs::directory_iterator(root() / "angry"))
    odd += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(odd, odd_names().size());
  EXPECT_EQ(std::set<std::string>(odd_names().begin(), odd_names().end()).size(),
            odd_names().size());
  EXPECT_EQ(fs::file_size(root() / "sad/04_a.wav"),
            44U + 16000U);  // a header of 44 bytes, 8000 samples of 2
  std::ifstream in(root() / "notes/readme.txt");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, "two\nlines");
}

TEST_F(DatasetKit, NamesADescriptionThatIsNone) {
  std::ofstream(folder_.path() / "bad.json") << "{";
  try {
    write_tree(folder_.path() / "bad.json", root());
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("bad.json: is not a description of a corpus"));
  }
}
