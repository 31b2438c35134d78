// BERT: frames of the text of an utterance, one a piece of a word, by a model that stays as it is.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <torch/nn/module.h>

#include <fstream>
#include <mutex>
#include <serhost/backbone.hpp>
#include <serhost/features.hpp>
#include <serhost/nn/initialization.hpp>
#include <stdexcept>

#include "network.hpp"
#include "tokenizer.hpp"

namespace {

namespace fs = std::filesystem;
namespace weights = serhost::weights;

/// Frames of sentences that are kept: an epoch asks for each of them again.
constexpr std::size_t kMostKept = std::size_t{2} << 30;

class Bert final : public serhost::Backbone,
                   public serhost::ReadsFeatures,
                   public serhost::Provenance {
 public:
  struct Options {
    fs::path checkpoint, untrained;
    std::optional<bool> lower_case;
    std::string frames = "all";
    std::optional<std::int64_t> hidden_state, max_tokens;
    std::string missing_text = "error";
    std::vector<std::string> pretrained_on;
  };

  static const weights::Family& checkpoint_family() { return bert::family(); }

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint)
        .help("a Hugging Face directory of a BERT: config.json, its weights, vocab.txt");
    schema.add("lower_case", &Options::lower_case)
        .help("and without accents; default: as tokenizer_config.json says, or true");
    schema.add("frames", &Options::frames)
        .one_of({"all", "cls"})
        .help("of every piece of a word, [CLS] and [SEP] among them, or of [CLS] alone");
    schema.add("hidden_state", &Options::hidden_state)
        .at_least(0)
        .at_most(1000)
        .help("0: what enters the first layer, N: what layer N gives; default the last");
    schema.add("max_tokens", &Options::max_tokens)
        .at_least(2)
        .at_most(1 << 20)
        .help("pieces of a longer text beyond them are left out; default as many as it can take");
    schema.add("missing_text", &Options::missing_text)
        .one_of({"error", "empty"})
        .help("a clip without text is an error that names it, or an empty sentence");
    schema.add("untrained", &Options::untrained)
        .help("instead of checkpoint: a folder with config.json and vocab.txt, for random weights");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help("corpora that the checkpoint was trained on, for the run record");
  }

  Bert(const Options& options, const serhost::Context&)
      : options_(options), tokenizer_(folder_of(options) / "vocab.txt", rules(options)) {
    const bool random = !options.untrained.empty();
    if (!random) file_.emplace(options.checkpoint, bert::family());
    const auto config = bert::config_of(random ? read_config(options.untrained) : file_->config());
    const auto where = folder_of(options).string();
    if (config.vocab_size < tokenizer_.size())
      throw std::invalid_argument(where + ": vocab.txt has " + std::to_string(tokenizer_.size()) +
                                  " lines, but the model knows " +
                                  std::to_string(config.vocab_size) +
                                  " pieces; they do not belong "
                                  "together");
    if (random) {
      network_ = register_module("bert", std::make_shared<bert::Network>(config));
      const at::NoGradGuard no_graph;
      for (auto& parameter : network_->parameters()) {
        if (parameter.dim() > 1) parameter.normal_(0.0, 0.02);
      }
    } else {
      weights::require(*file_, bert::needs_of(config), where);
      const nn_without without;
      network_ = register_module("bert", std::make_shared<bert::Network>(config));
      weights::load_into(*network_, *file_, {.source = where, .may_miss = {"pooler."}});
    }
    network_->eval();
    for (auto& parameter : network_->parameters()) parameter.set_requires_grad(false);
    state_ = options.hidden_state.value_or(network_->layers());
    if (state_ > network_->layers())
      throw std::invalid_argument(where + ": has hidden states 0 to " +
                                  std::to_string(network_->layers()) + ", not " +
                                  std::to_string(state_));
    most_ = options.max_tokens.value_or(network_->longest());
    if (most_ > network_->longest())
      throw std::invalid_argument(where + ": takes " + std::to_string(network_->longest()) +
                                  " pieces at most, not max_tokens = " + std::to_string(most_));
  }

  serhost::Input input() const override { return {.waveform = false, .width = width()}; }
  std::int64_t width() const override { return network_->width(); }
  std::int64_t frames(std::int64_t length) const override { return length; }
  serhost::Sequence forward(const serhost::Sequence& frames, serhost::Step&) override {
    return frames;
  }

  torch::Tensor read(const serhost::Utterance& utterance) const override {
    if (!utterance.text && options_.missing_text == "error")
      throw std::runtime_error(
          "clip '" + utterance.key +
          "' has no text; give its list a column `text`, or write missing_text = \"empty\"");
    const auto text = utterance.text.value_or("");
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = kept_.find(text); found != kept_.end()) return found->second;
    }
    const auto frames = frames_of(text);
    const std::lock_guard lock(mutex_);
    if (const auto bytes = static_cast<std::size_t>(frames.numel()) * sizeof(float);
        bytes_ + bytes <= kMostKept && kept_.emplace(text, frames).second)
      bytes_ += bytes;
    return frames;
  }

  std::vector<fs::path> weight_files() const override {
    if (!file_) return {};
    auto files = file_->checkpoint().files();
    files.push_back(options_.checkpoint / "vocab.txt");
    return files;
  }
  std::vector<std::string> pretraining_corpora() const override { return options_.pretrained_on; }

 private:
  using nn_without = serhost::nn::WithoutInitialization;

  static const fs::path& folder_of(const Options& options) {
    if (!options.untrained.empty() && options.checkpoint.empty()) return options.untrained;
    if (options.checkpoint.empty() || !options.untrained.empty())
      throw std::invalid_argument(
          !options.untrained.empty()
              ? "checkpoint and untrained are both set; one of them says "
                "where the model is"
              : "checkpoint is missing: the Hugging Face directory of a BERT, with its vocab.txt");
    return options.checkpoint;
  }

  static weights::Config read_config(const fs::path& folder) {
    const auto file = folder / "config.json";
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::invalid_argument(file.string() + ": cannot be read");
    return weights::Config::parse(std::string(std::istreambuf_iterator<char>(in), {}),
                                  file.string());
  }

  static bert::WordRules rules(const Options& options) {
    bert::WordRules out;
    const auto file = folder_of(options) / "tokenizer_config.json";
    if (std::ifstream in(file, std::ios::binary); in) {
      const auto said = weights::Config::parse(std::string(std::istreambuf_iterator<char>(in), {}),
                                               file.string());
      out.lower_case = said.boolean("do_lower_case").value_or(out.lower_case);
      out.split_chinese = said.boolean("tokenize_chinese_chars").value_or(out.split_chinese);
      out.lower_case = options.lower_case.value_or(out.lower_case);
      out.strip_accents = said.boolean("strip_accents").value_or(out.lower_case);
      return out;
    }
    out.lower_case = out.strip_accents = options.lower_case.value_or(true);
    return out;
  }

  torch::Tensor frames_of(const std::string& text) const {
    const at::NoGradGuard no_graph;
    const auto ids = tokenizer_.ids(text, static_cast<std::size_t>(most_));
    const auto state = network_->states(ids, state_).back().to(at::kCPU, at::kFloat);
    return options_.frames == "cls" ? state.narrow(0, 0, 1).clone() : state;
  }

  Options options_;
  std::optional<weights::EncoderWeights> file_;  ///< none of random weights
  bert::Tokenizer tokenizer_;
  std::shared_ptr<bert::Network> network_;
  std::int64_t state_ = 0, most_ = 0;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, torch::Tensor> kept_;
  mutable std::size_t bytes_ = 0;
};

SERHOST_BACKBONE(Bert, "bert", "the text of an utterance through BERT, which stays as it is",
                 .title = "BERT", .order = 92);

}  // namespace

SERHOST_PLUGIN();
