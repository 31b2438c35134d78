// Extracts features, longest clips first, so that no worker is left with a long one at the end.
#include "features/extract.hpp"

#include <c10/core/Device.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "audio/decode.hpp"
#include "audio/resample.hpp"
#include "audio/sample_rules.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/resolved.hpp"
#include "features/engine.hpp"
#include "features/feature_store.hpp"
#include "features/frozen_backbone.hpp"
#include "features/identity.hpp"
#include "features/packed.hpp"
#include "features/sink.hpp"

namespace serhost::features {
namespace {

class Extraction {
 public:
  Extraction(const config::BackboneTable& table, const host::Registry& registry,
             const std::vector<AudioFile>& clips, const ExtractOptions& options)
      : table_(frozen_backbone(table, options.layer)),
        clips_(clips),
        options_(options),
        engine_([&] { return make_frozen_chain(table_, registry, options.device, options.log); },
                c10::Device(options.device), model::Precision::of(options.precision),
                workers_for(options.threads)),
        rate_(engine_.chain().input().sample_rate),
        width_(engine_.chain().width()) {
    warn_of_random_weights(engine_.chain(), options.log);
    count_frames();
    open_sink();
  }

  Extracted run() {
    std::vector<std::size_t> order;
    Extracted out;
    for (std::size_t i = 0; i < clips_.size(); ++i) {
      out.seconds += static_cast<double>(samples_at(clips_[i], rate_)) / static_cast<double>(rate_);
      if (!sink_->has(i)) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return frames_[a] > frames_[b]; });
    out.clips = clips_.size();
    out.taken_over = clips_.size() - order.size();
    if (out.taken_over > 0 && options_.log)
      options_.log("going on: " + count_of(out.taken_over, "clip") + " of " +
                   std::to_string(clips_.size()) + " taken over");
    done_ = out.taken_over;
    engine_
        .prepare_for_inference();  // the weights have been hashed, and nobody needs them any more
    engine_.run(order.size(),
                [&](std::size_t i, const Compute& compute) { one(order[i], compute); });
    faults_.throw_if_any();
    sink_->finish();
    out.layout = layout();
    return out;
  }

 private:
  bool all_layers() const { return options_.layer == "all"; }

  void count_frames() {
    auto& chain = engine_.chain();
    Faults faults;
    for (const auto& clip : clips_) {
      const auto samples = samples_at(clip, rate_);
      frames_.push_back(samples < chain.input().shortest ? 0 : chain.frames(samples));
      if (frames_.back() < 1) {
        faults.add(Exit::damaged, clip.file.string() + ": has " +
                                      count_of(static_cast<std::size_t>(samples), "sample") +
                                      " at " + std::to_string(rate_) +
                                      " Hz; the backbone needs at least " +
                                      std::to_string(chain.input().shortest) + "; leave it out");
      }
    }
    faults.throw_if_any();
    if (all_layers()) layers_ = engine_.chain().adapters().front()->layer_weights().size(0);
  }

  void open_sink() {
    std::vector<Described> described;
    for (std::size_t i = 0; i < clips_.size(); ++i)
      described.push_back({clips_[i].key, shape_of(frames_[i]),
                           clips_[i].file.string() + " " + clips_[i].identity});
    const auto device =
        c10::Device(options_.device).is_cpu() ? std::string("cpu") : std::string("cuda");
    const auto identity =
        identity_text({table_}, engine_.chain(), model::Precision::of(options_.precision), device);
    About about = {{"format", "serhost.features/1"},
                   {"backbone", table_.component.info->name},
                   {"parameters", config::parameters_text(table_.component)},
                   {"layer", options_.layer},
                   {"pool", options_.mean ? "mean" : "none"},
                   {"precision", options_.precision},
                   {"sample_rate", std::to_string(rate_)},
                   {"identity", sha256(identity)}};
    if (const auto corpora = pretraining_text()) about.emplace("pretraining", *corpora);
    const auto& cache = options_.cache;
    if (cache && cache->use == CacheUse::on && !cache->folder.empty())
      store_ = std::make_unique<FeatureStore>(cache->folder, identity, cache->disk_bytes);
    std::string signature = identity + about.at("pool") + "\n";
    for (const auto& clip : clips_) signature += clip.key + "\n";
    sink_ = options_.npy
                ? npy_sink(options_.out, std::move(described), sha256(signature))
                : safetensors_sink(options_.out, std::move(described), about, sha256(signature));
  }

  /// What the weights were trained on, as their author names it, a corpus a line; "" where they are
  /// of no checkpoint, absent where nobody says.
  std::optional<std::string> pretraining_text() {
    const auto& adapter = *engine_.chain().adapters().front();
    const auto* from = dynamic_cast<const Provenance*>(adapter.backbone().get());
    if (from == nullptr || host::guarded(adapter.callee(), "weight_files", [&] {
                             return from->weight_files();
                           }).empty())
      return "";
    const auto corpora = host::guarded(adapter.callee(), "pretraining_corpora",
                                       [&] { return from->pretraining_corpora(); });
    if (corpora.empty()) return std::nullopt;
    return join(corpora, "\n");
  }

