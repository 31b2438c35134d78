// synthetic_baseline [SEEDS]: how far three means go on the synthetic corpus: logistic regression
// on length, energy and pitch of each clip, one speaker left out at a time. What a network must
// beat to have learnt more than loudness, pitch and tempo.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <numeric>
#include <serhost/dataset.hpp>

#include "host/registry.hpp"
#include "metrics/classification.hpp"

namespace {

constexpr std::size_t kFigures = 3;
constexpr std::size_t kInputs = kFigures + 1;  // and a constant
using Row = std::array<double, kInputs>;

struct Clip {
  Row row{};
  std::size_t label = 0;
  std::string speaker;
};

/// Median pitch of voiced frames, log Hz, from the highest peak of the autocorrelation between 70
/// and 400 Hz.
double log_pitch(const std::vector<float>& samples, std::int64_t rate) {
  const auto width = static_cast<std::size_t>(rate / 25), hop = width / 2;
  const auto shortest = static_cast<std::size_t>(rate / 400),
             longest = static_cast<std::size_t>(rate / 70);
  std::vector<double> found;
  for (std::size_t at = 0; at + width <= samples.size(); at += hop) {
    const auto* frame = samples.data() + at;
    const float energy = std::inner_product(frame, frame + width, frame, 0.0F);
    float best = 0.4F * energy;
    std::size_t lag = 0;
    for (std::size_t tried = shortest; tried <= longest; ++tried) {
      const float product = std::inner_product(frame, frame + width - tried, frame + tried, 0.0F);
      if (product <= best) continue;
      best = product;
      lag = tried;
    }
    if (lag > 0 && energy > 1e-6F)
      found.push_back(std::log(static_cast<double>(rate) / static_cast<double>(lag)));
  }
  if (found.empty()) return std::log(150.0);
  std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(found.size() / 2),
                   found.end());
  return found[found.size() / 2];
}

Row figures_of(const serhost::Waveform& wave) {
  double power = 0.0;
  for (const float sample : wave.samples) power += static_cast<double>(sample) * sample;
  const auto count = static_cast<double>(wave.samples.size());
  return {count / static_cast<double>(wave.sample_rate), 10.0 * std::log10(power / count + 1e-12),
          log_pitch(wave.samples, wave.sample_rate), 1.0};
}

/// Mean 0 and variance 1 over `train`, applied to all.
void standardize(std::vector<Clip>& clips, const std::vector<bool>& train) {
  for (std::size_t k = 0; k < kFigures; ++k) {
    double sum = 0.0, square = 0.0, count = 0.0;
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (!train[i]) continue;
      sum += clips[i].row[k];
      square += clips[i].row[k] * clips[i].row[k];
      ++count;
    }
    const double mean = sum / count,
                 deviation = std::sqrt(std::max(square / count - mean * mean, 1e-12));
    for (auto& clip : clips) clip.row[k] = (clip.row[k] - mean) / deviation;
  }
}

using Weights = std::vector<Row>;  ///< a row a class

std::vector<double> probabilities(const Weights& weights, const Row& row) {
  std::vector<double> out(weights.size());
  for (std::size_t c = 0; c < weights.size(); ++c)
    out[c] = std::inner_product(row.begin(), row.end(), weights[c].begin(), 0.0);
  const double top = *std::max_element(out.begin(), out.end());
  double sum = 0.0;
  for (auto& value : out) sum += value = std::exp(value - top);
  for (auto& value : out) value /= sum;
  return out;
}

/// Multinomial logistic regression by gradient descent; the problem is convex and tiny.
Weights fit(const std::vector<Clip>& clips, const std::vector<bool>& train, std::size_t classes) {
  Weights weights(classes, Row{});
  const auto count = static_cast<double>(std::count(train.begin(), train.end(), true));
  for (int step = 0; step < 500; ++step) {
    Weights gradient(classes, Row{});
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (!train[i]) continue;
      const auto given = probabilities(weights, clips[i].row);
      for (std::size_t c = 0; c < classes; ++c)
        for (std::size_t k = 0; k < kInputs; ++k)
          gradient[c][k] +=
              (given[c] - (clips[i].label == c ? 1.0 : 0.0)) * clips[i].row[k] / count;
    }
    for (std::size_t c = 0; c < classes; ++c)
      for (std::size_t k = 0; k < kInputs; ++k) weights[c][k] -= 0.5 * gradient[c][k];
  }
  return weights;
}

std::vector<Clip> corpus_of(const serhost::host::Registry& registry, std::int64_t seed,
                            std::size_t& classes) {
  const auto& info = registry.get(serhost::Kind::dataset, "synthetic");
  serhost::Values values;
  for (const auto& parameter : info.parameters)
    values.push_back(parameter.name == "seed" ? serhost::Value(seed) : parameter.fallback);
  const auto corpus = registry.make_dataset(info, values, {});
  const auto& audio = dynamic_cast<const serhost::ReadsAudio&>(*corpus);
  std::map<std::string, std::size_t> labels;
  const auto utterances = corpus->utterances();
  for (const auto& one : utterances) labels.emplace(one.label.value(), 0);
  for (auto& [name, index] : labels) index = classes++;
  std::vector<Clip> clips;
  for (const auto& one : utterances)
    clips.push_back({figures_of(audio.read(one)), labels.at(*one.label), one.speaker.value()});
  return clips;
}

double unweighted_accuracy(const std::vector<Clip>& clips, std::size_t classes) {
  std::map<std::string, bool> speakers;
  for (const auto& clip : clips) speakers[clip.speaker] = true;
  serhost::metrics::Confusion confusion(classes);
  for (const auto& [speaker, ignored] : speakers) {
    auto scaled = clips;
    std::vector<bool> train(clips.size());
    for (std::size_t i = 0; i < clips.size(); ++i) train[i] = clips[i].speaker != speaker;
    standardize(scaled, train);
    const auto weights = fit(scaled, train, classes);
    for (std::size_t i = 0; i < scaled.size(); ++i) {
      if (train[i]) continue;
      const auto given = probabilities(weights, scaled[i].row);
      confusion.add(static_cast<std::int64_t>(scaled[i].label),
                    std::max_element(given.begin(), given.end()) - given.begin());
    }
  }
  return serhost::metrics::unweighted_accuracy(confusion);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int seeds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
    const auto registry =
        serhost::host::Registry::discover(serhost::host::PluginSearchPath::standard());
    double sum = 0.0;
    std::printf(
        "logistic regression on length, mean energy and pitch; synthetic corpus, leave one speaker "
        "out\n");
    for (int seed = 0; seed < seeds; ++seed) {
      std::size_t classes = 0;
      const auto clips = corpus_of(registry, seed, classes);
      const double ua = unweighted_accuracy(clips, classes);
      sum += ua;
      std::printf("seed %d: %zu clips, UA %.3f (guessing %.3f)\n", seed, clips.size(), ua,
                  1.0 / static_cast<double>(classes));
    }
    std::printf("mean UA %.3f\n", sum / seeds);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
