// What a pooling is: from the frames of a clip to one vector. One is a file in this folder:
//
//   class Last final : public Pooling {
//    public:
//     explicit Last(const PoolingSpec&) {}
//     at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override { ... }
//   };
//   SERHOST_POOLING(Last, "last", "the last frame", 60);
//
// One with keys of its own has `struct Options`, `static void declare(Schema<Options>&)` and the
// constructor `T(const PoolingSpec&, const Options&)`; perhaps `static std::int64_t
// width(std::int64_t, const Options&)`, and `static void check(const Options&,
// config::PieceKeys&)`, which says what spans several keys.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <serhost/onnx.hpp>
#include <type_traits>
#include <vector>

#include "config/pieces.hpp"

namespace serhost::model {

/// What a pooling is made for.
struct PoolingSpec {
  std::int64_t width = 0;     ///< W of the frames
  Needs needs{};              ///< of the loss
  bool frame_layers = false;  ///< the frames are not the backbone's own: layers changed them
};

/// Made once per fold, by its constructor, which throws Error(config) for
/// what cannot work. Its parameters are called `head.<name>.*`; initial weights come from torch's
/// default generator, which the host has seeded.
class Pooling : public torch::nn::Module {
 public:
  /// Columns of the result for frames of this width.
  static std::int64_t width(std::int64_t frames) { return frames; }
  /// It computes on frames behind a clip's length too; they are set to 0 before.
  static constexpr bool kSeesPadding = false;
  /// It takes the scores of the frames in place of the frames, so that there is no embedding.
  static constexpr bool kPoolsScores = false;

  /// [run] `frames` [B, F, W] fp32 (fp64 for fp64) to [B, width(W)]. `sequence` is what the
  /// backbone gave: lengths [B] (CPU, at least 1 each), its own summary. Padding must not count,
  /// not even a NaN there (model/pooling/masked.hpp).
  virtual at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) = 0;

  /// [run] How much each frame counts, [B, F], 0 behind a clip's end. Undefined: nothing is
  /// weighed.
  virtual at::Tensor weights(const at::Tensor& /*frames*/, const Sequence& /*sequence*/) {
    return {};
  }

  /// [run] The same as ONNX. A pooling that has none is not exported as such. Throws
  /// std::logic_error.
  virtual onnx::Value to_onnx(const onnx::Value& frames, const onnx::Sequence& sequence) const;
};

/// A registered pooling; `keys` are the values of its own.
struct PoolingRule {
  std::shared_ptr<Pooling> (*make)(const PoolingSpec&, const Values& keys);
  std::int64_t (*width)(std::int64_t, const Values& keys);
  bool sees_padding, pools_scores, in_onnx;
};

template <class T>
concept HasOwnKeys = requires { typename T::Options; };

template <class T>
std::shared_ptr<Pooling> make_pooling(const PoolingSpec& spec, const Values& keys) {
  if constexpr (HasOwnKeys<T>) return std::make_shared<T>(spec, config::OwnKeys<T>::options(keys));
  else return std::make_shared<T>(spec);
}

template <class T>
std::int64_t width_of_pooling(std::int64_t frames, const Values& keys) {
  if constexpr (requires(typename T::Options options) { T::width(frames, options); })
    return T::width(frames, config::OwnKeys<T>::options(keys));
  else return T::width(frames);
}

template <class T>
const PoolingRule& rule_of_pooling() {
  static constexpr PoolingRule rule{
      &make_pooling<T>, &width_of_pooling<T>, T::kSeesPadding, T::kPoolsScores,
      !std::is_same_v<decltype(&T::to_onnx), decltype(&Pooling::to_onnx)>};
  return rule;
}

template <class T>
std::vector<ParamSpec> keys_of_pooling() {
  if constexpr (HasOwnKeys<T>) return config::OwnKeys<T>::parameters();
  else return {};
}

template <class T>
constexpr auto check_of_pooling() -> void (*)(const Values&, config::PieceKeys&) {
  if constexpr (HasOwnKeys<T>) return config::OwnKeys<T>::check();
  else return nullptr;
}

/// Throws Error(config) with the known names where there is none of that name.
const PoolingRule& find_pooling(const std::string& name);

}  // namespace serhost::model

/// Class, name, summary, and its place in lists.
#define SERHOST_POOLING(Class, pooling_name, summary_text, place)              \
  static ::serhost::config::Piece serhost_piece_##Class{                       \
      "pooling",                                                               \
      pooling_name,                                                            \
      summary_text,                                                            \
      place,                                                                   \
      &::serhost::model::keys_of_pooling<Class>,                               \
      reinterpret_cast<void (*)()>(&::serhost::model::rule_of_pooling<Class>), \
      ::serhost::model::HasOwnKeys<Class>,                                     \
      ::serhost::model::check_of_pooling<Class>()};                            \
  static const ::serhost::config::RegisteredPiece serhost_registered_##Class(serhost_piece_##Class)
