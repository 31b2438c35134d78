// Backbones one after the other: the first takes audio, each next one the frames before it.
#pragma once

#include <memory>
#include <serhost/features.hpp>
#include <string>
#include <vector>

#include "model/backbone_adapter.hpp"

namespace serhost::model {

class Chain : public torch::nn::Module {
 public:
  /// Throws Error(config) where two neighbors do not fit: audio against frames, widths.
  explicit Chain(std::vector<std::shared_ptr<BackboneAdapter>> adapters);

  /// Of the first backbone; `shortest` is raised to what every later one needs.
  Input input() const { return input_; }
  std::int64_t width() const { return adapters_.back()->width(); }
  std::int64_t frames(std::int64_t samples) const;  ///< 0: too short

  Sequence forward(const Sequence& input, Step& step);

  /// [run] The same with nothing computed apart: a gradient reaches the input, also through what is
  /// frozen. On a CPU the last digits of what is frozen may be others.
  Sequence forward_undivided(const Sequence& input, Step& step);

  /// Whether the frozen prefix is a front end and no more: stages without any parameters.
  bool begins_with_front_end() const;

  /// The first backbone where it reads features (serhost/features.hpp), or null. The chain then
  /// takes those frames, not audio.
  const ReadsFeatures* reader() const;

  /// Whether the chain begins with a frozen prefix (backbone_adapter.hpp): adapters that are
  /// frozen, then the beginning of the next.
  bool has_frozen_prefix() const {
    return reader() == nullptr &&
           (split_ > 0 || adapters_[split_]->frozen_part() != FrozenPart::nothing);
  }
  /// The adapters that take part in it; the last of them perhaps with a part of itself.
  std::vector<std::shared_ptr<BackboneAdapter>> frozen_adapters() const;

  /// Whether threads may share the frozen prefix (serhost/thread_safe_inference.hpp).
  bool thread_safe() const;

  /// [run] Frees what only training or saving the frozen prefix needs, where the backbones can:
  /// afterwards only `forward_frozen` may be called.
  void prepare_for_inference();

  /// [run] What the frozen prefix gives. On a CPU that is, by definition, what it gives for each
  /// clip alone with one thread of LibTorch, so that it depends neither on the batch nor on the
  /// number of threads; the clips, of which a `concurrent` chain computes several at once, are then
  /// put together. [any] of a `concurrent` chain within the scope of a `EvalModeGuard`.
  Sequence forward_frozen(const Sequence& audio);
  /// [run] What comes behind it: `forward` is `forward_trainable` of `forward_frozen`.
  Sequence forward_trainable(const Sequence& from_frozen, Step& step);

  /// [run] What adapter `index` takes: the output of those before it.
  Sequence input_of(std::size_t index, const Sequence& input, Step& step);

  const std::vector<std::shared_ptr<BackboneAdapter>>& adapters() const { return adapters_; }

  /// One group, or with `layer_decay` one a depth, the one nearest the head first.
  std::vector<Group> groups(std::optional<double> layer_decay) const;

 private:
  Input raised_input() const;
  Sequence forward_frozen_together(const Sequence& audio);  ///< a clip, or a batch as it is
  Sequence run_from(std::size_t first, std::size_t end, Sequence now, Step& step,
                    bool from_frozen = false);
  Sequence masked(std::size_t index, Sequence output) const;

  std::vector<std::shared_ptr<BackboneAdapter>> adapters_;
  Input input_;
  std::size_t split_ = 0;  ///< the adapters before it are wholly frozen; it has what is trained
                           ///< first, or is the last
};

/// [run] The backbones that take part in a chain's frozen prefix are in eval mode while this lives.
class EvalModeGuard {
 public:
  explicit EvalModeGuard(const Chain& chain);
  ~EvalModeGuard();
  EvalModeGuard(const EvalModeGuard&) = delete;
  EvalModeGuard& operator=(const EvalModeGuard&) = delete;

 private:
  std::vector<std::shared_ptr<BackboneAdapter>> trained_;
};

}  // namespace serhost::model
