// Two TOML documents and -s options, zero bytes between them: laid over each other, and compared as
// resolved texts are.
#include "config/environment.hpp"
#include "config/merge.hpp"
#include "config/overrides.hpp"
#include "config/resolved.hpp"
#include "fuzz/input.hpp"

using namespace serhost;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text(data, size);
  const auto parent = fuzz::take_text(rest), child = fuzz::take_text(rest);
  std::vector<std::string> options;
  while (!rest.empty()) options.push_back(fuzz::take_text(rest));
  config::Findings findings;
  auto overrides = config::overrides_tree(options, findings);
  try {
    auto tree = config::parse_toml(parent, "parent.toml");
    config::merge(tree, config::parse_toml(child, "child.toml"));
    config::merge_overrides(tree, std::move(overrides), findings);
    config::expand(tree, [](const std::string& name) { return std::optional(name); }, findings);
    Faults faults;
    findings.move_to(faults);
    fuzz::require(config::changed_keys(parent, parent).empty());
    fuzz::require(config::changed_keys(parent, child) == config::changed_keys(child, parent));
  } catch (const ConfigError&) {}
  return 0;
}
