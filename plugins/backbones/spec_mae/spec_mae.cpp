// SpecMAE: a masked autoencoder's encoder over patches of power spectra, in windows of 4 s.
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/nn/power_windows.hpp>
#include <serhost/nn/sequence.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "family.hpp"
#include "patches.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

class SpecMae final : public serhost::Backbone,
                      public serhost::Layerwise,
                      public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::int64_t width = 320, num_layers = 6, heads = 4, frames = 200;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return spec_mae::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("the state of a SpecMAE as a safetensors or .pt file; its decoder is not used");
    schema.add("width", &Options::width).at_least(1).at_most(65536).help("of tokens");
    schema.add("num_layers", &Options::num_layers).at_least(1).at_most(1000).help("blocks");
    schema.add("heads", &Options::heads).at_least(1).at_most(1024).help("they divide the width");
    schema.add("frames", &Options::frames)
        .at_least(spec_mae::kFrames)
        .at_most(100'000)
        .help("of 20 ms in a window, a multiple of 10; published: 200");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  SpecMae(const Options& options, const serhost::Context&)
      : options_(options), hear_(options.frames) {
    if (options.frames % spec_mae::kFrames != 0)
      throw std::invalid_argument("frames = " + std::to_string(options.frames) +
                                  ", but patches are 10 frames long; take a multiple of 10");
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, spec_mae::family());
    encoder_ = std::make_shared<nn::MaskedEncoder>(nn::MaskedOptions{.tokens = tokens(),
                                                                     .width = options.width,
                                                                     .layers = options.num_layers,
                                                                     .heads = options.heads});
    encoder_->register_in(*this);
    projection_ = register_module(
        "proj", std::make_shared<nn::Linear>(spec_mae::kBins * spec_mae::kFrames, options.width));
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 1};
  }
  std::int64_t width() const override { return options_.width; }
  std::int64_t frames(std::int64_t length) const override {
    return hear_.windows(length) * (1 + tokens());
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    return run_layers(audio, step).back();
  }

  std::int64_t layers() const override { return options_.num_layers + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step&) override {
    const auto windows = hear_(audio);
    const auto packed = nn::pack_frames(windows.values, windows.lengths);
    const auto patches = spec_mae::patches(packed);
    const auto embedded = projection_->forward(patches.flatten(0, 1))
                              .view({patches.size(0), patches.size(1), options_.width});
    return nn::frames_of_windows(encoder_->states(embedded, {}), windows.lengths);
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return options_.pretrained_on; }

 private:
  std::int64_t tokens() const { return options_.frames / spec_mae::kFrames * spec_mae::kRows; }

  Options options_;
  nn::PowerWindows hear_;
  std::shared_ptr<nn::MaskedEncoder> encoder_;
  std::shared_ptr<nn::Linear> projection_;
  std::vector<std::filesystem::path> files_;
};

SERHOST_BACKBONE(SpecMae, "spec_mae", "a masked autoencoder's encoder over patches of spectra",
                 .title = "SpecMAE", .order = 86);

}  // namespace

SERHOST_PLUGIN();
