// A label map: a TOML file of labels and classes, or a JSON file of them.
#include "base/error.hpp"
#include "config/json_label_map.hpp"
#include "config/label_map.hpp"
#include "fuzz/input.hpp"

namespace {

template <class Read>
void read_by(const Read& read, const std::filesystem::path& file) {
  try {
    const auto map = read(file);
    for (const auto& [label, target] : map.labels) serhost::fuzz::require(!target.empty());
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::config);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  read_by(serhost::config::read_label_map, file.path());
  read_by(serhost::config::read_json_label_map, file.path());
  return 0;
}
