// One backbone of the chain with what the host does around it: freezing, the choice of a layer, and
// the check of what a plugin gave. Frozen parts run in eval mode, and without a graph where nothing
// before them is trained.
//
// An adapter falls into a frozen prefix, which gives the same for a clip whatever has been trained,
// and what comes behind it. Leading stages without parameters are frozen even where nothing is
// frozen: there is nothing in them to train.
#pragma once

#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/guard.hpp"
#include "model/groups.hpp"

namespace serhost::model {

struct AdapterOptions {
  host::Callee callee;          ///< for messages: "backbone 'hubert'"
  std::string place;            ///< "a.toml:9:12" or "": where the experiment names it
  std::string freeze = "none";  ///< none | all | a stage's name: that stage and all before it
  std::string layers = "last";  ///< last | weighted | mean_last_4 | N
  config::AdaptTable adapt = {};
};

/// How much of an adapter is frozen.
enum class FrozenPart {
  nothing,
  stages,  ///< the first ones
  layers,  ///< all but the learned weights of their sum
  whole
};

class BackboneAdapter : public torch::nn::Module {
 public:
  /// With `adapt`, what is trained of the backbone begins at torch's default generator.
  /// Throws Error(config) for a stage that does not exist (with those that do), for a layer out of
  /// range, and where the backbone lacks the ability that `freeze` or `layers` needs.
  BackboneAdapter(std::shared_ptr<Backbone> backbone, AdapterOptions options);

  const host::Callee& callee() const { return options_.callee; }
  const std::string& place() const { return options_.place; }
  const std::shared_ptr<Backbone>& backbone() const { return backbone_; }
  Input input() const;
  std::int64_t width() const;
  std::int64_t frames(std::int64_t length) const;
  bool frozen() const { return all_frozen_; }
  /// Whether the experiment's `adapt` freezes its own weights and trains a part beside them.
  bool adapted() const { return options_.adapt.chosen(); }

  /// [run] Values [B, F, W]; throws PluginError where the backbone gives another shape.
  Sequence forward(const Sequence& input, Step& step);

  /// [run] As `forward` in evaluation, of a backbone with the ability OnnxBackbone.
  onnx::Sequence to_onnx(const onnx::Sequence& input) const;

  FrozenPart frozen_part() const { return frozen_part_; }
  std::size_t prefix_stages() const { return prefix_stages_; }  ///< of FrozenPart::stages
  const std::string& layers() const { return options_.layers; }

  /// [run] The frozen prefix, for a clip or a batch: in eval mode, without a graph, the same in
  /// every epoch. Values are [B, F, ...] of the last such stage, [B, F, L, W] of all layers, or the
  /// adapter's own [B, F, W].
  Sequence forward_frozen(const Sequence& input);
  /// [run] What comes behind `from_frozen`; itself where all is frozen.
  Sequence forward_trainable(const Sequence& from_frozen, Step& step);

  /// Of the frozen prefix, every value that it depends on: parameters, and all buffers of the
  /// backbone.
  std::vector<at::Tensor> frozen_state() const;

  /// The backbone's own trainable parameters by depth, the deepest first; those in no stage count
  /// as deepest.
  std::vector<std::vector<at::Tensor>> depths() const;

  /// The weights of a weighted sum of layers, or undefined.
  const at::Tensor& layer_weights() const { return layer_weights_; }

  void train(bool on = true) override;

 private:
  void freeze();
  void adapt();
  void choose_layer();
  void find_frozen_part();
  bool needs_no_graph(
      const Sequence& input) const;  ///< nothing up to here is trained: no graph is needed
  Sequence run(const Sequence& input, Step& step);
  Sequence run_checked(const Sequence& input, Step& step);
  Sequence run_stages(const Sequence& input, Step& step);
  Sequence run_first_stages(std::size_t count, const Sequence& input);
  Sequence run_other_stages(std::size_t first, const Sequence& input, Step& step);
  std::vector<Sequence> run_layers(const Sequence& input, Step& step);
  Sequence taken(const std::vector<Sequence>& layers) const;
  onnx::Sequence taken(const std::vector<onnx::Sequence>& layers) const;
  /// `like`: what it was given, or what came out of its frozen part.
  void check(const Sequence& output, const Sequence& like) const;
  /// Of a stage that is not the last, or of one of several layers.
  void check_part(const Sequence& output, const Sequence& like, const char* call) const;
  /// Throws where the frames of a clip are not as many as `frames` says of its length. Whoever runs
  /// a frozen prefix looks at that itself, and names the file.
  void check_counts(const Sequence& output, const Sequence& input) const;
  void check_extras(const Sequence& output, const Sequence& like) const;
  [[noreturn]] void refuse(const std::string& message) const;
  [[noreturn]] void refuse_output(const std::string& what) const;  ///< "… gave <what>"

  std::shared_ptr<Backbone> backbone_;
  AdapterOptions options_;
  bool all_frozen_ = false;
  std::size_t frozen_stages_ = 0;  ///< the first so many
  FrozenPart frozen_part_ = FrozenPart::nothing;
  std::size_t prefix_stages_ = 0;
  std::size_t layer_ = 0;  ///< of `layers = N`
  at::Tensor layer_weights_;
};

}  // namespace serhost::model
