// The head that Vesper was published with: a linear layer on frames whose bias counts for padding,
// too, the mean of the clip's own frames, and a linear layer on it.
#include <torch/nn/modules/linear.h>

#include <serhost/head.hpp>
#include <serhost/nn/mask.hpp>

namespace {

class VesperProbe final : public serhost::Head {
 public:
  struct Options {
    std::int64_t hidden = 256, frames = 324;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("hidden", &Options::hidden)
        .at_least(1)
        .at_most(65536)
        .help("width of the projection");
    schema.add("frames", &Options::frames)
        .at_least(0)
        .at_most(1000000)
        .help(
            "of a whole window (IEMOCAP: 6.5 s): the bias of the projection counts that many times "
            "for a shorter clip, as published; 0: as often as it has frames, a plain mean");
  }

  static std::int64_t embedding_width(const Options& options, std::int64_t) {
    return options.hidden;
  }

  VesperProbe(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&)
      : frames_(options.frames) {
    projector_ = register_module("projector", torch::nn::Linear(spec.width, options.hidden));
    if (spec.needs.output)
      classifier_ = register_module("classifier", torch::nn::Linear(options.hidden, spec.outputs));
  }

  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    const auto values = serhost::nn::mask_frames(frames.values, frames.lengths);
    const auto counts = frames.lengths.to(values).clamp_min(1).unsqueeze(1);  // [B, 1]
    // W mean + b T / n: padded frames are zero before the projection and summed behind it.
    const auto weight = projector_->weight.to(values.scalar_type());
    const auto bias = projector_->bias.to(values.scalar_type());
    serhost::View view;
    view.embedding = (values.sum(1) / counts).matmul(weight.t()) +
                     bias * (counts.clamp_min(static_cast<double>(frames_)) / counts);
    if (!classifier_.is_empty()) view.output = classifier_->forward(view.embedding);
    return view;
  }

 private:
  std::int64_t frames_;
  torch::nn::Linear projector_{nullptr}, classifier_{nullptr};
};

SERHOST_HEAD(VesperProbe, "vesper_probe", "linear layer, mean over time, linear layer",
             .title = "Vesper's probe", .order = 65);

}  // namespace

SERHOST_PLUGIN();
