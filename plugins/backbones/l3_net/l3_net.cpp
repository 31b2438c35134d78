// L3-Net as OpenL3 publishes it: one vector for each window of a second, every tenth of a second.
#include <ATen/ops/cat.h>

#include <cmath>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/sequence.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "family.hpp"
#include "front_end.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

constexpr std::int64_t kTogether = 8;  // windows run at once in evaluation: their maps are large

class L3Net final : public serhost::Backbone, public serhost::Staged, public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::string input = "mel256";
    std::int64_t embedding = 512;
    std::string front_end = "kapre";
    double hop = 0.1, window = 1.0;
    bool center = true;
    std::optional<std::int64_t> channels;
    std::int64_t source_rate = 0;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return l3_net::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("a safetensors file with the names of OpenL3's audio network");
    schema.add("input", &Options::input)
        .one_of({"mel128", "mel256", "linear"})
        .help("spectrograms, as the checkpoint was trained on");
    schema.add("embedding", &Options::embedding)
        .at_least(512)
        .at_most(6144)
        .help("512 or 6144: values of a vector at the full width");
    schema.add("front_end", &Options::front_end)
        .one_of({"kapre", "librosa"})
        .help("which of OpenL3's two front ends: frames not centered, or centered");
    schema.add("hop", &Options::hop)
        .at_least(0.001)
        .at_most(3600)
        .help("seconds from window to window");
    schema.add("window", &Options::window)
        .at_least(0.05)
        .at_most(60)
        .help("seconds; published weights are trained with 1");
    schema.add("center", &Options::center).help("half a window of silence in front of a clip");
    schema.add("channels", &Options::channels)
        .at_least(1)
        .at_most(4096)
        .help("of the first block, doubled in each further one; default: as the checkpoint, or 64");
    schema.add("source_rate", &Options::source_rate)
        .at_least(0)
        .at_most(768'000)
        .help("Hz of the corpus, resampled as resampy's older kaiser_best; 0: by the host");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on; default: AudioSet");
  }

  L3Net(const Options& options, const serhost::Context&)
      : front_end_({.input = options.input,
                    .front_end = options.front_end,
                    .window = std::llround(options.window * l3_net::kRate),
                    .hop = std::llround(options.hop * l3_net::kRate),
                    .center = options.center,
                    .source_rate = options.source_rate}),
        corpora_(options.pretrained_on) {
    if (options.embedding != 512 && options.embedding != 6144)
      throw std::invalid_argument("embedding = " + std::to_string(options.embedding) +
                                  ", but vectors of 512 or of 6144 values are published");
    const bool small = options.embedding == 512;
    pool_ = options.input == "mel128" ? (small ? l3_net::Pool{16, 24} : l3_net::Pool{4, 8})
                                      : (small ? l3_net::Pool{32, 24} : l3_net::Pool{8, 8});
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, l3_net::family());
    std::int64_t channels = 64;
    if (file) {
      const auto shape = file->shape("block1.conv1.kernel");
      if (shape.size() != 4 || shape[3] < 1 || shape[3] > 4096)
        throw std::invalid_argument(options.checkpoint->string() +
                                    ": block1.conv1.kernel is not [3, 3, 1, channels]");
      channels = shape[3];
      if (corpora_.empty()) corpora_ = {"AudioSet"};
    }
    channels = options.channels.value_or(channels);
    const auto cells = [](std::int64_t size, std::int64_t reach) {
      return (size / 8 + reach - 1) / reach;
    };
    width_ =
        8 * channels * cells(front_end_.bands(), pool_[0]) * cells(front_end_.columns(), pool_[1]);
    network_ = std::make_shared<l3_net::Network>(channels);
    serhost::nn::register_children(*this, *network_);
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = front_end_.rate(), .shortest = front_end_.shortest()};
  }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override { return front_end_.windows(length); }
  Sequence forward(const Sequence& audio, Step&) override { return embed(front_end_(audio)); }

  std::vector<std::string> stages() const override { return {"front_end", "network"}; }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0 ? std::vector<torch::Tensor>{} : parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step&) override {
    return stage == 0 ? front_end_(input) : embed(input);
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  Sequence embed(const Sequence& spectrograms) {
    const auto packed = nn::pack_frames(spectrograms.values, spectrograms.lengths);
    std::vector<at::Tensor> parts;
    // Batch norms of training see the whole batch.
    const auto together = is_training() ? std::max<std::int64_t>(1, packed.size(0)) : kTogether;
    for (std::int64_t begin = 0; begin < packed.size(0); begin += together)
      parts.push_back(l3_net::Network::embedding(
          network_->map(packed.narrow(0, begin, std::min(together, packed.size(0) - begin))),
          pool_));
    return {.values = nn::pad_frames(at::cat(parts), spectrograms.lengths),
            .lengths = spectrograms.lengths};
  }

  l3_net::FrontEnd front_end_;
  l3_net::Pool pool_{};
  std::int64_t width_ = 0;
  std::shared_ptr<l3_net::Network> network_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

SERHOST_BACKBONE(L3Net, "l3_net", "OpenL3's audio network, a vector for each second",
                 .title = "L3-Net", .order = 22);

}  // namespace

SERHOST_PLUGIN();
