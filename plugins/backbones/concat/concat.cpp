// What several encoders say of an utterance, one vector beside the other: speech and text.
#include <ATen/ops/cat.h>

#include <algorithm>
#include <functional>
#include <serhost/backbone.hpp>
#include <serhost/features.hpp>
#include <stdexcept>

namespace {

using serhost::Backbone;

class Concat final : public Backbone, public serhost::ReadsFeatures, public serhost::Provenance {
 public:
  struct Options {
    std::vector<serhost::Part<Backbone>> parts;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("parts", &Options::parts)
        .help(
            "backbones that read features: { plugin = \"bert\", checkpoint = \"...\" }; the mean "
            "of each one's frames stands beside that of the others, in this order");
  }

  Concat(const Options& options, const serhost::Context&) : parts_(options.parts) {
    if (parts_.empty())
      throw std::invalid_argument(
          "parts is empty; name at least one backbone, as in parts = [{ plugin = \"precomputed\", "
          "features = \"speech.safetensors\" }, { plugin = \"bert\", checkpoint = \"...\" }]");
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto& part = parts_[i];
      if (dynamic_cast<const serhost::ReadsFeatures*>(part.component.get()) == nullptr)
        throw std::invalid_argument(
            "part '" + part.plugin +
            "' takes audio, and parts read features: extract them (serhost extract), and name "
            "`precomputed` with that file");
      width_ += part.component->width();
      register_module("part" + std::to_string(i), part.component);
      for (auto& parameter : part.component->parameters()) parameter.set_requires_grad(false);
    }
  }

  serhost::Input input() const override { return {.waveform = false, .width = width_}; }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  serhost::Sequence forward(const serhost::Sequence& frames, serhost::Step&) override {
    return frames;
  }

  torch::Tensor read(const serhost::Utterance& utterance) const override {
    std::vector<torch::Tensor> vectors;
    for (const auto& part : parts_) {
      const auto frames =
          dynamic_cast<const serhost::ReadsFeatures&>(*part.component).read(utterance);
      if (!frames.defined()) return {};
      if (frames.dim() != 2 || frames.size(0) < 1 || frames.size(1) != part.component->width())
        throw std::runtime_error("part '" + part.plugin + "' has no frames of width " +
                                 std::to_string(part.component->width()) + " for '" +
                                 utterance.key + "'");
      vectors.push_back(frames.to(at::kDouble).mean(0, /*keepdim=*/true).to(at::kFloat));
    }
    return at::cat(vectors, 1);
  }

  std::vector<std::filesystem::path> weight_files() const override {
    std::vector<std::filesystem::path> out;
    for_each_source([&](const auto& from) { add(from.weight_files(), out); });
    return out;
  }
  std::vector<std::string> pretraining_corpora() const override {
    std::vector<std::string> out;
    for_each_source([&](const auto& from) { add(from.pretraining_corpora(), out); });
    return out;
  }

 private:
  void for_each_source(const std::function<void(const serhost::Provenance&)>& take) const {
    for (const auto& part : parts_) {
      if (const auto* from = dynamic_cast<const serhost::Provenance*>(part.component.get()))
        take(*from);
    }
  }

  /// Each once, in the order of the parts.
  template <class T>
  static void add(std::vector<T> more, std::vector<T>& out) {
    for (auto& one : more) {
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
    }
  }

  std::vector<serhost::Part<Backbone>> parts_;
  std::int64_t width_ = 0;
};

SERHOST_BACKBONE(Concat, "concat", "vectors of several encoders beside each other: speech and text",
                 .order = 91);

}  // namespace

SERHOST_PLUGIN();
