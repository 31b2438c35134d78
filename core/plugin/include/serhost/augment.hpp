// What an augmentation plugin implements: a change of a training clip's waveform, drawn anew each
// time the clip is seen. No torch header is needed here.
//
// White noise in five lines:
//
//   serhost::Waveform apply(serhost::Waveform clip, std::mt19937_64& random) const override {
//     std::normal_distribution<float> noise(0.0F, 0.01F);
//     for (auto& sample : clip.samples) sample += noise(random);
//     return clip;
//   }
#pragma once

#include <memory>
#include <random>
#include <serhost/context.hpp>
#include <serhost/registration.hpp>
#include <serhost/waveform.hpp>

namespace serhost {

/// An augmentation. Made once per run: `T(const Options&, const Context&)`.
class SERHOST_API Augment {
 public:
  virtual ~Augment() = default;

  /// [loader] several at once on one instance, hence const: nothing may be remembered from call to
  /// call, and no random number may come from anywhere but `random`, a stream of this clip in this
  /// epoch, so that a run repeats with any number of workers.
  ///
  /// `clip`: mono samples in about [-1, 1], never empty, at the rate that the backbone wants. What
  /// is returned has the same rate, finite samples, and between half and twice as many. Throws
  /// std::exception with a sentence where it cannot be done.
  virtual Waveform apply(Waveform clip, std::mt19937_64& random) const = 0;
};

namespace detail {
template <>
struct KindTraits<Kind::augment> {
  using Interface = Augment;
  template <class T>
  static constexpr MakeAugment maker() {
    return [](const Values& values, const Context& context) -> std::shared_ptr<Augment> {
      return std::make_shared<T>(options_of<T>(values), context);
    };
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_AUGMENT(Noise, "noise", "white noise at a random level");`, once for each augmentation
/// of a plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_AUGMENT(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(augment, Class, component_name, summary_text, __VA_ARGS__)
