// Ability of a backbone whose frames are not computed here: they were made before, by any program,
// and are found by clip.
#pragma once

#include <serhost/backbone.hpp>
#include <serhost/dataset.hpp>
#include <string>
#include <vector>

namespace serhost {

/// Ability of a backbone that comes first and takes no audio: its `input().waveform` is false. The
/// host asks it for each clip and puts the clips together; `forward` is never called.
class SERHOST_API ReadsFeatures {
 public:
  virtual ~ReadsFeatures() = default;

  /// [any] several at once, hence const: [F, width()] F32 on the CPU, or undefined where there is
  /// nothing for this clip. `utterance` as its dataset gave it. Throws std::exception with a
  /// sentence that names the file where it is damaged.
  virtual torch::Tensor read(const Utterance& utterance) const = 0;
};

namespace detail {
template <class T>
std::vector<std::string> feature_abilities() {
  std::vector<std::string> names{"reads_features"};
  if constexpr (std::is_base_of_v<Provenance, T>) names.push_back("provenance");
  return names;
}
}  // namespace detail
}  // namespace serhost

/// SERHOST_BACKBONE for a backbone with this ability.
#define SERHOST_FEATURE_BACKBONE(Class, component_name, summary_text)        \
  SERHOST_REGISTER_(::serhost::Kind::backbone, component_name, summary_text, \
                    &::serhost::detail::specs_of<Class>,                     \
                    &::serhost::detail::feature_abilities<Class>, nullptr,   \
                    &::serhost::detail::make_backbone<Class>, nullptr, nullptr)
