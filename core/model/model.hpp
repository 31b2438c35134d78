// Backbone chain, pooling and head as one module: waveform in, View out.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <serhost/onnx.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "model/chain.hpp"
#include "model/groups.hpp"
#include "model/head.hpp"

namespace serhost::model {

class Model : public torch::nn::Module {
 public:
  /// Makes the backbones; the head is added by `build_head` once the loss has said what it needs.
  /// Initial weights come from torch's default generator, which is seeded here with the stream
  /// "initialization/backbone<i>" of `seed` for each part, so that neither the head nor the loss
  /// shifts a backbone's.
  Model(const config::Experiment& experiment, const host::Registry& registry, std::uint64_t seed,
        std::function<void(const std::string&)> log = {});

  /// Of backbones that are already made.
  Model(std::vector<std::shared_ptr<BackboneAdapter>> chain, config::HeadTable head);

  std::int64_t embedding_width()
      const;  ///< width of the head's last hidden layer, or of the pooled vector

  /// Stream "initialization/head". Throws Error(config) where loss and pooling do not fit. Several
  /// of the same table stand one beside the other: their outputs and embeddings are joined in this
  /// order, and parameters of the first are "head.0. ...".
  void build_heads(const std::vector<std::int64_t>& outputs, const Needs& needs,
                   std::uint64_t seed);

  /// The bias of the heads' output layers (the parameter "output.bias" of a head), one value for
  /// each output. Nothing where `values` is empty or the head has no such layer: a loss may have
  /// its own.
  void set_output_bias(const std::vector<double>& values);

  /// Numbers that what is said of scores is decided by, kept as a buffer with the weights; empty,
  /// and no buffer, where none were set. Single precision, as they are stored.
  void set_decisions(const std::vector<double>& values);
  std::vector<double> decisions() const;

  Input input() const {
    return chain_->input();
  }  ///< of the first backbone; `shortest` raised to what the chain needs
  std::int64_t frames(std::int64_t samples) const { return chain_->frames(samples); }

  /// [run] `input`: audio, or frames where the first backbone reads features. Under autocast where
  /// the caller has switched it on; every tensor of the View is fp32. `from_frozen`: `input` is
  /// what `chain().forward_frozen` gave for the audio, and only what comes behind it is run.
  View forward(const Sequence& input, Step& step, bool from_frozen = false);

  /// [run] As `forward`, so that a gradient reaches `input` through all of the model.
  View forward_undivided(const Sequence& input, Step& step);

  /// [run] How much each frame counts in the pooling, [B, F], 0 behind a clip's end; undefined
  /// where the pooling weighs nothing or the head is not the built-in one. Arguments as `forward`.
  at::Tensor frame_weights(const Sequence& input, Step& step);

  /// [run] As `forward` in evaluation, of a model that reasons_against_onnx has nothing against.
  /// What lies behind the clips' ends in `audio` does not count.
  onnx::View to_onnx(const onnx::Sequence& audio) const;
  /// Each as "the pooling ..."; none: it can be written.
  std::vector<std::string> reasons_against_onnx() const;

  /// Trainable parameters by learning rate: "backbone" (several with `layer_decay`), "head".
  std::vector<Group> groups(std::optional<double> layer_decay = {}) const;
  std::int64_t count(bool trainable_only) const;

  Chain& chain() { return *chain_; }
  const std::vector<std::shared_ptr<serhost::Head>>& heads() const { return heads_; }
  host::Callee head_callee() const;                 ///< for messages
  std::vector<at::Tensor> head_parameters() const;  ///< with the weights of summed layers

 private:
  /// Their outputs side by side.
  View run_heads(const Sequence& frames, Step& step);

  std::shared_ptr<Chain> chain_;
  config::HeadTable table_;
  std::vector<HeadSpec> specs_;
  std::vector<std::shared_ptr<serhost::Head>> heads_;
  at::Tensor decisions_;
};

}  // namespace serhost::model
