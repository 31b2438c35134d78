// Clips that are listed, against what is published of their corpus.
#pragma once

#include <cstdint>
#include <map>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <string>
#include <vector>

namespace serhost::data {

/// One count that differs.
struct CountDifference {
  std::string of;  ///< "clips", "speakers", "label anger", "part train"
  std::int64_t published = 0, found = 0;
};

struct CountCheck {
  bool compared = false;  ///< something is published
  std::vector<CountDifference> differences;
  std::string reason;  ///< a likely one for them, a clause; "" where nothing differs
};

/// Compares clips, speakers, labels and official parts as the dataset gave them.
CountCheck compare_with_published(const PublishedCounts& published,
                                  const std::vector<Utterance>& found);

/// Clips of one corpus by class against those that a label map names; nothing where it names none.
std::vector<CountDifference> compare_classes(const std::map<std::string, std::int64_t>& published,
                                             const std::map<std::string, std::int64_t>& found);

}  // namespace serhost::data
