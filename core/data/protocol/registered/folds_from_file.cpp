// Folds that somebody published.
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
    folds = folds_from(read_fold_list(*draw.protocol.file), draw.manifest, draw.faults);
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
