// MSTR: attention at several scales of time over the frames of an encoder. The paper's sizes are
// not published: what is here is this project's definition, see the README.
#include <algorithm>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/nn/packed.hpp>
#include <serhost/nn/registered.hpp>
#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

#include "family.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

class Mstr final : public serhost::Backbone, public serhost::Layerwise, public serhost::Provenance {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
    std::int64_t width = 1024, num_layers = 5, heads = 8, hidden = 512;
    std::int64_t factor = 3, scales = 4, window = 3;
    double dropout = 0.1;
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return mstr::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("a safetensors file with the names of these blocks; the authors published none");
    schema.add("width", &Options::width).at_least(1).at_most(65536).help("of the frames it gets");
    schema.add("num_layers", &Options::num_layers).at_least(1).at_most(1000).help("blocks");
    schema.add("heads", &Options::heads).at_least(1).at_most(1024).help("they divide the width");
    schema.add("hidden", &Options::hidden)
        .at_least(1)
        .at_most(262144)
        .help("units of the feed-forward network");
    schema.add("factor", &Options::factor)
        .at_least(2)
        .at_most(1000)
        .help("adjacent frames of a scale that become one of the next");
    schema.add("scales", &Options::scales).at_least(1).at_most(20).help("scales of time");
    schema.add("window", &Options::window)
        .at_least(1)
        .at_most(10000)
        .help("frames that attend to one another, at every scale");
    schema.add("dropout", &Options::dropout)
        .at_least(0)
        .at_most(1)
        .help("of attention weights, of what is added to residuals, within the feed-forward");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  Mstr(const Options& options, const serhost::Context&) : options_(options) {
    if (options.width % options.heads != 0)
      throw std::invalid_argument("heads = " + std::to_string(options.heads) +
                                  " do not divide width = " + std::to_string(options.width));
    std::optional<weights::EncoderWeights> file;
    if (options.checkpoint) file.emplace(*options.checkpoint, mstr::family());
    const mstr::NetworkOptions sizes{.width = options.width,
                                     .heads = options.heads,
                                     .hidden = options.hidden,
                                     .factor = options.factor,
                                     .scales = options.scales,
                                     .window = options.window,
                                     .dropout = options.dropout};
    for (std::int64_t i = 0; i < options.num_layers; ++i)
      blocks_.push_back(nn::register_at(*this, "blocks." + std::to_string(i),
                                        std::make_shared<mstr::Block>(sizes)));
    if (!file) return;
    files_ = file->checkpoint().files();
    weights::load_into(*this, *file,
                       {.source = options.checkpoint->string(), .ignore = {}, .may_miss = {}});
  }

  serhost::Input input() const override {
    return {.waveform = false, .shortest = 1, .width = options_.width};
  }
  std::int64_t width() const override { return options_.width; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  Sequence forward(const Sequence& input, Step& step) override {
    return run_layers(input, step).back();
  }

  std::int64_t layers() const override { return options_.num_layers + 1; }
  std::vector<Sequence> run_layers(const Sequence& input, Step& step) override {
    auto packed = nn::pack(input);
    std::vector<Sequence> out = {nn::pad(packed)};
    for (auto& block : blocks_) {
      packed = packed.with(block->forward(packed, step).to(at::kFloat));
      out.push_back(nn::pad(packed));
    }
    return out;
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return options_.pretrained_on; }

 private:
  Options options_;
  std::vector<std::shared_ptr<mstr::Block>> blocks_;
  std::vector<std::filesystem::path> files_;
};

SERHOST_BACKBONE(Mstr, "mstr", "attention at several scales of time over the frames of an encoder",
                 .title = "MSTR", .order = 84);

}  // namespace

SERHOST_PLUGIN();
