// Applies a checkpoint to clips.
#include "train/predict.hpp"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <map>
#include <serhost/weights/safetensors.hpp>
#include <utility>

#include "base/error.hpp"
#include "config/task_info.hpp"
#include "data/loading/loader.hpp"
#include "model/pooling/pooling.hpp"
#include "train/evaluate.hpp"
#include "train/read_features.hpp"
#include "train/restored.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

/// The experiment with the head cut after its first layer, and how the weights of that layer are
/// called in a checkpoint.
std::pair<config::Experiment, std::string> cut_head(config::Experiment experiment) {
  auto& head = experiment.head;
  if (head.component.info != nullptr) return {std::move(experiment), ""};  // its own embedding
  const bool pools_scores = model::find_pooling(head.pooling).pools_scores;
  std::string layer = head.frame_hidden.empty() ? "head.hidden0." : "head.frame0.";
  const bool on_frames =
      !head.frame_hidden.empty() || pools_scores;  // hidden layers before the scores are averaged
  const auto first = !head.frame_hidden.empty() ? head.frame_hidden.front()
                     : !head.hidden.empty()     ? head.hidden.front()
                                                : 0;
  const bool other_frames = head.frame_hidden.size() > 1 || pools_scores;
  if (other_frames) {  // what pools later frames does not fit these
    head.pooling = "mean";
    head.pooling_keys.clear();
  }
  head.frame_hidden.clear();
  head.hidden.clear();
  if (first > 0) (on_frames ? head.frame_hidden : head.hidden).push_back(first);
  return {std::move(experiment), std::move(layer)};
}

/// Everything but what stands behind the cut: the output layer and the loss.
void restore_up_to_the_cut(Composition& composition, const std::map<std::string, at::Tensor>& saved,
                           const std::string& layer, const fs::path& file) {
  const at::NoGradGuard no_graph;
  auto tensors = composition.parameters();
  for (auto& [name, tensor] : tensors) {
    if (!tensor.requires_grad() || name.starts_with("head.output") || name.starts_with("loss"))
      continue;
    const bool first =
        !layer.empty() && (name.starts_with("head.frame0.") || name.starts_with("head.hidden0."));
    const auto found = saved.find(first ? layer + name.substr(name.find("0.") + 2) : name);
    if (found == saved.end() || !found->second.sizes().equals(tensor.sizes())) {
      throw Error(Exit::damaged, file.string() + " does not fit this model: '" + name +
                                     "' is missing or has another shape");
    }
    tensor.copy_(found->second);
  }
  for (auto& [name, tensor] : composition.buffers()) {
    const auto found = saved.find(name);
    if (found == saved.end() || name.starts_with("loss")) continue;
    if (!found->second.sizes().equals(tensor.sizes())) tensor.resize_(found->second.sizes());
    tensor.copy_(found->second);
  }
}

/// Histories are made in a run alone.
void require_single_clips(const config::Experiment& trained) {
  if (!config::hears_dialogues(trained.task)) return;
  throw Error(Exit::config, trained.name +
                                ": its model hears what was said before a clip, and recordings "
                                "alone have no history; its answers for a corpus are in the "
                                "predictions.csv of a run on it");
}

/// A model that has the weights of a checkpoint, and the clips that it is applied to.
struct Applied {
  /// `made`: the experiment by which the model is made; `restore` brings the trained weights into
  /// it.
  Applied(const config::Experiment& made, const host::Registry& registry,
          const fs::path& checkpoint, const data::Manifest& manifest,
          const std::vector<std::size_t>& clips, const PredictOptions& options,
          const RestoreWeights& restore)
      : model(restored_model(made, registry, checkpoint, options, restore)),
        facts(model.facts),
        composition(model.composition),
        batcher(manifest, *model.task.rules, std::vector<double>(facts.classes.size(), 1.0),
                model.device),
        context{.composition = composition,
                .batcher = batcher,
                .collective = alone,
                .precision = model::Precision::of(made.train.precision),
                .seed = static_cast<std::uint64_t>(facts.seed),
                .place = place_text(facts.fold, facts.seed)},
        source(manifest, composition.model().input().sample_rate),
        loader(source, manifest, data::evaluation_batches(manifest, clips, made.train),
               load_options(made, manifest)) {}

  Restored model;
  const CheckpointFacts& facts;
  Composition& composition;
  Batcher batcher;
  Collective alone;
  TrainContext context;
  data::ClipSource source;
  data::Loader loader;

 private:
  data::LoadOptions load_options(const config::Experiment& made, const data::Manifest& manifest) {
    const auto input = composition.model().input();
    data::LoadOptions out;
    out.max_seconds = made.train.max_seconds;
    out.sample_rate = input.sample_rate;
    out.shortest = input.shortest;
    out.pad_short = made.train.pad_short;
    if (auto read = feature_reader(composition.model().chain(), manifest)) {
      out.audio = false;
      batcher.use(std::move(read));
    }
    return out;
  }
};

}  // namespace

std::vector<Prediction> predict(const config::Experiment& trained, const host::Registry& registry,
                                const fs::path& checkpoint, const data::Manifest& manifest,
                                const std::vector<std::size_t>& clips,
                                const PredictOptions& options) {
  require_single_clips(trained);
  Applied applied(
      trained, registry, checkpoint, manifest, clips, options,
      [](Composition& composition, const weights::Tensors& saved) { restore(composition, saved); });
  const auto evaluation =
      evaluate(applied.context, applied.loader, {}, false, [&](std::size_t done) {
        if (options.progress)
          options.progress({"predict", static_cast<std::int64_t>(done),
                            static_cast<std::int64_t>(clips.size()), "clips"});
      });
  return predictions_of(evaluation, manifest, applied.facts.fold, applied.facts.seed);
}

Representations represent(const config::Experiment& trained, const host::Registry& registry,
                          const fs::path& checkpoint, const data::Manifest& manifest,
                          const std::vector<std::size_t>& clips, const PredictOptions& options) {
  require_single_clips(trained);
  const auto [cut, layer] = cut_head(trained);
  const auto file = checkpoint / "model.safetensors";
  Applied applied(cut, registry, checkpoint, manifest, clips, options,
                  [&, &layer = layer](Composition& composition, const weights::Tensors& saved) {
                    restore_up_to_the_cut(composition, saved, layer, file);
                  });
  auto& composition = applied.composition;
  const c10::InferenceMode inference;
  composition.train(false);
  std::map<std::size_t, std::vector<float>> rows;
  while (auto loaded = applied.loader.next()) {
    const auto batch = applied.batcher.make(std::move(*loaded));
    auto step = make_step(applied.context, "backbone", 0, {}, false);
    step.sink = nullptr;
    const auto view = composition.model().forward(batch.audio, step, batch.from_frozen);
    const auto embedding = view.embedding.to(at::kCPU, at::kFloat).contiguous();
    const auto* row = embedding.const_data_ptr<float>();
    for (const auto clip : batch.clips) {
      rows[clip].assign(row, row + embedding.size(1));
      row += embedding.size(1);
    }
    if (options.progress)
      options.progress({"map", static_cast<std::int64_t>(rows.size()),
                        static_cast<std::int64_t>(clips.size()), "clips"});
  }
  Representations out;
  for (const auto& [clip, row] : rows) {
    out.clips.push_back(clip);
    out.width = row.size();
    out.values.insert(out.values.end(), row.begin(), row.end());
  }
  return out;
}

}  // namespace serhost::train
