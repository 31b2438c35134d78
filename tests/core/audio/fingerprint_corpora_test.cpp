// Real recordings: takes of one sentence by one speaker are the hardest to tell from copies.
#include <gtest/gtest.h>

#include "altered.hpp"
#include "audio/fingerprint.hpp"

using namespace serhost;
using namespace serhost::audio;

namespace {

std::vector<std::filesystem::path> recordings(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> out;
  std::error_code none;
  for (const auto& folder : folders) {
    for (std::filesystem::recursive_directory_iterator at(test_data() / folder, none), end;
         at != end; at.increment(none)) {
      if (at->path().extension() == ".wav" || at->path().extension() == ".mp3")
        out.push_back(at->path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST(CopiesInCorpora, AreNoneAmongTheRecordings) {
  const auto files = recordings({"emodb/wav", "ravdess_speech", "ravdess_song", "cremad_samples"});
  if (test_data().empty() || files.size() < 362)
    GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with the corpora";
  std::vector<Fingerprint> all;
  for (const auto& file : files) all.push_back(fingerprint(decode(file)));
  for (const auto& copy : find_copies(all, 2))
    ADD_FAILURE() << files[copy.first] << " and " << files[copy.second];
}

TEST(CopiesInCorpora, AreFoundAmongAllTakesWhenEmoDbIsAltered) {
  const auto files = recordings({"emodb/wav"});
  if (test_data().empty() || files.size() < 362)
    GTEST_SKIP() << "SERHOST_TEST_DATA does not name a folder with EmoDB";
  std::vector<Waveform> clips;
  std::vector<Fingerprint> originals;
  for (const auto& file : files) {
    clips.push_back(decode(file));
    originals.push_back(fingerprint(clips.back()));
  }
  // Each alteration of other clips, so that every third clip is altered once; all clips of all
  // alterations take a minute.
  std::size_t next = 0;
  for (const auto& alteration : alterations()) {
    auto all = originals;
    std::vector<std::size_t> source;
    for (std::size_t i = next++; i < clips.size(); i += 3 * alterations().size()) {
      source.push_back(i);
      all.push_back(fingerprint(alteration.apply(clips[i])));
    }
    const auto found = find_copies(all, 2);
    ASSERT_EQ(found.size(), source.size()) << alteration.name;
    for (std::size_t k = 0; k < found.size(); ++k) {
      EXPECT_GE(found[k].second, originals.size()) << alteration.name;
      EXPECT_EQ(found[k].first, source.at(found[k].second - originals.size())) << alteration.name;
    }
  }
}
