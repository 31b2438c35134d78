// What a loss plugin implements.
//
// The host takes the weighted mean over the whole effective batch, applies class weights, names the
// clip of a NaN and predicts from `scores`. All tensors are fp32 (or fp64 in tests) on one device;
// a loss never names a device.
//
//   torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
//                         serhost::Step&) override {
//     const auto log_p = torch::log_softmax(view.output, 1);                   // [B, C]
//     return -log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1);          // [B]
//   }
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <serhost/context.hpp>
#include <serhost/registration.hpp>
#include <serhost/schema.hpp>
#include <serhost/step.hpp>
#include <serhost/tensor.hpp>
#include <string>
#include <vector>

namespace serhost {

/// What a clip may come with. `none`: a loss of the waveform alone. `multi_hot`: several classes at
/// once, or no class at all.
enum class TargetKind { label, soft, dimensions, units, none, multi_hot };

/// Compared by `serhost check` with the head, the data and the batch rule.
struct Needs {
  std::vector<TargetKind> targets = {TargetKind::label};  ///< any of these will do
  /// False: the loss has its own output layer; the head's last Linear is not built (AAM).
  bool output = true;
  /// Needs [B, E]: the head's last hidden layer, the pooled vector where there is none.
  bool embedding = false;
  /// Not a mean over clips (CCC): the host gathers micro-batches and ranks first.
  bool whole_batch = false;
};

/// A rated dimension (valence, arousal, dominance) and the scale of its ratings.
struct Dimension {
  /// "valence", "arousal" or "dominance", or the corpus' own.
  std::string name;
  /// The ends of the scale; NaN where nobody says them.
  double lowest = 0.0, highest = 1.0;
};

/// What is to be predicted.
struct Task {
  std::vector<std::string> classes;        ///< order of the columns of `output`
  std::vector<std::int64_t> train_counts;  ///< clips a class in this fold's train part
  std::vector<Dimension> dimensions;       ///< of a regression task
  std::int64_t embedding_width = 0;        ///< E
  std::int64_t train_clips =
      0;  ///< clips in this fold's train part, where they have several classes
};

/// What the model gave. Undefined where not asked for.
struct View {
  torch::Tensor output{};     ///< [B, C] before softmax
  torch::Tensor embedding{};  ///< [B, E]
  torch::Tensor frames{};     ///< [B, F, W]
  torch::Tensor lengths{};    ///< [B] int64, on the CPU: valid frames
};

/// What it should have given.
struct Targets {
  torch::Tensor label{};       ///< [B] int64
  torch::Tensor soft{};        ///< [B, C], rows sum to 1
  torch::Tensor dimensions{};  ///< [B, D], NaN: not rated
  torch::Tensor units{};       ///< [B, F] int64, -1: none
  torch::Tensor weight{};      ///< [B], what the host will weigh each clip with
  torch::Tensor speaker{};     ///< [B] int64, -1: unknown
  torch::Tensor corpus{};      ///< [B] int64
  torch::Tensor multi_hot{};   ///< [B, C], 1: the class is present, 0: it is not, NaN: not known
};

/// A loss. One with weights or state also derives from torch::nn::Module: its parameters are
/// trained and saved.
class SERHOST_API Loss {
 public:
  virtual ~Loss() = default;
  /// [any] The same at every call.
  virtual Needs needs() const { return {}; }

  /// [run] [B], one value per clip; [] where `whole_batch`. Finite for finite input.
  virtual torch::Tensor forward(const View& view, const Targets& targets, Step& step) = 0;

  /// [run] [B, C] before softmax: what is predicted. Never margined.
  virtual torch::Tensor scores(const View& view) { return view.output; }
};

namespace detail {
template <>
struct KindTraits<Kind::loss> {
  using Interface = Loss;
  template <class T>
  static constexpr MakeLoss maker() {
    return [](const Values& values, const Task& task,
              const Context& context) -> std::shared_ptr<Loss> {
      return std::make_shared<T>(options_of<T>(values), task, context);
    };
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_LOSS(Focal, "focal", "cross-entropy that counts easy clips less");`, once for each loss
/// of a plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_LOSS(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(loss, Class, component_name, summary_text, __VA_ARGS__)
