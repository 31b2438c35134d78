// Ability of a backbone whose frames are not computed here: they were made before, by any program,
// and are found by clip.
//
//   torch::Tensor read(const serhost::Utterance& clip) const override {
//     const auto found = rows_.find(clip.key);
//     return found == rows_.end() ? torch::Tensor() : found->second;  // [F, W]
//   }
//
// Thread tags: <serhost/threads.hpp>.
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

}  // namespace serhost
