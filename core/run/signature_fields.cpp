// Texts of fields.
#include "run/signature_fields.hpp"

#include <algorithm>
#include <tuple>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "run/signature_label.hpp"

namespace serhost::run {

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
  return rule + ", " + hash.hex().substr(0, 16);
}

std::string cropping_text(std::size_t cropped, double seconds) {
  if (cropped == 0) return kNothingCropped;
  return "test clips cut to their middle " + exact(seconds) + " s";
}

}  // namespace serhost::run
