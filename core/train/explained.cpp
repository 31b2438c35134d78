// Every number is of one model at a time, and then the mean of all.
#include "train/explained.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "train/examined_clip.hpp"
#include "train/occlusion.hpp"
#include "train/restored.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

constexpr double kFrameSeconds = 0.02;     // of gradients with respect to a waveform
constexpr std::int64_t kMostPieces = 200;  // of a clip, for occlusion

void add_to(std::vector<double>& sum, const std::vector<double>& more, double share) {
  sum.resize(std::max(sum.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) sum[i] += share * more[i];
}

/// Of a front end a value a frame; of a waveform the sums over frames of 20 ms.
OverTime over_frames(const at::Tensor& values, bool by_front_end, double seconds,
                     std::int64_t sample_rate) {
  if (by_front_end) {
    const auto frames = values.flatten(1).sum(1);
    return {seconds / static_cast<double>(frames.size(0)), numbers_of(frames)};
  }
  const auto hop =
      std::max<std::int64_t>(1, std::lround(kFrameSeconds * static_cast<double>(sample_rate)));
  OverTime out{static_cast<double>(hop) / static_cast<double>(sample_rate), {}};
  for (const auto& [first, end] : pieces_of(values.size(0), hop))
    out.values.push_back(values.narrow(0, first, end - first).sum().item<double>());
  return out;
}

}  // namespace

struct Explainer::State {
  std::vector<Restored> models;
  std::vector<std::string> names{};
  std::int64_t classes = 0;  ///< how many; the first of `names`
  bool against_others = false;

  std::int64_t rate() { return models.front().composition.model().input().sample_rate; }

  /// Which score, and what is predicted.
  std::pair<std::int64_t, std::string> chosen(std::vector<ExaminedClip>& examined,
                                              const ExplainOptions& options,
                                              const std::string& clip) const {
    at::Tensor mean;
    for (auto& one : examined) {
      const auto scores = one.scores();
      if (!scores.isfinite().all().item<bool>())
        throw Error(Exit::failed, "the scores are not finite for " + clip);
      const auto said = classes > 0 ? at::softmax(scores.narrow(0, 0, classes), 0) : scores;
      mean = mean.defined() ? mean + said : said;
    }
    const auto best = mean.argmax(0).item<std::int64_t>();
    const auto predicted = classes > 0 ? names.at(static_cast<std::size_t>(best)) : std::string();
    if (!options.of) return {classes > 0 ? best : 0, predicted};
    const auto at = std::find(names.begin(), names.end(), *options.of);
    if (at == names.end())
      throw UsageError("the model has no score of '" + *options.of + "'." +
                       suggestion(*options.of, names));
    return {at - names.begin(), predicted};
  }
};

Explainer::Explainer(const config::Experiment& trained, const host::Registry& registry,
                     const std::vector<std::filesystem::path>& checkpoints,
                     const PredictOptions& options)
    : state_(std::make_unique<State>()) {
  SERHOST_CHECK(!checkpoints.empty());
  auto& state = *state_;
  state.models.reserve(checkpoints.size());  // the first is looked at while others are made
  for (const auto& checkpoint : checkpoints) {
    state.models.push_back(restored_model(
        trained, registry, checkpoint, options,
        [](Composition& composition, const weights::Tensors& saved) {
          restore(composition, saved);
        },
        state.models.empty() ? nullptr : &state.models.front()));
    auto& composition = state.models.back().composition;
    composition.train(false);
    for (auto& [name, parameter] : composition.parameters()) parameter.set_requires_grad(false);
  }
  auto& first = state.models.front();
  if (first.composition.model().chain().reader() != nullptr)
    throw Error(Exit::usage, "this model reads features that were made before, not audio");
  state.names = first.task.values.classes;
  state.classes = static_cast<std::int64_t>(state.names.size());
  const auto task = first.task.rules->name();
  state.against_others = task == "classification" || task == "soft";
  for (const auto& dimension : first.facts.dimensions) state.names.push_back(dimension.name);
  if (first.task.rules->outputs() != static_cast<std::int64_t>(state.names.size()))
    throw Error(Exit::usage, "the scores of the task '" + first.task.rules->name() +
                                 "' are not those of classes or dimensions, and are not explained");
}

Explainer::~Explainer() = default;

std::int64_t Explainer::sample_rate() const { return state_->rate(); }
std::int64_t Explainer::shortest() const {
  return state_->models.front().composition.model().input().shortest;
}
const std::vector<std::string>& Explainer::names() const { return state_->names; }

Explanation Explainer::explain(const std::vector<float>& samples, const std::string& clip,
                               const ExplainOptions& options) {
  auto& state = *state_;
  const auto rate = state.rate(), count = static_cast<std::int64_t>(samples.size());
  const auto audio = at::tensor(samples);
  std::vector<ExaminedClip> examined;
  examined.reserve(state.models.size());
  for (auto& model : state.models) examined.emplace_back(model, audio, state.against_others);
  const auto [output, predicted] = state.chosen(examined, options, clip);

  Explanation out;
  out.of = state.names.at(static_cast<std::size_t>(output));
  out.predicted = predicted;
  out.seconds = static_cast<double>(count) / static_cast<double>(rate);
  out.input = examined.front().by_front_end() ? "front end" : "waveform";
  const auto size =
      std::max<std::int64_t>({1, std::lround(options.occlusion_seconds * static_cast<double>(rate)),
                              (count + kMostPieces - 1) / kMostPieces});
  out.occlusion.seconds = static_cast<double>(size) / static_cast<double>(rate);
  const auto pieces = pieces_of(count, size);
  const auto edges = mel_edges(std::max<std::int64_t>(options.bands, 1), rate);
  for (std::int64_t band = 0; band < options.bands; ++band)
    out.bands.push_back(
        {edges[static_cast<std::size_t>(band)], edges[static_cast<std::size_t>(band) + 1]});

  const double share = 1.0 / static_cast<double>(examined.size());
  for (auto& one : examined) {
    const auto attribution = one.gradients(output, options.tolerance);
    const auto gradients = over_frames(attribution.values, one.by_front_end(), out.seconds, rate);
    out.gradients.seconds = gradients.seconds;
    add_to(out.gradients.values, gradients.values, share);
    out.score += share * attribution.score;
    out.baseline += share * attribution.baseline;
    out.points += attribution.points;
    out.scaled += share * attribution.scaled;

    const Occluded occluded(one.audio(), rate);
    add_to(out.occlusion.values,
           one.falls(pieces.size(), output,
                     [&](std::size_t i) {
                       return occluded.without_piece(pieces[i].first, pieces[i].second);
                     }),
           share);
    const auto falls = one.falls(out.bands.size(), output, [&](std::size_t i) {
      return occluded.without_band(out.bands[i].low, out.bands[i].high);
    });
    for (std::size_t i = 0; i < out.bands.size(); ++i) out.bands[i].fall += share * falls[i];

    if (const auto weights = one.attention(); weights.defined()) {
      const auto own = numbers_of(weights[0]);
      out.attention.seconds = out.seconds / static_cast<double>(own.size());
      add_to(out.attention.values, own, share);
    }
  }
  return out;
}

}  // namespace serhost::train
