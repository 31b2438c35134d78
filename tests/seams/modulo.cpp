// A protocol with a key of its own: every clip is tested once, in the fold of its number modulo
// `modulus`.
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

struct ModuloOptions {
  std::int64_t modulus = 2;
};

void modulo_keys(Schema<ModuloOptions>& schema) {
  schema.add("modulus", &ModuloOptions::modulus).at_least(2).help("number of folds");
}

void modulo(const ModuloOptions& options, const Draw& draw, Folds& folds) {
  const auto n = static_cast<std::size_t>(options.modulus);
  std::vector<Indices> parts(n);
  for (std::size_t i = 0; i < draw.manifest.clips.size(); ++i) parts[i % n].push_back(i);
  for (std::size_t f = 0; f < n; ++f)
    folds.folds.push_back(
        fold_with(draw, f + 1, "remainder " + std::to_string(f), std::move(parts[f])));
}

SERHOST_PROTOCOL(modulo, "modulo", "clips by the remainder of their number", 910, modulo_keys);

}  // namespace
}  // namespace serhost::data
