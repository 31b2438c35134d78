// One backbone of the chain with what the host does around it: freezing, the choice of a layer, and
// the check of what a plugin gave. Frozen parts run in eval mode, and without a graph where nothing
// before them is trained.
//
// A link falls into a part at rest, which gives the same for a clip whatever has been trained, and
// what comes behind it. Leading stages without parameters are at rest even where nothing is frozen:
// there is nothing in them to train.
#pragma once

#include <memory>
#include <serhost/backbone.hpp>
#include <string>
#include <vector>

#include "host/guard.hpp"
#include "model/groups.hpp"

namespace serhost::model {

struct LinkOptions {
  host::Callee callee;          ///< for messages: "backbone 'hubert'"
  std::string place;            ///< "a.toml:9:12" or "": where the experiment names it
  std::string freeze = "none";  ///< none | all | a stage's name: that stage and all before it
  std::string take = "last";    ///< last | weighted | mean_last_4 | N
};

/// How much of a link is at rest.
enum class Rest {
  nothing,
  stages,  ///< the first ones
  layers,  ///< all but the learned weights of their sum
  whole
};

class Link : public torch::nn::Module {
 public:
  /// Throws Error(config) for a stage that does not exist (with those that do), for a layer out of
  /// range, and where the backbone lacks the ability that `freeze` or `take` needs.
  Link(std::shared_ptr<Backbone> backbone, LinkOptions options);

  const host::Callee& callee() const { return options_.callee; }
  const std::string& place() const { return options_.place; }
  const std::shared_ptr<Backbone>& backbone() const { return backbone_; }
  Input input() const;
  std::int64_t width() const;
  std::int64_t frames(std::int64_t length) const;
  bool frozen() const { return all_frozen_; }

  /// [run] Values [B, F, W]; throws PluginError where the backbone gives another shape.
  Sequence forward(const Sequence& input, Step& step);

  Rest rest() const { return rest_; }
  std::size_t resting_stages() const { return resting_stages_; }  ///< of Rest::stages
  const std::string& take() const { return options_.take; }

  /// [run] The part at rest, for a clip or a batch: in eval mode, without a graph, the same in
  /// every epoch. Values are [B, F, ...] of the last such stage, [B, F, L, W] of all layers, or the
  /// link's own [B, F, W].
  Sequence run_rest(const Sequence& input);
  /// [run] What comes behind `rested`; itself where all is at rest.
  Sequence run_on(const Sequence& rested, Step& step);

  /// Of the part at rest, every value that it depends on: parameters, and all buffers of the
  /// backbone.
  std::vector<at::Tensor> resting_state() const;

  /// The backbone's own trainable parameters by depth, the deepest first; those in no stage count
  /// as deepest.
  std::vector<std::vector<at::Tensor>> depths() const;

  /// The weights of a weighted sum of layers, or undefined.
  const at::Tensor& layer_weights() const { return layer_weights_; }

  void train(bool on = true) override;

 private:
  void freeze();
  void choose_layer();
  void find_rest();
  bool resting(const Sequence& input) const;  ///< nothing up to here is trained: no graph is needed
  Sequence run(const Sequence& input, Step& step);
  Sequence run_stages(const Sequence& input, Step& step);
  Sequence run_first_stages(std::size_t count, const Sequence& input);
  Sequence run_other_stages(std::size_t first, const Sequence& input, Step& step);
  std::vector<Sequence> run_layers(const Sequence& input, Step& step);
  Sequence taken(const std::vector<Sequence>& layers) const;
  void check(const Sequence& output, std::int64_t batch) const;
  [[noreturn]] void refuse(const std::string& message) const;

  std::shared_ptr<Backbone> backbone_;
  LinkOptions options_;
  bool all_frozen_ = false;
  std::size_t frozen_stages_ = 0;  ///< the first so many
  Rest rest_ = Rest::nothing;
  std::size_t resting_stages_ = 0;
  std::size_t layer_ = 0;  ///< of `take = N`
  at::Tensor layer_weights_;
};

}  // namespace serhost::model
