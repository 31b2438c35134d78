// What a backbone plugin implements: frames from a waveform, or frames from the frames of the
// backbone before it. It returns frames and how many of them are valid; pooling and padding are the
// host's, in one place for every backbone.
//
//   serhost::Sequence forward(const serhost::Sequence& audio, serhost::Step&) override {
//     const auto lengths = (audio.lengths - 400).div(160, "floor") + 1;
//     const auto frames = audio.values.unfold(1, 400, 160);  // [B, F, 400]
//     return {.values = layer_->forward(frames), .lengths = lengths};
//   }
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <serhost/context.hpp>
#include <serhost/detail/needs_torch.hpp>
#include <serhost/registration.hpp>
#include <serhost/schema.hpp>
#include <serhost/step.hpp>
#include <string>
#include <vector>

namespace serhost {

/// A padded batch. Padding holds zeros on the way in; what a backbone leaves there is ignored.
struct Sequence {
  /// [B, T] waveform in [-1, 1], or [B, F, W] frames; between stages [B, F, ...].
  torch::Tensor values{};
  torch::Tensor lengths{};  ///< [B] int64, on the CPU: valid samples or frames
  /// [B, W] or undefined: the encoder's own vector (last LSTM state, mean of utterance tokens,
  /// CLS).
  torch::Tensor summary{};
  /// [B, F] int64 or undefined: speaker or turn of each element (conversation).
  torch::Tensor segment_ids{};
};

/// What a backbone takes.
struct Input {
  bool waveform = true;              ///< false: the frames of the backbone before it
  std::int64_t sample_rate = 16000;  ///< Hz; of a waveform
  std::int64_t shortest = 1;  ///< samples or frames; shorter clips are an error that names them
  std::int64_t width = 0;     ///< of frames; 0: any
};

/// A backbone. Everything is [run]. A clip's valid frames must not depend on what else is in the
/// batch, nor on how far it is padded; the conformance suite checks it to 1e-5.
class SERHOST_API Backbone : public torch::nn::Module {
 public:
  /// [any] What it takes; the same at every call.
  virtual Input input() const = 0;
  virtual std::int64_t width() const = 0;  ///< W of the frames it gives
  /// Of `length` samples or frames; 0: too short.
  virtual std::int64_t frames(std::int64_t length) const = 0;
  /// [run] Frames [B, F, width()] with lengths [B] int64 on the CPU: those of `frames`.
  virtual Sequence forward(const Sequence& input, Step& step) = 0;
};

/// Ability: every hidden state, for weighted sums and `extract --layer all`. Index 0 is the
/// encoder's input.
class SERHOST_API Layerwise {
 public:
  virtual ~Layerwise() = default;
  virtual std::int64_t layers() const = 0;  ///< how many `run_layers` gives
  /// [run] `layers()` hidden states, each as `forward` gives frames.
  virtual std::vector<Sequence> run_layers(const Sequence& input, Step& step) = 0;
};

/// Ability: a chain of named stages, run one after the other: freezing up to a stage, caching a
/// frozen first part, learning rates by depth. Running all stages in order equals `forward`.
class SERHOST_API Staged {
 public:
  virtual ~Staged() = default;
  /// [any] Their names, in order: [a-z][a-z0-9_]*.
  virtual std::vector<std::string> stages() const = 0;
  /// May be empty.
  virtual std::vector<torch::Tensor> stage_parameters(std::size_t stage) const = 0;
  /// [run] What stage `stage` gives for what the one before it gave; the first takes what `forward`
  /// takes.
  virtual Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) = 0;
};

/// Ability of a backbone or a loss: figures gathered on a fold's train part before training and
/// kept as buffers.
class SERHOST_API Fitted {
 public:
  virtual ~Fitted() = default;
  /// Every clip of the train part once, in manifest order.
  virtual void observe(const Sequence& input) = 0;
  /// [run] Once, behind the last clip: turns what was seen into buffers. Throws std::exception with
  /// a sentence where that cannot be.
  virtual void finish() = 0;
};

/// Ability: where weights come from, for the record.
class SERHOST_API Provenance {
 public:
  virtual ~Provenance() = default;
  virtual std::vector<std::filesystem::path> weight_files() const = 0;  ///< hashed into the record
  /// [any] Names of corpora seen in pre-training, for `serhost check` and the record.
  virtual std::vector<std::string> pretraining_corpora() const { return {}; }
};

namespace detail {
template <>
struct KindTraits<Kind::backbone> {
  using Interface = Backbone;
  template <class T>
  static constexpr MakeBackbone maker() {
    return [](const Values& values, const Context& context) -> std::shared_ptr<Backbone> {
      return std::make_shared<T>(options_of<T>(values), context);
    };
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_BACKBONE(Hubert, "hubert", "HuBERT, a pre-trained speech encoder");`, once for each
/// backbone of a plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_BACKBONE(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(backbone, Class, component_name, summary_text, __VA_ARGS__)
