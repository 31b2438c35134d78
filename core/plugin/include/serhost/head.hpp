// What a head plugin implements: from a backbone's frames to one vector per clip, the embedding,
// and from there to the outputs that a loss sees.
//
// Mean pooling and a linear layer in five lines:
//
//   serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
//     const auto mask = (torch::arange(frames.values.size(1)).unsqueeze(0) <
//                        frames.lengths.unsqueeze(1)).to(frames.values.device()).unsqueeze(2);
//     const auto sum = frames.values.masked_fill(~mask, 0).sum(1), n = mask.sum(1);
//     return {.output = output_->forward(sum / n), .embedding = sum / n};
//   }
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>

namespace serhost {

/// What a head is made for.
struct HeadSpec {
  std::int64_t width = 0;    ///< W of the frames
  std::int64_t outputs = 0;  ///< columns of `View::output`: classes, or rated dimensions
  Needs needs{};             ///< of the loss: whether it wants `output`, `embedding`, or both
};

/// A head. Made once per fold: `T(const Options&, const HeadSpec&, const Context&)`, and
/// `static std::int64_t embedding_width(const Options&, std::int64_t width)` says E before it is
/// made, because a loss with weights of its own needs to know. The constructor throws
/// std::invalid_argument with a sentence for options that cannot work with `needs`; initial weights
/// may simply use torch's default generator, which the host has seeded.
class SERHOST_API Head : public torch::nn::Module {
 public:
  /// [run] `frames.values` [B, F, W] fp32, or in the precision of the run; `frames.lengths` [B]
  /// int64 on the CPU, at least 1 each. Gives `output` [B, outputs] before any softmax where
  /// `needs.output`, and `embedding` [B, E] unless the head has none; both fp32 (fp64 for fp64
  /// frames). The host sets the view's `frames` and `lengths`.
  ///
  /// A clip's result must depend neither on the others in its batch nor on what lies behind its
  /// length, not even on a NaN there. Random numbers, of dropout for instance, come from
  /// `step.random` or from torch's default generator, which the host seeds before every call.
  virtual View forward(const Sequence& frames, Step& step) = 0;
};

namespace detail {
template <>
struct KindTraits<Kind::head> {
  using Interface = Head;
  template <class T>
  static constexpr MakeHead maker() {
    return {[](const Values& values, const HeadSpec& spec,
               const Context& context) -> std::shared_ptr<Head> {
              return std::make_shared<T>(options_of<T>(values), spec, context);
            },
            [](const Values& values, std::int64_t width) -> std::int64_t {
              return T::embedding_width(options_of<T>(values), width);
            }};
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_HEAD(Capsules, "capsules", "capsules with routing by agreement");`, once for each head
/// of a plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_HEAD(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(head, Class, component_name, summary_text, __VA_ARGS__)
