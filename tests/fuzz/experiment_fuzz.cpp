// An experiment file and, behind zero bytes, -s options: read, expanded and checked against
// schemas. What is accepted must be accepted again as it is resolved, and mean the same.
#include "config/toml.hpp"
#include "core/config/fixture.hpp"
#include "fuzz/input.hpp"

using serhost::config::testing::find;
using serhost::fuzz::MemoryFile;
using serhost::fuzz::require;

namespace {

/// Other files are not the input's: with `extends` the outcome would depend on this machine.
bool extends_another(const std::string& text) {
  try {
    return serhost::config::parse_toml(text, "fuzz.toml").find("extends") != nullptr;
  } catch (const serhost::ConfigError&) { return false; }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = serhost::fuzz::text(data, size);
  const auto text = serhost::fuzz::take_text(rest);
  if (extends_another(text)) return 0;
  std::vector<std::string> overrides;
  while (!rest.empty()) overrides.push_back(serhost::fuzz::take_text(rest));

  serhost::Faults faults;
  const MemoryFile file(text);
  const auto experiment = serhost::config::load(file.path(), overrides, find, faults);
  if (!faults.empty()) {
    require(faults.exit() != serhost::Exit::ok && !faults.text().empty());
    return 0;
  }
  const MemoryFile resolved(experiment.resolved);
  const auto again = serhost::config::load(resolved.path(), {}, find, faults);
  require(faults.empty() && again.resolved == experiment.resolved &&
          again.experiment_hash == experiment.experiment_hash);
  return 0;
}
