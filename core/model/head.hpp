// From frames to the View that a loss sees: layers on every frame, masked pooling, hidden layers,
// output layer. Everything from the pooling on is computed in fp32, whatever the precision of the
// backbone.
#pragma once

#include <torch/nn/modules/linear.h>

#include <serhost/backbone.hpp>
#include <serhost/head.hpp>
#include <serhost/loss.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"

namespace serhost::model {

class Head : public serhost::Head {
 public:
  using Options = config::HeadOptions;
  static void declare(Schema<Options>& schema) { config::declare(schema); }

  /// `width` of the frames. Throws Error(config) for a composition that cannot work: what a loss
  /// needs against the pooling.
  Head(const Options& options, std::int64_t width, std::int64_t outputs, const Needs& needs);
  Head(const Options& options, const HeadSpec& spec, const Context&)
      : Head(options, spec.width, spec.outputs, spec.needs) {}

  /// Of a head like this, without making it: the last hidden layer's, or the pooled vector's.
  static std::int64_t embedding_width(const Options& options, std::int64_t width);

  /// [run] Dropout draws from torch's default generator, which the trainer seeds before every
  /// micro-batch.
  View forward(const Sequence& frames);
  View forward(const Sequence& frames, Step&) override { return forward(frames); }

 private:
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence);
  at::Tensor through_hidden(at::Tensor x);

  Options table_;
  std::vector<torch::nn::Linear> frame_layers_, hidden_;
  torch::nn::Linear attention_{nullptr}, output_{nullptr};
};

/// The head of an experiment, built in or a plugin's: made, asked and checked in one way.
/// [run] Throws Error(config) for one that cannot work with `spec`.
std::shared_ptr<serhost::Head> make_head(const config::HeadTable& table, const HeadSpec& spec,
                                         const Context& context);
std::int64_t embedding_width(const config::HeadTable& table, std::int64_t width);

/// What `head` makes of frames, with the view's frames and lengths; throws PluginError where a
/// plugin's head gives other shapes than `spec` asks for.
View run_head(serhost::Head& head, const config::HeadTable& table, const HeadSpec& spec,
              const Sequence& frames, Step& step);

}  // namespace serhost::model
