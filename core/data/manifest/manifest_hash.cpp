// What a manifest is known by: keys, labels, speakers, sessions, and what else its task takes.
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/manifest/assemble.hpp"

namespace serhost::data {

std::string hash_of(const Manifest& manifest) {
  Sha256 hash;
  const auto add = [&hash](const std::string& text) {
    hash.add(std::to_string(text.size()) + ":" + text);
  };
  const auto add_optional = [&](const std::optional<std::string>& text) {
    text ? add(*text) : hash.add("-");
  };
  for (const auto& name : manifest.classes) add(name);
  // Of tasks of ratings and votes alone: what is hashed of labels stays as it always was.
  const bool votes = manifest.wanted == Wanted::votes || manifest.wanted == Wanted::marks;
  for (const auto& dimension : manifest.dimensions) add("dimension " + dimension.name);
  for (const auto& clip : manifest.clips) {
    hash.add("\n");
    add(clip.utterance.key);
    add_optional(clip.label < 0
                     ? std::nullopt
                     : std::optional(manifest.classes[static_cast<std::size_t>(clip.label)]));
    add_optional(clip.utterance.speaker);
    add_optional(clip.utterance.session);
    if (votes) {
      for (const auto& [name, count] : clip.utterance.votes) add(name + "=" + exact(count));
    }
    for (const auto& dimension : manifest.dimensions) {
      const auto at = clip.utterance.dimensions.find(dimension.name);
      add_optional(at == clip.utterance.dimensions.end() ? std::nullopt
                                                         : std::optional(exact(at->second)));
    }
  }
  return hash.hex();
}

}  // namespace serhost::data
