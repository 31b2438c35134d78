// A fold list of one CSV file, read with parts and without, and the folds it gives for its own
// clips.
#include "base/error.hpp"
#include "data/protocol/fold_list.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    serhost::data::read_clip_list(file.path());
    const auto list = serhost::data::read_fold_list(file.path());
    serhost::Faults faults;
    serhost::data::folds_from(list, serhost::data::manifest_from(list), faults);
  } catch (const serhost::DataError&) {}
  return 0;
}
