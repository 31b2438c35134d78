// Datasets by name, and what holds for each of them.
#include <serhost/testing/dataset.hpp>

#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "testing/values.hpp"

namespace serhost::testing {
namespace {

namespace fs = std::filesystem;

void expect_sensible(const Utterance& clip, bool reads_audio) {
  EXPECT_FALSE(clip.key.empty());
  if (!reads_audio) {
    EXPECT_TRUE(clip.audio.is_absolute()) << clip.key << ": " << clip.audio;
    EXPECT_TRUE(fs::is_regular_file(clip.audio)) << clip.key << ": " << clip.audio;
  }
  for (const auto* text : {&clip.label, &clip.speaker, &clip.session, &clip.dialogue, &clip.sentence, &clip.split, &clip.gender, &clip.language}) {
    EXPECT_FALSE(text->has_value() && text->value().empty()) << clip.key << ": unknown is nullopt, never an empty text";
  }
  if (clip.start) {
    EXPECT_GE(*clip.start, 0.0) << clip.key;
  }
  if (clip.end) {
    EXPECT_GT(*clip.end, clip.start.value_or(0.0)) << clip.key;
  }
  if (clip.channel) {
    EXPECT_GE(*clip.channel, 0) << clip.key;
  }
  for (const auto& [name, votes] : clip.votes) EXPECT_GE(votes, 0.0) << clip.key << ": votes for " << name;
}

}  // namespace

std::shared_ptr<Dataset> make_dataset(const std::string& name, const std::vector<std::string>& parameters, const fs::path& root) {
  const auto& offer = registry().get(Kind::dataset, name);
  DataRoot given;
  given.path = root.empty() ? root : fs::absolute(root);
  given.seed = 1;
  return registry().make_dataset(offer, values_of(registry(), offer, parameters), given);
}

void expect_conforms(Dataset& dataset) {
  const auto clips = dataset.utterances();
  const auto again = dataset.utterances();
  const bool reads_audio = dynamic_cast<const ReadsAudio*>(&dataset) != nullptr;
  EXPECT_FALSE(clips.empty());
  ASSERT_EQ(clips.size(), again.size()) << "two calls differ";
  for (std::size_t i = 0; i < clips.size(); ++i) {
    EXPECT_EQ(clips[i].key, again[i].key) << "two calls differ";
    EXPECT_EQ(clips[i].label, again[i].label) << "two calls differ";
    if (i > 0) {
      EXPECT_LT(clips[i - 1].key, clips[i].key) << "keys are sorted and unique";
    }
    expect_sensible(clips[i], reads_audio);
  }
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::path(::testing::TempDir()) / "serhost-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder could be made: " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::write(const fs::path& name, const std::string& content) const {
  const auto file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
  return file;
}

}  // namespace serhost::testing
