// pack.toml: what is taken is in the one form, and what an author wrote becomes such a form or is
// told as faults.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "pack/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = serhost::fuzz::text(data, size);
  try {
    serhost::fuzz::require(serhost::pack::text_of(serhost::pack::parse_manifest(text, "fuzz")) ==
                           text);
  } catch (const serhost::Error&) {}
  try {
    serhost::config::Findings findings;
    auto manifest = serhost::pack::read_authors_manifest(text, "pack.toml", findings);
    if (!findings.empty()) return 0;
    manifest.api = "1.0";
    manifest.libtorch = "2.13.0";
    manifest.components = {{"loss", "a", "", {}}};
    serhost::fuzz::require(
        serhost::pack::parse_manifest(serhost::pack::text_of(manifest), "fuzz").license ==
        manifest.license);
  } catch (const serhost::ConfigError&) {}
  return 0;
}
