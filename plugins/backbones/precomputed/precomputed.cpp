// Frames or vectors that were made before, by any program, found by clip: released features,
// embeddings of text, what serhost extract wrote.
#include <ATen/ops/all.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <serhost/backbone.hpp>
#include <serhost/features.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "features.hpp"

namespace {

class Precomputed final : public serhost::Backbone,
                          public serhost::ReadsFeatures,
                          public serhost::Provenance {
 public:
  struct Options {
    std::filesystem::path features;
    std::string key = "stem";
    std::optional<std::int64_t> layer;
    std::vector<std::string> pretrained_on;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("features", &Options::features)
        .help(
            "a safetensors file, a folder of npy files, or one npy file with .lengths and .emo "
            "beside it");
    schema.add("key", &Options::key)
        .one_of({"stem", "path"})
        .help(
            "key of a clip's features: the clip's key without folder and extension, or the whole "
            "key");
    schema.add("layer", &Options::layer)
        .at_least(0)
        .at_most(9999)
        .help("of features [L, T, D] with all layers");
    schema.add("pretrained_on", &Options::pretrained_on)
        .help(
            "corpora that the encoder which made the features was trained on, for the run record; "
            "default: what serhost extract wrote into the file");
  }

  Precomputed(const Options& options, const serhost::Context&) : options_(options) {
    if (options.features.empty())
      throw std::invalid_argument("features is missing: the file or folder that holds them");
    features_ = precomputed::open_features(options.features);
    const auto first = features_->first();
    if (!first.defined())
      throw std::runtime_error(options.features.string() + ": holds no features");
    width_ = frames_of(first, "the first of them").size(1);
  }

  serhost::Input input() const override { return {.waveform = false, .width = width_}; }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  serhost::Sequence forward(const serhost::Sequence& frames, serhost::Step&) override {
    return frames;
  }

  torch::Tensor read(const serhost::Utterance& utterance) const override {
    const auto name = options_.key == "stem" ? std::filesystem::path(utterance.key).stem().string()
                                             : utterance.key;
    const auto found = features_->find(name);
    if (!found.defined()) return {};
    check_unique(name, utterance.key);
    auto frames = frames_of(found, "'" + name + "'").to(at::kFloat);
    if (!at::isfinite(frames).all().item<bool>()) {
      throw std::runtime_error(features_->file_of(name).string() + ": the features of '" + name +
                               "' hold values that are no numbers (NaN or infinite); make them "
                               "again, or leave the clip out");
    }
    return frames;
  }

  /// None where the file says that its encoder was not trained before.
  std::vector<std::filesystem::path> weight_files() const override {
    const auto said = features_->pretrained_on();
    if (options_.pretrained_on.empty() && said && said->empty()) return {};
    return std::filesystem::is_regular_file(options_.features)
               ? std::vector{options_.features}
               : std::vector<std::filesystem::path>{};
  }

  std::vector<std::string> pretraining_corpora() const override {
    return options_.pretrained_on.empty()
               ? features_->pretrained_on().value_or(std::vector<std::string>())
               : options_.pretrained_on;
  }

 private:
  /// [T, D]; a vector is one frame.
  torch::Tensor frames_of(const torch::Tensor& values, const std::string& name) const {
    const auto where = options_.features.string() + ": " + name + " is " +
                       std::to_string(values.dim()) + "-dimensional";
    if (options_.layer) {
      if (values.dim() != 3) throw std::invalid_argument(where + ", but layer = N needs [L, T, D]");
      if (*options_.layer >= values.size(0)) {
        throw std::invalid_argument(options_.features.string() + ": has layers 0 to " +
                                    std::to_string(values.size(0) - 1) + ", not " +
                                    std::to_string(*options_.layer));
      }
      return values.select(0, *options_.layer);
    }
    if (values.dim() == 1) return values.unsqueeze(0);
    if (values.dim() != 2)
      throw std::invalid_argument(
          where +
          ", but must be a vector [D] or frames [T, D]; layer = N chooses one of [L, T, D]");
    return values;
  }

  /// Two clips of one stem would silently share their features.
  void check_unique(const std::string& name, const std::string& key) const {
    if (options_.key != "stem") return;
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = asked_.emplace(name, key);
    if (!is_new && at->second != key) {
      throw std::runtime_error("the clips '" + at->second + "' and '" + key + "' have one stem, '" +
                               name + "'; name features by whole keys, and write key = \"path\"");
    }
  }

  Options options_;
  std::unique_ptr<precomputed::Features> features_;
  std::int64_t width_ = 0;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string> asked_;  // stem to key
};

SERHOST_BACKBONE(Precomputed, "precomputed", "frames or vectors from files, looked up by clip",
                 .order = 90);

}  // namespace

SERHOST_PLUGIN();
