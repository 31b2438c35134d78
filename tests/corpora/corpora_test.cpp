// Every corpus that is read by name gives exactly the clips, speakers, labels and parts that are
// published, from a tree laid out like its download, and says the same of itself.
#include <gtest/gtest.h>

#include <serhost/corpus_facts.hpp>
#include <serhost/testing/dataset.hpp>
#include <set>

#include "trees.hpp"

namespace serhost::corpora {
namespace {

std::map<std::string, std::size_t> count(const std::vector<Utterance>& clips,
                                         std::optional<std::string> Utterance::* field) {
  std::map<std::string, std::size_t> out;
  for (const auto& clip : clips) {
    if (clip.*field) ++out[*(clip.*field)];
  }
  return out;
}

/// How many of `field` there are in each part.
std::map<std::string, std::size_t> distinct(const std::vector<Utterance>& clips,
                                            std::optional<std::string> Utterance::* field) {
  std::map<std::string, std::set<std::string>> names;
  for (const auto& clip : clips) {
    if (clip.*field && clip.split) names[*clip.split].insert(*(clip.*field));
  }
  std::map<std::string, std::size_t> out;
  for (const auto& [split, held] : names) out[split] = held.size();
  return out;
}

/// Parts that `published` counts together ("test2 + train") become one.
std::map<std::string, std::size_t> together(std::map<std::string, std::size_t> counts,
                                            const std::map<std::string, std::size_t>& published) {
  for (const auto& [name, ignored] : published) {
    const auto at = name.find(" + ");
    if (at == std::string::npos) continue;
    const auto sum = counts[name.substr(0, at)] + counts[name.substr(at + 3)];
    counts.erase(name.substr(0, at));
    counts.erase(name.substr(at + 3));
    counts[name] = sum;
  }
  return counts;
}

std::map<std::string, std::size_t> plain(const std::map<std::string, std::int64_t>& counts) {
  return {counts.begin(), counts.end()};
}

class EveryCorpus : public ::testing::TestWithParam<Published> {
 protected:
  std::shared_ptr<Dataset> make() const {
    return serhost::testing::make_dataset(GetParam().plugin, GetParam().parameters, folder_.path());
  }
  serhost::testing::TemporaryFolder folder_;
};

std::string name_of(const ::testing::TestParamInfo<Published>& info) {
  return info.param.plugin + "_" + std::to_string(info.param.clips);
}

TEST_P(EveryCorpus, HasThePublishedCounts) {
  const auto& published = GetParam();
  write(published.tree(), folder_.path());
  const auto clips = make()->utterances();
  EXPECT_EQ(clips.size(), published.clips);
  if (!published.labels.empty()) { EXPECT_EQ(count(clips, &Utterance::label), published.labels); }
  if (published.speakers_by_split.empty()) {
    EXPECT_EQ(count(clips, &Utterance::speaker).size(), published.speakers);
  } else {
    EXPECT_EQ(distinct(clips, &Utterance::speaker), published.speakers_by_split);
  }
  if (!published.sessions_by_split.empty()) {
    EXPECT_EQ(distinct(clips, &Utterance::session), published.sessions_by_split);
  }
  EXPECT_EQ(together(count(clips, &Utterance::split), published.splits), published.splits);
  std::set<std::string> keys;
  for (const auto& clip : clips) keys.insert(clip.key);
  EXPECT_EQ(keys.size(), clips.size());
}

TEST_P(EveryCorpus, SaysWhatIsPublishedOfIt) {
  const auto& published = GetParam();
  const auto tree = published.tree();
  write({{tree.files.front()}, published.stated ? tree.texts : decltype(tree.texts)()},
        folder_.path());
  const auto dataset = make();
  const auto* documented = dynamic_cast<const Documented*>(dataset.get());
  ASSERT_NE(documented, nullptr);
  const auto facts = documented->facts();
  EXPECT_FALSE(facts.title.empty());
  EXPECT_FALSE(facts.license.empty());
  EXPECT_FALSE(facts.citation.empty());
  if (!published.stated) {
    EXPECT_TRUE(!facts.counts.clips ||
                facts.counts.copies.contains(static_cast<std::int64_t>(published.clips)));
    return;
  }
  EXPECT_EQ(facts.counts.clips, static_cast<std::int64_t>(published.clips));
  EXPECT_EQ(facts.counts.speakers.value_or(0), static_cast<std::int64_t>(published.speakers));
  EXPECT_EQ(plain(facts.counts.labels), published.labels);
  EXPECT_EQ(plain(facts.counts.splits), published.splits);
}

INSTANTIATE_TEST_SUITE_P(Published, EveryCorpus, ::testing::ValuesIn(published()), name_of);

}  // namespace
}  // namespace serhost::corpora
