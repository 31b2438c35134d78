// TIM-Net: MFCC through dilated causal convolutions, forward and backward in time, every block's
// output with a learned weight.
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/weights/checkpoint.hpp>

#include "family.hpp"
#include "front_end.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace weights = serhost::weights;

class TimNet final : public serhost::Backbone, public serhost::Staged, public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::optional<std::int64_t> blocks, filters, coefficients;
    double dropout = 0.1;
    std::int64_t fit = 0;
    std::string padding = "zeros";
    std::int64_t source_rate = 0;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return tim_net::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help(
            "a safetensors file with the names of TIM-Net's Keras layers; its dense layer is not "
            "used");
    schema.add("blocks", &Options::blocks)
        .at_least(1)
        .at_most(30)
        .help("in either direction, dilated by 1, 2, 4, ...; default: as the checkpoint, or 8");
    schema.add("filters", &Options::filters)
        .at_least(1)
        .at_most(65536)
        .help("width of the frames; default: as the checkpoint, or 39");
    schema.add("coefficients", &Options::coefficients)
        .at_least(1)
        .at_most(tim_net::kMels)
        .help("MFCC from the 0th; default: as the checkpoint, or 39");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("of whole channels of a clip, after each convolution");
    schema.add("fit", &Options::fit)
        .at_least(0)
        .at_most(100'000'000)
        .help(
            "samples at 22,050 Hz that each clip is brought to: silence around it, or its middle; "
            "0: as it is");
    schema.add("padding", &Options::padding)
        .one_of({"zeros", "reflect"})
        .help(
            "what the first and last MFCC see beyond a clip: silence (librosa from 0.9), or its "
            "mirror image (0.8)");
    schema.add("source_rate", &Options::source_rate)
        .at_least(0)
        .at_most(768'000)
        .help(
            "Hz of the corpus, resampled as librosa did before 0.10 (kaiser_best); 0: by the host");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  TimNet(const Options& options, const serhost::Context&) : corpora_(options.pretrained_on) {
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, tim_net::family());
    const auto network = sizes(options, file ? &*file : nullptr);
    width_ = network.filters;
    front_end_.emplace(tim_net::FrontEndOptions{.coefficients = network.inputs,
                                                .padding = options.padding,
                                                .fit = options.fit,
                                                .source_rate = options.source_rate});
    network_ = std::make_shared<tim_net::Network>(network);
    serhost::nn::register_children(*this, *network_);
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {
        .waveform = true, .sample_rate = front_end_->rate(), .shortest = front_end_->shortest()};
  }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override { return front_end_->frames(length); }
  Sequence forward(const Sequence& audio, Step& step) override {
    return encode((*front_end_)(audio), step);
  }

  std::vector<std::string> stages() const override { return {"front_end", "network"}; }
  std::vector<torch::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0 ? std::vector<torch::Tensor>{} : parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    return stage == 0 ? (*front_end_)(input) : encode(input, step);
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return corpora_; }

 private:
  static tim_net::NetworkOptions sizes(const Options& options,
                                       const weights::EncoderWeights* file) {
    tim_net::NetworkOptions out{.dropout = options.dropout};
    if (file != nullptr) {
      const auto input = file->shape("forward.input.kernel");
      if (input.size() != 3)
        throw std::invalid_argument(options.checkpoint->string() +
                                    ": forward.input.kernel is not [1, inputs, filters]");
      out.inputs = input[1];
      out.filters = input[2];
      out.blocks = std::clamp<std::int64_t>(file->count("forward.block{i}.conv1.kernel"), 1, 30);
    }
    if (options.blocks) out.blocks = *options.blocks;
    if (options.filters) out.filters = *options.filters;
    if (options.coefficients) out.inputs = *options.coefficients;
    return out;
  }

  Sequence encode(const Sequence& features, Step& step) {
    return {.values = network_->forward(features, step), .lengths = features.lengths};
  }

  std::int64_t width_ = 0;
  std::optional<tim_net::FrontEnd> front_end_;
  std::shared_ptr<tim_net::Network> network_;
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> corpora_;
};

SERHOST_BACKBONE(TimNet, "tim_net", "dilated convolutions over MFCC in both directions of time",
                 .title = "TIM-Net", .order = 15);

}  // namespace

SERHOST_PLUGIN();