  std::vector<std::int64_t> shape_of(std::int64_t frames) const {
    std::vector<std::int64_t> shape;
    if (all_layers()) shape.push_back(layers_);
    if (!options_.mean) shape.push_back(frames);
    shape.push_back(width_);
    return shape;
  }

  std::vector<std::string> layout() const {
    std::vector<std::string> out;
    if (all_layers()) out.push_back(std::to_string(layers_));
    if (!options_.mean) out.push_back("T");
    out.push_back(std::to_string(width_));
    return out;
  }

  void one(std::size_t index, const Compute& compute) {
    if (options_.stop && options_.stop())
      throw Error(Exit::stopped, "stopped; the same command resumes it from here");
    const auto& clip = clips_[index];
    try {
      auto decoded = audio::decode(clip.file);
      if (const auto why = audio::unusable(decoded); !why.empty())
        throw DataError(clip.file.string() + ": " + why);
      const auto waveform = audio::resample(std::move(decoded), rate_);
      store(index, features_of(waveform.samples, compute));
    } catch (const DataError& error) {
      const std::lock_guard lock(mutex_);
      faults_.add(error.exit(), error.what());
    }
    const std::lock_guard lock(mutex_);
    ++done_;
    if (options_.progress)
      options_.progress({"extract", static_cast<std::int64_t>(done_),
                         static_cast<std::int64_t>(clips_.size()), "clips"});
  }

  at::Tensor features_of(const std::vector<float>& samples, const Compute& compute) {
    if (!store_) return compute(samples).values;
    const auto key = key_of(samples, rate_);
    const auto bytes = store_->read(key);
    if (const auto cached = bytes ? unpack(*bytes) : std::nullopt) return cached->values;
    const auto made = compute(samples);
    store_->write(key, pack(made));
    return made.values;
  }

  /// `values` [1, F, W], or [1, F, L, W] of all layers.
  void store(std::size_t index, const at::Tensor& values) {
    if (values.size(1) != frames_[index]) {
      const auto& callee = engine_.chain().adapters().front()->callee();
      throw PluginError(callee.component + " of plugin " + callee.plugin + " gave " +
                        count_of(static_cast<std::size_t>(values.size(1)), "frame") + " for " +
                        clips_[index].file.string() + ", but frames() announces " +
                        std::to_string(frames_[index]));
    }
    std::vector<at::Tensor> parts;
    for (std::int64_t layer = 0; layer < (all_layers() ? layers_ : 1); ++layer) {
      auto part = (all_layers() ? values.select(2, layer) : values).select(0, 0).to(at::kFloat);
      if (options_.mean) part = part.mean(0);
      parts.push_back(part.contiguous());
    }
    for (const auto& part : parts) require_finite(part, index);
    std::vector<std::span<const float>> pieces;
    for (const auto& part : parts)
      pieces.emplace_back(part.const_data_ptr<float>(), static_cast<std::size_t>(part.numel()));
    sink_->put(index, pieces);
  }

  /// Of one layer: [T, D], or [D] where they are pooled.
  void require_finite(const at::Tensor& values, std::size_t index) const {
    const std::span<const float> all(values.const_data_ptr<float>(),
                                     static_cast<std::size_t>(values.numel()));
    const auto wrong =
        std::find_if(all.begin(), all.end(), [](float x) { return !std::isfinite(x); });
    if (wrong == all.end()) return;
    const auto frame = (wrong - all.begin()) / width_;
    throw DataError(clips_[index].file.string() + ": backbone '" + table_.component.info->name +
                    "' gives " + exact(static_cast<double>(*wrong)) + " in " +
                    (options_.mean ? "the mean of its frames" : "frame " + std::to_string(frame)) +
                    ", and no features; its weights are damaged, or its numbers overflow" +
                    (options_.precision == "fp32" ? "" : ": try the precision fp32"));
  }

  config::BackboneTable table_;
  const std::vector<AudioFile>& clips_;
  const ExtractOptions& options_;
  Engine engine_;
  std::int64_t rate_, width_, layers_ = 1;
  std::vector<std::int64_t> frames_;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<FeatureStore> store_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  Faults faults_;
};

}  // namespace

Extracted extract(const config::BackboneTable& backbone, const host::Registry& registry,
                  const std::vector<AudioFile>& clips, const ExtractOptions& options) {
  SERHOST_CHECK(backbone.component.info != nullptr);
  return Extraction(backbone, registry, clips, options).run();
}

}  // namespace serhost::features
