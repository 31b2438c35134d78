// The corpus's own split.
#include <map>

#include "base/text.hpp"
#include "data/protocol/fold_list.hpp"
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

void official(const Draw& draw, Folds& folds) {
  Fold fold;
  fold.name = "official";
  std::map<std::string, std::size_t> unused;
  for (std::size_t i = 0; i < draw.manifest.clips.size(); ++i) {
    const auto& split = draw.manifest.clips[i].utterance.split;
    const auto part =
        split ? (lower(*split) == "test1" ? FoldPart::test : part_from(*split)) : std::nullopt;
    if (part == FoldPart::train) fold.train.push_back(i);
    else if (part == FoldPart::validation) fold.validation.push_back(i);
    else if (part == FoldPart::test) fold.test.push_back(i);
    else ++unused[split.value_or("(none)")];
  }
  if (fold.train.empty() || fold.test.empty()) {
    std::vector<std::string> found;
    for (const auto& [name, count] : unused)
      found.push_back("'" + name + "' " + std::to_string(count));
    return draw.fault(
        "the data has no official " + std::string(fold.train.empty() ? "train" : "test") + " part" +
        (found.empty() ? "" : "; clips by split: " + join(found, ", ")) + ". Use another protocol");
  }
  for (const auto& [name, count] : unused)
    folds.notes.push_back(count_of(count, "clip") + " of split '" + name + "' left out");
  folds.folds.push_back(std::move(fold));
}

SERHOST_PROTOCOL(official, "official", "the corpus's own split", 50, no_keys);

}  // namespace
}  // namespace serhost::data
