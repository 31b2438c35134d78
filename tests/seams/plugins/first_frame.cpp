// A head of a plugin: a linear layer on a clip's first frames.
#include <torch/nn/modules/linear.h>

#include <serhost/head.hpp>

namespace {

class FirstFrame final : public serhost::Head {
 public:
  struct Options {
    double scale = 1.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("scale", &Options::scale).above(0).help("of the frame");
  }
  static std::int64_t embedding_width(const Options&, std::int64_t width) { return width; }

  FirstFrame(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&)
      : options_(options),
        output_(register_module("layer", torch::nn::Linear(spec.width, spec.outputs))) {}

  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    serhost::View view;
    view.embedding = frames.values.select(1, 0) * options_.scale;
    view.output = output_->forward(view.embedding);
    return view;
  }

 private:
  Options options_;
  torch::nn::Linear output_;
};

SERHOST_HEAD(FirstFrame, "first_frame", "a linear layer on the first frame");

}  // namespace

SERHOST_PLUGIN();
