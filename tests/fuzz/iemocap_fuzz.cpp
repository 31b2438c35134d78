// The label files and transcriptions of IEMOCAP.
#include "../../plugins/datasets/iemocap/evaluation.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  serhost::readers::Problems problems;
  std::size_t before = 0;
  for (const auto& turn : iemocap::read_evaluation(file.path(), problems)) {
    serhost::fuzz::require(turn.line > before && !turn.name.empty());
    before = turn.line;
  }
  iemocap::read_transcription(file.path());
  return 0;
}
