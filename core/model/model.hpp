// Backbone chain, pooling and head as one module: waveform in, View out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>

#include "config/experiment.hpp"
#include "host/registry.hpp"

namespace serhost::model {

class Model : public torch::nn::Module {
 public:
  /// Makes the backbones; the head is added by `build_head` once the loss has said what it needs. Initial weights come from
  /// torch's default generator, which is seeded here: stream "initialization" of `seed`, one sub-stream a part, so that the head or the loss does not shift the backbone's.
  Model(const config::Experiment& experiment, const host::Registry& registry, std::uint64_t seed);

  std::int64_t embedding_width() const;   ///< width of the head's last hidden layer, or of the pooled vector
  void build_head(std::int64_t classes, const Needs& needs, std::uint64_t seed);

  Input input() const;                    ///< of the first backbone
  std::int64_t frames(std::int64_t samples) const;
  View forward(const Sequence& audio, Step& step);

  /// Trainable parameters with the learning-rate group they belong to.
  struct Group {
    std::string name;                     ///< "backbone", "head"
    std::vector<torch::Tensor> decayed, undecayed;  ///< undecayed: biases and 1-D tensors
  };
  std::vector<Group> groups() const;
  std::int64_t count(bool trainable_only) const;

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace serhost::model
