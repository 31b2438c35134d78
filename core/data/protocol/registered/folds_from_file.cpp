// Folds that somebody published.
#include <utility>

#include "data/protocol/fold_list.hpp"
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

void folds_from_file(const Draw& draw, Folds& folds) {
  if (!draw.protocol.file)
    return draw.fault(
        "needs file = \"...\": a CSV file with key,fold,part, or "
        "a folder of EmoBox fold lists");
  try {
    const auto list = read_fold_list(*draw.protocol.file);
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
      .help("a CSV file with key,fold,part, or a folder of EmoBox fold lists");
}

void needs_file(const Values&, config::PieceKeys& keys) {
  if (!keys.has("file"))
    keys.missing("file", "the protocol 'folds' reads its parts from a file of key,fold,part");
}

SERHOST_PROTOCOL(folds_from_file, "folds", "folds from a file", 60, folds_from_file_keys,
                 &needs_file);

}  // namespace
}  // namespace serhost::data
