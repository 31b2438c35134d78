// From an experiment and real plugins to a manifest. Needs the plugins that are built beside this
// test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "builders.hpp"
#include "config/load.hpp"
#include "data/manifest/audio_fingerprints.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/audit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using toy::Folder;

namespace {

class BuildManifest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* plugins = std::getenv("SERHOST_PLUGIN_PATH");
    if (plugins == nullptr) GTEST_SKIP() << "SERHOST_PLUGIN_PATH is not set; ctest sets it";
    registry_ = std::make_unique<host::Registry>(
        host::Registry::discover(host::PluginSearchPath::standard()));
    for (const char* file : {"angry/a1_x.wav", "angry/a2_x.wav", "happy/a1_y.wav", "happy/a2_y.wav",
                             "other/a1_z.wav"}) {
      toy::write_wave(folder_.path / file, 8000);
    }
  }

  config::DatasetTable& add(const std::string& plugin, const std::filesystem::path& root,
                            const std::vector<std::string>& parameters = {}) {
    config::DatasetTable table;
    table.name = table.component.plugin = plugin;
    table.component.info = &registry_->get(Kind::dataset, plugin);
    table.component.values =
        config::values_from(*table.component.info, parameters, *registry_, faults_);
    table.root = root;
    experiment_.datasets.push_back(std::move(table));
    return experiment_.datasets.back();
  }

  Manifest build() {
    return build_manifest(experiment_, *registry_, faults_,
                          [this](const std::string& line) { log_.push_back(line); });
  }

  Folder folder_;
  std::unique_ptr<host::Registry> registry_;
  config::Experiment experiment_;
  Faults faults_;
  std::vector<std::string> log_;
};

}  // namespace

TEST_F(BuildManifest, KeepsWhatIsPublishedOfACorpus) {
  toy::write_wave(folder_.path / "wav/03a01Fa.wav", 8000);
  toy::write_wave(folder_.path / "wav/03a01Wa.wav", 8000);
  add("emodb", folder_.path / "wav");
  const auto& facts = build().corpora.at(0).facts;
  EXPECT_EQ(facts.title, "EmoDB");
  EXPECT_EQ(facts.counts.clips, 535);
  EXPECT_EQ(facts.counts.labels.at("disgust"), 46);
  experiment_.datasets.clear();
  add("folder", folder_.path);
  EXPECT_EQ(build().corpora.at(0).facts.counts.clips, std::nullopt);
}

TEST_F(BuildManifest, LeavesOutWhatIsKnownToBeBadAndComparesCounts) {
  for (const char* name : {"sadness/s05 (3).wav", "sadness/s05 (4).wav", "anger/a05 (4).wav"})
    toy::write_wave(folder_.path / "aesdd" / name, 8000);
  add("aesdd", folder_.path / "aesdd");
  const auto manifest = build();
  EXPECT_EQ(faults_.text(), "");
  EXPECT_EQ(manifest.clips.size(), 2u);
  ASSERT_EQ(manifest.damaged.size(), 1u);
  EXPECT_EQ(manifest.damaged[0].text,
            "clip 's05 (3)': cannot be decoded, as is known of its corpus");
  const auto& counts = manifest.corpora.at(0).counts;
  ASSERT_FALSE(counts.differences.empty());
  EXPECT_EQ(counts.differences[0].of, "clips");
  EXPECT_EQ(counts.differences[0].published, 604);
  EXPECT_EQ(counts.differences[0].found, 3);
  EXPECT_EQ(counts.reason, "a partial download: 2 of 6 speakers are there");
  EXPECT_EQ(manifest.clips[0].sample_rate, 16000);
}

TEST_F(BuildManifest, ListsChecksAndMeasuresAFolder) {
  auto& table = add("folder", folder_.path, {"speaker=\"^(a[0-9])_\""});
  table.classes = {"happy", "angry"};
  toy::write_wave(folder_.path / "loose.wav", 100);
  const auto manifest = build();
  EXPECT_EQ(faults_.text(), "");
  EXPECT_THAT(manifest.classes, ElementsAre("happy", "angry"));
  ASSERT_EQ(manifest.clips.size(), 4u);
  EXPECT_EQ(manifest.clips[0].utterance.key, "angry/a1_x.wav");
  EXPECT_EQ(manifest.clips[0].label, 1);
  EXPECT_EQ(*manifest.clips[0].utterance.speaker, "a1");
  EXPECT_DOUBLE_EQ(manifest.clips[0].seconds, 0.5);
  EXPECT_EQ(manifest.left_out, (std::map<std::string, std::int64_t>{{"other", 1}}));
  EXPECT_EQ(manifest.hash.size(), 64u);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("1 audio file")));
}

