// Texts of fields.
#include "run/signature_fields.hpp"

#include <algorithm>
#include <tuple>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "run/signature_label.hpp"

namespace serhost::run {
namespace {

std::string short_hash(const std::string& hash) { return hash.substr(0, 16); }

}  // namespace

std::string validation_text(const std::string& rule,
                            std::vector<std::vector<ValidationClip>> seeds) {
  Sha256 hash;
  for (auto& clips : seeds) {
    std::sort(clips.begin(), clips.end(), [](const auto& a, const auto& b) {
      return std::tie(a.fold, a.key) < std::tie(b.fold, b.key);
    });
    for (const auto& [fold, key] : clips) hash.add(std::to_string(fold) + "v" + key + "\n");
    hash.add("\n");
  }
  return rule + ", " + short_hash(hash.hex());
}

std::string rule_of(const std::string& validation) {
  return validation.substr(0, validation.find(' '));
}

std::string partition_hash(const std::vector<std::map<std::int64_t, FoldClips>>& seeds) {
  Sha256 hash;
  for (const auto& folds : seeds) {
    for (const auto& [number, clips] : folds) {
      const auto add = [&, number = number](const std::vector<std::string>& names, char part) {
        std::vector<std::string> lines;
        for (const auto& name : names) lines.push_back(std::to_string(number) + part + name + "\n");
        std::sort(lines.begin(), lines.end());
        for (const auto& line : lines) hash.add(line);
      };
      add(clips.tested, 't');
      add(clips.learned, 'l');
    }
    hash.add("\n");
  }
  return short_hash(hash.hex());
}

std::string corpus_text(std::size_t clips, const std::string& manifest_hash,
                        const std::string& audio_hash) {
  return count_of(clips, "clip") + ", " + short_hash(sha256(manifest_hash + "\n" + audio_hash));
}

std::string cropping_text(std::size_t cropped, double seconds) {
  if (cropped == 0) return kNothingCropped;
  return "test clips cut to their middle " + exact(seconds) + " s";
}

}  // namespace serhost::run
