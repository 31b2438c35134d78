// vq-wav2vec: wav2vec with a codebook between the convolutions and the aggregator. The sizes of the
// codebook are read from the tensors, since the published command line and the published file
// disagree about them.
#include <stdexcept>

#include "family.hpp"
#include "quantizer.hpp"

namespace {

namespace nn = serhost::nn;
namespace weights = serhost::weights;
using vq_wav2vec::QuantizerOptions;

struct Parameters : nn::Wav2vecParameters {
  std::optional<std::string> quantizer;
  std::optional<std::int64_t> groups, codes;
  std::optional<bool> combine_groups;
  std::vector<double> temperature = {2.0, 0.5, 0.999995};
};

/// The quantizer of a checkpoint.
QuantizerOptions read(const weights::EncoderWeights& weights, std::int64_t width) {
  const std::string own = "vector_quantizer.";
  const auto file = weights.checkpoint().path().string();
  QuantizerOptions out;
  const bool gumbel = weights.has(own + "vars");
  out.kind = gumbel ? "gumbel" : "kmeans";
  const auto& shape = weights.shape(own + (gumbel ? "vars" : "embedding"));
  if (shape.size() != 3 || shape[2] < 1 || width % shape[2] != 0) {
    throw std::invalid_argument(file + ": " + own + (gumbel ? "vars" : "embedding") +
                                " has codewords that frames of width " + std::to_string(width) +
                                " cannot be made of");
  }
  out.groups = width / shape[2];
  if (!gumbel) {
    out.codes = shape[0];
    out.shared = shape[1] == 1 && out.groups > 1;
    return out;
  }
  const auto layers = weights.count(own + "weight_proj.{i}.*");
  const bool single = weights.has(own + "weight_proj.weight");
  out.depth = single ? 1 : layers;
  const auto last = single ? own + "weight_proj.weight"
                           : own + "weight_proj." + std::to_string(layers - 1) + ".weight";
  out.codes = weights.shape(last).at(0) / out.groups;
  out.factor = single ? 1 : weights.shape(last).at(1) / width;
  out.shared = shape[1] == out.codes && out.groups > 1;
  return out;
}

QuantizerOptions resolved(const Parameters& given, const nn::Wav2vecOptions& model,
                          const weights::EncoderWeights* weights) {
  if (given.temperature.size() != 3 || given.temperature[0] <= 0 || given.temperature[1] <= 0 ||
      given.temperature[2] <= 0)
    throw std::invalid_argument(
        "temperature holds three numbers above 0: at the first update, at least, and the factor an "
        "update");
  const auto width = model.features.channels.empty() ? 1 : model.features.channels.back();
  QuantizerOptions out;
  if (weights != nullptr) {
    if (given.quantizer || given.groups || given.codes || given.combine_groups) {
      throw std::invalid_argument(
          "the checkpoint says what its codebook is; leave out quantizer, groups, codes and "
          "combine_groups");
    }
    out = read(*weights, width);
  }
  if (given.quantizer) out.kind = *given.quantizer;
  if (given.groups) out.groups = *given.groups;
  if (given.codes) out.codes = *given.codes;
  if (given.combine_groups) out.shared = *given.combine_groups;
  out.width = width;
  out.activation = model.features.activation;
  out.start = given.temperature[0], out.end = given.temperature[1],
  out.decay = given.temperature[2];
  return out;
}

class VqWav2vec final : public nn::Wav2vecEncoder {
 public:
  using Options = Parameters;

  static const serhost::weights::Family& checkpoint_family() { return vq_wav2vec::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    nn::declare_wav2vec(schema);
    schema.add("quantizer", &Options::quantizer)
        .one_of({"gumbel", "kmeans"})
        .help("without a checkpoint; default gumbel");
    schema.add("groups", &Options::groups)
        .at_least(1)
        .at_most(1024)
        .help("without a checkpoint: groups per frame; default 2");
    schema.add("codes", &Options::codes)
        .at_least(1)
        .at_most(1000000)
        .help("without a checkpoint: codewords per group; default 320");
    schema.add("combine_groups", &Options::combine_groups)
        .help("without a checkpoint: the groups share their codewords; default false");
    schema.add("temperature", &Options::temperature)
        .help("of the Gumbel softmax in training: initial, minimum, and factor per update");
  }

  VqWav2vec(const Options& options, const serhost::Context&)
      : VqWav2vec(options, opened(options)) {}

 private:
  static std::optional<weights::EncoderWeights> opened(const Options& options) {
    if (!options.checkpoint) return std::nullopt;
    return weights::EncoderWeights(*options.checkpoint, vq_wav2vec::family());
  }

  VqWav2vec(const Options& options, const std::optional<weights::EncoderWeights>& file)
      : VqWav2vec(
            options, file,
            nn::wav2vec_options(nn::published_vq_wav2vec(), options, file ? &*file : nullptr)) {}

  VqWav2vec(const Options& options, const std::optional<weights::EncoderWeights>& file,
            const nn::Wav2vecOptions& model)
      : Wav2vecEncoder(
            model, vq_wav2vec::make_quantizer(resolved(options, model, file ? &*file : nullptr))) {
    set_corpora(options.pretrained_on);
    if (file) load(*file);
  }
};

SERHOST_BACKBONE(VqWav2vec, "vq_wav2vec", "vq-wav2vec: the first wav2vec with a codebook",
                 .title = "vq-wav2vec", .order = 27);

}  // namespace

SERHOST_PLUGIN();
