// The first wav2vec and vq-wav2vec as one backbone: convolutions over the waveform, perhaps a
// quantizer, and an aggregator of causal convolutions. The plugins differ in the quantizer alone.
//
//   auto encoder = std::make_shared<nn::Wav2vecEncoder>(nn::published_wav2vec());
//   const auto frames = encoder->forward({wave, lengths}, step);  // [B, F, 512]
//
// Source: Schneider et al., "wav2vec", 2019; Baevski et al., "vq-wav2vec", 2020.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/convolution_stack.hpp>
#include <serhost/nn/packed.hpp>
#include <serhost/onnx.hpp>
#include <serhost/thread_safe_inference.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <string>
#include <vector>

namespace serhost::nn {

/// The two stacks of convolutions.
struct Wav2vecOptions {
  /// Over the waveform, and over its frames.
  ConvolutionStackOptions features, aggregator;
  bool log_compression = true;  ///< ln(1 + |z|) behind the features
};

/// Between features and aggregator: frames [N, W] of clips to as many of the same width.
class Quantizer : public torch::nn::Module {
 public:
  virtual at::Tensor forward(const Packed& frames, Step& step) = 0;  ///< [run]
  /// [run] The same in evaluation as ONNX: [B, F, W] of frames [B, F, W].
  virtual onnx::Value to_onnx(const onnx::Sequence& frames) const = 0;
};

/// Parameters feature_extractor.*, vector_quantizer.* and feature_aggregator.*, under the released
/// names. Stages: feature_encoder, quantizer where there is one, layer_1, layer_2, ...; hidden
/// state N is what the aggregator's layer_N gives, 0 what enters the first.
class Wav2vecEncoder : public Backbone,
                       public Layerwise,
                       public Staged,
                       public Provenance,
                       public ThreadSafeInference,
                       public OnnxBackbone {
 public:
  /// Throws std::invalid_argument for options that contradict each other.
  explicit Wav2vecEncoder(const Wav2vecOptions& options,
                          std::shared_ptr<Quantizer> quantizer = nullptr);

  Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = features_->shortest()};
  }
  std::int64_t width() const override { return aggregator_->width(); }
  std::int64_t frames(std::int64_t length) const override { return features_->frames(length); }
  Sequence forward(const Sequence& audio, Step& step) override;

  std::int64_t layers() const override {
    return static_cast<std::int64_t>(aggregator_->layers()) + 1;
  }
  std::vector<Sequence> run_layers(const Sequence& audio, Step& step) override;

  std::vector<std::string> stages() const override;
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override;
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override;

  std::vector<onnx::Sequence> to_onnx(const onnx::Sequence& audio) const override;

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 protected:
  /// Copies the weights into this module and keeps where they are from. Throws as
  /// weights::load_into.
  void load(const weights::EncoderWeights& weights);
  /// Names of pre-training corpora, for the record.
  void set_corpora(std::vector<std::string> corpora) { corpora_ = std::move(corpora); }

 private:
  Packed extract(const Sequence& audio, Step& step);
  Packed quantize(const Packed& frames, Step& step);
  Packed aggregate(std::size_t layer, const Packed& frames, Step& step);

  bool log_compression_;
  std::shared_ptr<ConvolutionStack> features_, aggregator_;
  std::shared_ptr<Quantizer> quantizer_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

/// What the parameters of both plugins share.
struct Wav2vecParameters {
  /// File or folder; absent: random weights.
  std::optional<std::filesystem::path> checkpoint;
  /// Without a checkpoint: sizes other than the published ones.
  std::optional<std::vector<std::int64_t>> conv_dim, conv_kernel, conv_stride, aggregator_dim,
      aggregator_kernel;
  /// Behind each convolution.
  std::optional<double> dropout;
  /// Names of the corpora behind the checkpoint, for the record.
  std::vector<std::string> pretrained_on;
};

/// Adds them to the schema of a plugin whose options are, or derive from, these.
template <class Options>
void declare_wav2vec(Schema<Options>& schema) {
  using P = Wav2vecParameters;
  const auto add = [&]<class T>(const char* name, T P::* member) {
    return schema.template add<T>(name, member);
  };
  add("checkpoint", &P::checkpoint)
      .help(
          "a fairseq .pt file, a safetensors file or a folder of one with its config.json; without "
          "one, weights start at random");
  add("conv_dim", &P::conv_dim)
      .at_least(1)
      .at_most(65536)
      .help("without a checkpoint: channels of the convolutions; default 512 each");
  add("conv_kernel", &P::conv_kernel)
      .at_least(1)
      .at_most(10000)
      .help("without a checkpoint: their widths; default those of the published model");
  add("conv_stride", &P::conv_stride)
      .at_least(1)
      .at_most(10000)
      .help("without a checkpoint: their strides; default those of the published model");
  add("aggregator_dim", &P::aggregator_dim)
      .at_least(1)
      .at_most(65536)
      .help("without a checkpoint: channels of the aggregator's convolutions; default 512 each");
  add("aggregator_kernel", &P::aggregator_kernel)
      .at_least(1)
      .at_most(10000)
      .help("without a checkpoint: their widths; default 2, 3 and so on up to 13");
  add("dropout", &P::dropout)
      .at_least(0)
      .at_most(1)
      .help("behind each convolution; default 0, or as the checkpoint says");
  add("pretrained_on", &P::pretrained_on)
      .help("corpora that the checkpoint was trained on, for the run record");
}

/// wav2vec_large; vq-wav2vec has an eighth convolution and GELU.
Wav2vecOptions published_wav2vec();
/// The released vq-wav2vec.
Wav2vecOptions published_vq_wav2vec();

/// `published` with the sizes that the parameters give, or those of the checkpoint and what its
/// config says. Throws std::invalid_argument for parameters that contradict the checkpoint, and for
/// a config that says that the model computes something else.
Wav2vecOptions wav2vec_options(Wav2vecOptions published, const Wav2vecParameters& parameters,
                               const weights::EncoderWeights* weights);

}  // namespace serhost::nn
