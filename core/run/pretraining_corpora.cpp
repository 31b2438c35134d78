// Names of corpora as words, and the list of those that are known.
#include "run/pretraining_corpora.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/text.hpp"
#include "run/known_corpora.hpp"

namespace serhost::run {
namespace {

using Words = std::vector<std::string>;

/// Too common to be a corpus by themselves, or to tell two apart.
const std::set<std::string> kCommon = {"audio",   "clips", "corpus",    "data",   "database",
                                       "dataset", "dev",   "emotion",   "speech", "song",
                                       "test",    "train", "unlabeled", "voice",  "wav",
                                       "the",     "of",    "and",       "part",   "set"};

/// "CMU-MOSEI (v1)" as cmu, mosei, v1.
Words words_of(const std::string& name) {
  Words out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (const unsigned char c : name) {
    if (std::isalnum(c) != 0 || c >= 0x80) word += static_cast<char>(std::tolower(c));
    else end_word();
  }
  end_word();
  return out;
}

/// "emo-db", "EmoDB" and "Emo DB" are one.
std::string bare(const Words& words) { return join(words, ""); }

/// Whether `part` stands within `whole` as words, however they are joined: "MSP-Podcast" within
/// "the MSP Podcast corpus", and "emodb" within "Emo-DB (Berlin)".
bool within(const Words& part, const Words& whole) {
  const bool common = std::all_of(part.begin(), part.end(),
                                  [](const auto& word) { return kCommon.contains(word); });
  if (part.empty() || common) return false;
  const auto wanted = bare(part);
  for (std::size_t first = 0; first < whole.size(); ++first) {
    std::string so_far;
    for (auto at = first; at < whole.size() && so_far.size() < wanted.size(); ++at) {
      so_far += whole[at];
      if (so_far == wanted) return true;
    }
  }
  return false;
}

struct Known {
  std::string name;
  std::vector<Words> called;
  std::vector<std::string> members;
};

std::vector<Known> read_known() {
  std::vector<Known> out;
  for (const auto& raw : split(kKnownCorpora, '\n')) {
    const auto line = std::string(trim(raw));
    if (line.empty() || line.front() == '#') continue;
    const auto sides = split(line, '=');
    Known known;
    for (const auto& name : split(sides.front(), '|')) {
      if (known.name.empty()) known.name = std::string(trim(name));
      known.called.push_back(words_of(name));
    }
    if (sides.size() > 1) {
      for (const auto& member : split(sides[1], '+')) known.members.emplace_back(trim(member));
    }
    out.push_back(std::move(known));
  }
  return out;
}

const std::vector<Known>& all_known() {
  static const auto all = read_known();
  return all;
}

void add(const Known& known, std::set<std::string>& out) {
  if (!out.insert(known.name).second) return;
  for (const auto& member : known.members) {
    out.insert(member);
    for (const auto& other : all_known()) {
      if (other.name == member) add(other, out);
    }
  }
}

std::set<std::string> stands_for(const std::string& name) {
  std::set<std::string> out;
  const auto words = words_of(name);
  for (const auto& known : all_known()) {
    if (std::any_of(known.called.begin(), known.called.end(),
                    [&](const Words& called) { return within(called, words); }))
      add(known, out);
  }
  return out;
}

}  // namespace

std::vector<std::string> known_as(const std::string& name) {
  const auto found = stands_for(name);
  if (found.empty()) return {name};
  return {found.begin(), found.end()};
}

std::string seen_in_pretraining(const SeenInPretraining& pretraining,
                                const std::vector<TestedCorpus>& tested) {
  std::set<std::string> heard, seen;
  for (const auto& corpus : pretraining.corpora) heard.merge(stands_for(corpus));
  for (const auto& names : tested) {
    for (const auto& name : names) {
      const auto own = stands_for(name);
      for (const auto& known : own) {
        if (heard.contains(known)) seen.insert(known);
      }
      if (!own.empty()) continue;
      // A corpus that the list does not have: by its own words.
      for (const auto& corpus : pretraining.corpora) {
        const auto a = words_of(name), b = words_of(corpus);
        if (within(a, b) || within(b, a)) seen.insert(name);
      }
    }
  }
  if (!seen.empty()) return "saw " + join(std::vector<std::string>(seen.begin(), seen.end()), ", ");
  return pretraining.known ? "names no tested corpus" : "unknown";
}

}  // namespace serhost::run