TEST_F(BuildManifest, TellsEveryDatasetThatFailsAtOnce) {
  add("folder", folder_.path / "nowhere").name = "one";
  add("folder", folder_.path / "angry").name = "two";
  add("folder", "").name = "three";
  build();
  ASSERT_EQ(faults_.all().size(), 3u) << faults_.text();
  EXPECT_EQ(faults_.all()[2].exit, Exit::config);
  EXPECT_THAT(faults_.all()[2].message, HasSubstr("root is not set"));
  EXPECT_EQ(faults_.all()[0].exit, Exit::missing);
  EXPECT_THAT(faults_.all()[0].message, HasSubstr("dataset 'one': root"));
  EXPECT_EQ(faults_.all()[1].exit, Exit::damaged);
  EXPECT_THAT(faults_.all()[1].message, HasSubstr("dataset 'two'"));
}

TEST_F(BuildManifest, SkipsDamagedClipsWhereAsked) {
  add("folder", folder_.path).skip_damaged = true;
  replace_file(folder_.path / "happy" / "a1_y.wav", "no audio");
  const auto manifest = build();
  EXPECT_EQ(faults_.text(), "");
  EXPECT_EQ(manifest.clips.size(), 4u);
  EXPECT_THAT(manifest.damaged,
              ElementsAre(Field(&DroppedClip::text, HasSubstr("happy/a1_y.wav"))));
}

TEST_F(BuildManifest, LimitsTheClipsOfASmokeRun) {
  add("folder", folder_.path);
  experiment_.train.max_clips = 3;
  const auto manifest = build();
  EXPECT_EQ(faults_.text(), "");
  ASSERT_EQ(manifest.clips.size(), 3u);
  EXPECT_THAT(manifest.classes, ElementsAre("angry", "happy", "other"));
}

TEST_F(BuildManifest, OfEmoDbGivesFoldsThatAuditAsDisjoint) {
  const char* data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || !std::filesystem::is_directory(std::filesystem::path(data) / "emodb")) {
    GTEST_SKIP() << "SERHOST_TEST_DATA has no emodb folder";
  }
  add("emodb", std::filesystem::path(data) / "emodb").classes = {"anger", "happiness", "neutral",
                                                                 "sadness"};
  const auto manifest = build();
  EXPECT_EQ(faults_.text(), "");
  EXPECT_EQ(manifest.clips.size(), 339u);
  const auto folds = toy::folds(manifest, toy::protocol("leave-one-speaker-out"));
  EXPECT_EQ(folds.folds.size(), 10u);
  EXPECT_EQ(folds.folds[0].name, "speaker 03");
  EXPECT_EQ(audit(manifest, folds).verdict, "disjoint");

  auto listed = toy::protocol("folds");
  listed.file = std::filesystem::path(data) / "emobox" / "emodb";
  const auto emobox = toy::folds(manifest, listed);
  EXPECT_EQ(emobox.folds.size(), 5u);
  std::size_t tested = 0;
  for (const auto& fold : emobox.folds) tested += fold.test.size();
  EXPECT_EQ(tested, 339u) << "every clip at hand is found in the lists, each in one fold";
  EXPECT_EQ(audit(manifest, emobox).verdict, "shared");
}

TEST_F(BuildManifest, NoTwoClipsOfTheSyntheticCorpusAreCopies) {
  add("synthetic", "", {"takes=2"});
  const auto manifest = build();
  ASSERT_EQ(faults_.text(), "");
  const auto sounds = fingerprint_clips(manifest, all_clips(manifest));
  EXPECT_TRUE(sounds.unreadable.empty());
  for (const auto& copy : sounds.copies)
    ADD_FAILURE() << manifest.clips[copy.first].utterance.key << " and "
                  << manifest.clips[copy.second].utterance.key;
}
