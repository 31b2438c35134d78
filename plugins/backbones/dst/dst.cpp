// DST: deformable attention over the frames of an encoder, in windows of 326 frames, as long as the
// clips that it was published with.
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/mask.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "family.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace weights = serhost::weights;

class Dst final : public serhost::Backbone, public serhost::Layerwise, public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::int64_t width = 1024, num_layers = 4, heads = 8, hidden = 512, window = 326;
    std::string padding = "counted";
    std::string positions = "sinusoid";
    double dropout = 0.1;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return dst::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("DST's state as a safetensors or .pt file; its classifier is not used");
    schema.add("width", &Options::width).at_least(2).at_most(65536).help("of the frames it gets");
    schema.add("num_layers", &Options::num_layers).at_least(1).at_most(1000).help("layers");
    schema.add("heads", &Options::heads).at_least(1).at_most(1024).help("they divide the width");
    schema.add("hidden", &Options::hidden)
        .at_least(1)
        .at_most(262144)
        .help("units of the feed-forward network");
    schema.add("window", &Options::window)
        .at_least(2)
        .at_most(10000)
        .help("frames that attend to one another; longer clips have several windows");
    schema.add("padding", &Options::padding)
        .one_of({"counted", "masked"})
        .help("zeros that fill a window: frames like others, as published, or left out");
    schema.add("positions", &Options::positions)
        .one_of({"sinusoid", "frozen_xavier"})
        .help("added to the frames: sines, or random values that are never trained, as published");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("of attention weights, of what is added to residuals, within the feed-forward");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  Dst(const Options& options, const serhost::Context&) : options_(options) {
    if (options.width % options.heads != 0)
      throw std::invalid_argument("heads = " + std::to_string(options.heads) +
                                  " do not divide width = " + std::to_string(options.width));
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, dst::family());
    network_ = std::make_shared<dst::Network>(
        dst::NetworkOptions{.width = options.width,
                            .layers = options.num_layers,
                            .heads = options.heads,
                            .hidden = options.hidden,
                            .window = options.window,
                            .rows = rows(options, file ? &*file : nullptr),
                            .positions = options.positions,
                            .dropout = options.dropout});
    serhost::nn::register_children(*this, *network_);
    register_buffer("position", network_->position());
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {.waveform = false, .shortest = 1, .width = options_.width};
  }
  std::int64_t width() const override { return options_.width; }
  std::int64_t frames(std::int64_t length) const override {
    const auto windows = (length + options_.window - 1) / options_.window;
    return options_.padding == "masked" ? length : windows * options_.window;
  }
  Sequence forward(const Sequence& input, Step& step) override {
    return run_layers(input, step).back();
  }

  std::int64_t layers() const override { return options_.num_layers + 1; }
  std::vector<Sequence> run_layers(const Sequence& input, Step& step) override {
    const auto clips = input.values.size(0), window = options_.window;
    const auto most =
        std::max<std::int64_t>(1, (input.lengths.max().item<std::int64_t>() + window - 1) / window);
    auto values = serhost::nn::mask_frames(input.values, input.lengths);
    const auto missing = most * window - values.size(1);
    values = missing < 0 ? values.narrow(1, 0, most * window)
                         : at::constant_pad_nd(values, {0, 0, 0, missing});
    // Windows that hold no frame of their clip are not run.
    const auto kept =
        serhost::nn::valid((input.lengths + window - 1).div(window, "floor"), most, at::kCPU)
            .flatten()
            .nonzero()
            .squeeze(1)
            .to(values.device());
    const auto windows = values.view({clips * most, window, options_.width}).index_select(0, kept);
    at::Tensor valid;
    if (options_.padding == "masked")
      valid = serhost::nn::valid(input.lengths, most * window, values.device())
                  .view({clips * most, window})
                  .index_select(0, kept);
    std::vector<std::int64_t> counts;
    for (std::int64_t i = 0; i < clips; ++i)
      counts.push_back(frames(input.lengths[i].item<std::int64_t>()));
    const auto lengths = at::tensor(counts, at::kLong);
    std::vector<Sequence> out;
    for (const auto& layer : network_->forward(windows, valid, step)) {
      const auto whole = layer.to(at::kFloat)
                             .new_zeros({clips * most, window, options_.width})
                             .index_copy(0, kept, layer.to(at::kFloat));
      out.push_back(
          {.values = whole.view({clips, most * window, options_.width}), .lengths = lengths});
    }
    return out;
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return options_.pretrained_on; }

 private:
  /// Of the table of positions: published files have 2000.
  static std::int64_t rows(const Options& options, const weights::EncoderWeights* file) {
    if (file == nullptr || !file->has("position")) return options.window;
    const auto shape = file->shape("position");
    if (shape.size() != 2 || shape[0] < options.window || shape[0] > 100'000)
      throw std::invalid_argument(options.checkpoint->string() +
                                  ": position has no rows for a window of " +
                                  std::to_string(options.window) + " frames");
    return shape[0];
  }

  Options options_;
  std::shared_ptr<dst::Network> network_;
  std::vector<std::filesystem::path> files_;
};

SERHOST_BACKBONE(Dst, "dst", "deformable attention over the frames of an encoder", .title = "DST",
                 .order = 82);

}  // namespace

SERHOST_PLUGIN();
