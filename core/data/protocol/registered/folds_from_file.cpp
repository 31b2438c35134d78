// Folds that somebody published: in a file, or by the corpus itself, whose clips say which fold
// tests them.
#include <set>
#include <utility>

#include "data/protocol/fold_list.hpp"
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

/// A line of a fold list for each clip and fold: tested where the column `fold` says so, else
/// validated or trained on. A clip without a fold is never tested.
FoldList list_of_column(const Manifest& manifest) {
  FoldList list;
  list.source = "the column 'fold'";
  const auto fold_of = [](const Clip& clip) {
    const auto at = clip.utterance.extra.find("fold");
    return at == clip.utterance.extra.end() ? std::string() : at->second;
  };
  std::set<std::string> folds;
  for (const auto& clip : manifest.clips)
    if (const auto fold = fold_of(clip); !fold.empty()) folds.insert(fold);
  for (const auto& fold : folds) {
    for (const auto& clip : manifest.clips) {
      ListedClip one;
      one.key = clip.utterance.key;
      one.fold = fold;
      const bool validates = part_from(clip.utterance.split.value_or("")) == FoldPart::validation;
      if (fold_of(clip) == fold) one.part = FoldPart::test;
      else one.part = validates ? FoldPart::validation : FoldPart::train;
      list.clips.push_back(std::move(one));
    }
  }
  return list;
}

void folds_from_file(const Draw& draw, Folds& folds) {
  try {
    const auto list =
        draw.protocol.file ? read_fold_list(*draw.protocol.file) : list_of_column(draw.manifest);
    if (list.clips.empty())
      return draw.fault(
          "needs file = \"...\": a CSV file with key,fold,part, or a folder of EmoBox fold lists; "
          "no clip has a column 'fold', which would say the fold that tests it");
    const auto before = draw.faults.all().size();
    folds = folds_from(list, draw.manifest, draw.faults);
    if (draw.faults.all().size() > before) return;
    for (const auto& fold : folds.folds) {
      for (const auto& [clips, what] :
           {std::pair{&fold.test, "to test"}, std::pair{&fold.train, "to train on"}}) {
        if (clips->empty())
          draw.faults.add(Exit::damaged,
                          list.source + ": " + fold.name + ": no clip of the data " + what);
      }
    }
  } catch (const Error& error) {
    draw.faults.add(error.exit(), std::string("protocol 'folds': ") + error.what());
  }
}

void folds_from_file_keys(Schema<config::ProtocolTable>& schema) {
  schema.add("file", &config::ProtocolTable::file)
      .help(
          "a CSV file with key,fold,part, or a folder of EmoBox fold lists; absent: the clips' "
          "column fold");
}

SERHOST_PROTOCOL(folds_from_file, "folds", "folds from a file, or of the corpus itself", 60,
                 folds_from_file_keys);

}  // namespace
}  // namespace serhost::data
