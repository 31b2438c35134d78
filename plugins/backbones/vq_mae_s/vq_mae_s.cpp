// VQ-MAE-S: spectra become maps of discrete codes, which a masked autoencoder's encoder reads.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>

#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/nn/power_windows.hpp>
#include <serhost/nn/precision.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/nn/sequence.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "family.hpp"
#include "tokens.hpp"
#include "vq_vae.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

constexpr std::int64_t kPatchFrames = 10, kPatchIndices = 4;

class VqMaeS final : public serhost::Backbone,
                     public serhost::Layerwise,
                     public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint, vq_vae;
    std::string tokens = "patch";
    std::string vq_vae_norm = "running";
    std::int64_t code_width = 8, num_layers = 6, heads = 4, frames = 200;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return vq_mae_s::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("the state of a VQ-MAE-S as a safetensors or .pt file; its decoder is not used");
    schema.add("vq_vae", &Options::vq_vae)
        .help("the state of its VQ-VAE; without one, codes are those of random weights");
    schema.add("tokens", &Options::tokens)
        .one_of({"patch", "frame"})
        .help("patches of 4 codes by 10 frames, or the 64 codes of a frame");
    schema.add("vq_vae_norm", &Options::vq_vae_norm)
        .one_of({"running", "clip"})
        .help(
            "statistics of the VQ-VAE's batch norms: of its training, or of each window, as the "
            "published maps");
    schema.add("code_width", &Options::code_width)
        .at_least(1)
        .at_most(4096)
        .help("values that a code is read as; a token has 40 or 64 codes");
    schema.add("num_layers", &Options::num_layers).at_least(1).at_most(1000).help("blocks");
    schema.add("heads", &Options::heads).at_least(1).at_most(1024).help("they divide the width");
    schema.add("frames", &Options::frames)
        .at_least(kPatchFrames)
        .at_most(100'000)
        .help("of 20 ms in a window, a multiple of 10; published: 200");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoints were trained on; default: VoxCeleb2");
  }

  VqMaeS(const Options& options, const serhost::Context& context)
      : options_(options), hear_(options.frames), corpora_(options.pretrained_on) {
    if (options.frames % kPatchFrames != 0)
      throw std::invalid_argument("frames = " + std::to_string(options.frames) +
                                  ", but patches are 10 frames long; take a multiple of 10");
    if (corpora_.empty() && options.checkpoint) corpora_ = {"VoxCeleb2"};
    if (options.checkpoint && !options.vq_vae)
      throw std::invalid_argument(
          "checkpoint is given without vq_vae: its codes are those of one VQ-VAE, give that file, "
          "too");
    std::optional<weights::EncoderWeights> file, coder;
    if (options.checkpoint) file.emplace(opened(*options.checkpoint, "VQ-MAE-S"));
    if (options.vq_vae) coder.emplace(opened(*options.vq_vae, "VQ-VAE"));
    encoder_ = std::make_shared<nn::MaskedEncoder>(nn::MaskedOptions{.tokens = tokens(),
                                                                     .width = width(),
                                                                     .layers = options.num_layers,
                                                                     .heads = options.heads});
    embedding_ = at::randn({vq_mae_s::kCodes, options.code_width}).requires_grad_();
    if (file) {  // before the VQ-VAE is registered: its names are not in this file
      auto whole = std::make_shared<torch::nn::Module>();
      register_parts(*whole);
      weights::load_into(*whole, *file,
                         {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
      files_ = file->checkpoint().files();
    }
    register_parts(*this);
    coder_ = register_module("vq_vae", std::make_shared<vq_mae_s::VqEncoder>());
    if (coder) {
      weights::load_into(*coder_, *coder,
                         {.source = options.vq_vae->string(), .ignore = {}, .may_miss = {}});
      const auto& more = coder->checkpoint().files();
      files_.insert(files_.end(), more.begin(), more.end());
    } else if (context.log) {
      context.log("vq_vae is left out: the codes are those of a VQ-VAE that was never trained");
    }
    for (auto& parameter : coder_->parameters()) parameter.set_requires_grad(false);
  }

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 1};
  }
  std::int64_t width() const override {
    return options_.code_width *
           (options_.tokens == "patch" ? kPatchFrames * kPatchIndices : vq_mae_s::kIndices);
  }
  std::int64_t frames(std::int64_t length) const override {
    return hear_.windows(length) * (1 + tokens());
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    return run_layers(audio, step).back();
  }

  std::int64_t layers() const override { return options_.num_layers + 1; }
  std::vector<Sequence> run_layers(const Sequence& audio, Step&) override {
    const auto windows = hear_(audio);
    auto map = maps(nn::pack_frames(windows.values, windows.lengths));
    if (options_.tokens == "patch") map = vq_mae_s::patches(map, kPatchIndices, kPatchFrames);
    const auto embedded = at::embedding(embedding_, map).flatten(2, 3);
    return nn::frames_of_windows(encoder_->states(embedded, {}), windows.lengths);
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  static weights::EncoderWeights opened(const std::filesystem::path& path,
                                        const std::string& layout) {
    weights::EncoderWeights file(path, vq_mae_s::family());
    if (file.layout().name != layout)
      throw std::invalid_argument(path.string() + " holds a " + std::string(file.layout().name) +
                                  ", expected a " + layout +
                                  "; checkpoint is the VQ-MAE-S, vq_vae the VQ-VAE");
    return file;
  }

  std::int64_t tokens() const {
    return options_.tokens == "patch"
               ? options_.frames / kPatchFrames * (vq_mae_s::kIndices / kPatchIndices)
               : options_.frames;
  }

  /// What the file of the autoencoder has: the names of the checkpoint are the module's own.
  void register_parts(torch::nn::Module& owner) {
    encoder_->register_in(owner);
    nn::register_parameter_at(owner, "proj.weight", embedding_);
  }

  /// [N, frames, 513] to codes [N, frames, 64]. One window at a time: a code must not depend on the
  /// rounding of a larger batch.
  at::Tensor maps(const at::Tensor& windows) {
    const at::NoGradGuard off;
    const nn::NoAutocast fp32;
    const auto statistics =
        options_.vq_vae_norm == "clip" ? vq_mae_s::Statistics::own : vq_mae_s::Statistics::running;
    std::vector<at::Tensor> out;
    for (std::int64_t i = 0; i < windows.size(0); ++i)
      out.push_back(coder_->codes(coder_->encode(windows[i].contiguous(), statistics)));
    return at::stack(out);
  }

  Options options_;
  nn::PowerWindows hear_;
  std::shared_ptr<nn::MaskedEncoder> encoder_;
  std::shared_ptr<vq_mae_s::VqEncoder> coder_;
  at::Tensor embedding_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

SERHOST_BACKBONE(VqMaeS, "vq_mae_s",
                 "a masked autoencoder's encoder over discrete codes of spectra",
                 .title = "VQ-MAE-S", .order = 88);

}  // namespace

SERHOST_PLUGIN();
