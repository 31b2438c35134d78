// Query2Emo: a learned query for each class looks at all frames, and a linear layer reads the
// answers.
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/transformer.h>

#include <cmath>
#include <serhost/head.hpp>
#include <serhost/nn/mask.hpp>
#include <stdexcept>

namespace {

/// [frames, width]: sines in even columns, cosines in odd ones.
torch::Tensor positions(std::int64_t frames, std::int64_t width) {
  auto table = at::empty({frames, width});
  auto cells = table.accessor<float, 2>();
  for (std::int64_t frame = 0; frame < frames; ++frame)
    for (std::int64_t column = 0; column < width; ++column) {
      const double exponent = static_cast<double>(column / 2 * 2) / static_cast<double>(width);
      const double angle = static_cast<double>(frame) * std::pow(10000.0, -exponent);
      cells[frame][column] =
          static_cast<float>(column % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  return table;
}

class Query2Emo final : public serhost::Head {
 public:
  struct Options {
    std::int64_t heads = 8, encoder_layers = 1, decoder_layers = 2, hidden = 2048;
    double dropout = 0.1;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("heads", &Options::heads)
        .at_least(1)
        .at_most(1024)
        .help("of attention; they divide the width of the frames");
    schema.add("encoder_layers", &Options::encoder_layers)
        .at_least(1)
        .at_most(100)
        .help("over the frames");
    schema.add("decoder_layers", &Options::decoder_layers)
        .at_least(1)
        .at_most(100)
        .help("over the queries, which look at the frames");
    schema.add("hidden", &Options::hidden)
        .at_least(1)
        .at_most(262144)
        .help("units of the feed-forward networks");
    schema.add("dropout", &Options::dropout)
        .at_least(0.0)
        .below(1.0)
        .help("of attention weights, residuals, and within the feed-forward networks");
  }

  static std::int64_t embedding_width(const Options&, std::int64_t width) { return width; }

  Query2Emo(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&) {
    if (spec.width % options.heads != 0)
      throw std::invalid_argument("heads = " + std::to_string(options.heads) +
                                  " do not divide the width of the frames, " +
                                  std::to_string(spec.width));
    queries_ = register_parameter("label_emb", at::rand({1, spec.outputs, spec.width}));
    transformer_ = register_module(
        "transformer",
        torch::nn::Transformer(torch::nn::TransformerOptions(spec.width, options.heads)
                                   .num_encoder_layers(options.encoder_layers)
                                   .num_decoder_layers(options.decoder_layers)
                                   .dim_feedforward(options.hidden)
                                   .dropout(options.dropout)
                                   .activation(torch::kReLU)));
    if (spec.needs.output)
      classifier_ =
          register_module("classifier", torch::nn::Linear(spec.outputs * spec.width, spec.outputs));
  }

  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    const auto inside =
        serhost::nn::valid(frames.lengths, frames.values.size(1), frames.values.device());
    const auto clean = serhost::nn::mask_frames(frames.values, frames.lengths);
    const auto memory = clean + positions(clean.size(1), clean.size(2)).to(clean);
    const auto outside = inside.logical_not();
    const auto answers = transformer_
                             ->forward(memory.transpose(0, 1),
                                       queries_.expand({clean.size(0), -1, -1}).transpose(0, 1), {},
                                       {}, {}, outside, {}, outside)
                             .transpose(0, 1);  // [B, classes, W]
    serhost::View view;
    view.embedding = answers.mean(1);
    if (!classifier_.is_empty()) view.output = classifier_->forward(answers.flatten(1));
    return view;
  }

 private:
  torch::Tensor queries_;  // [1, classes, W]
  torch::nn::Transformer transformer_{nullptr};
  torch::nn::Linear classifier_{nullptr};
};

SERHOST_HEAD(Query2Emo, "query2emo", "a query for each class looks at all frames",
             .title = "Query2Emo", .order = 70);

}  // namespace

SERHOST_PLUGIN();
