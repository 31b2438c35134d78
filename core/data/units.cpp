// Groups clips by what they have in common, in the order of names.
#include "data/units.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace serhost::data {
namespace {

const std::optional<std::string>& field(const Clip& clip, UnitKind kind) {
  return kind == UnitKind::session ? clip.utterance.session : clip.utterance.speaker;
}

}  // namespace

std::vector<Unit> units_of(const Manifest& manifest, const Indices& clips, UnitKind kind) {
  std::map<std::string, Unit> units;
  for (const auto i : clips) {
    const auto& clip = manifest.clips[i];
    if (kind != UnitKind::clip && !field(clip, kind)) continue;
    const auto& name = kind == UnitKind::clip ? clip.utterance.key : *field(clip, kind);
    auto& unit = units[name];
    if (unit.per_class.empty()) unit.per_class.resize(manifest.classes.size() + 1);
    unit.clips.push_back(i);
    ++unit.per_class[clip.label < 0 ? manifest.classes.size() : static_cast<std::size_t>(clip.label)];
  }
  std::vector<Unit> out;
  for (auto& [name, unit] : units) {
    unit.name = name;
    out.push_back(std::move(unit));
  }
  return out;
}

std::size_t count_unknown(const Manifest& manifest, const Indices& clips, UnitKind kind) {
  if (kind == UnitKind::clip) return 0;
  return static_cast<std::size_t>(
      std::count_if(clips.begin(), clips.end(), [&](std::size_t i) { return !field(manifest.clips[i], kind); }));
}

std::size_t share_of(double share, std::size_t n) {
  const auto wanted = std::llround(share * static_cast<double>(n));
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(wanted, 1, std::max<std::int64_t>(1, static_cast<std::int64_t>(n) - 1)));
}

Indices rest_of(const Indices& from, const Indices& without) {
  Indices out;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(out));
  return out;
}

Indices all_clips(const Manifest& manifest) {
  Indices out(manifest.clips.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

}  // namespace serhost::data
