// What a manifest is known by: keys, labels, speakers, sessions, and what else its task takes.
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/manifest/assemble.hpp"

namespace serhost::data {
namespace {

std::string with_length(const std::string& text) {
  return std::to_string(text.size()) + ":" + text;
}

}  // namespace

std::string hashed_targets(const Manifest& manifest, const Clip& clip) {
  std::string out;
  if (manifest.wanted == Wanted::votes || manifest.wanted == Wanted::marks) {
    for (const auto& [name, count] : clip.utterance.votes)
      out += with_length(name + "=" + exact(count));
  }
  for (const auto& dimension : manifest.dimensions) {
    const auto at = clip.utterance.dimensions.find(dimension.name);
    out += at == clip.utterance.dimensions.end() ? "-" : with_length(exact(at->second));
  }
  return out;
}

std::string hashed_place(const Utterance& utterance) {
  return (utterance.dialogue ? with_length(*utterance.dialogue) : "-") +
         with_length(utterance.turn ? std::to_string(*utterance.turn) : "-");
}

std::string hash_of(const Manifest& manifest) {
  Sha256 hash;
  const auto add = [&hash](const std::string& text) { hash.add(with_length(text)); };
  const auto add_optional = [&](const std::optional<std::string>& text) {
    text ? add(*text) : hash.add("-");
  };
  for (const auto& name : manifest.classes) add(name);
  for (const auto& dimension : manifest.dimensions) add("dimension " + dimension.name);
  for (const auto& clip : manifest.clips) {
    hash.add("\n");
    add(clip.utterance.key);
    add_optional(clip.label < 0
                     ? std::nullopt
                     : std::optional(manifest.classes[static_cast<std::size_t>(clip.label)]));
    add_optional(clip.utterance.speaker);
    add_optional(clip.utterance.session);
    if (manifest.dialogues) hash.add(hashed_place(clip.utterance));
    hash.add(hashed_targets(manifest, clip));
  }
  for (const auto& clip : manifest.heard) {
    hash.add("\n");
    add(clip.utterance.key);
    add_optional(clip.utterance.speaker);
    hash.add(hashed_place(clip.utterance));
  }
  return hash.hex();
}

}  // namespace serhost::data
