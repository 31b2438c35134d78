// What in a clip decided a trained model's score: frames and frequencies.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "train/predict.hpp"

namespace serhost::train {

/// Numbers of consecutive pieces of a clip, each `seconds` long.
struct OverTime {
  double seconds = 0.0;
  std::vector<double> values{};
};

struct ExplainedBand {
  double low = 0.0, high = 0.0;  ///< Hz
  double fall = 0.0;             ///< of the score without it
};

/// Of several models, the means of all numbers.
struct Explanation {
  std::string of{};         ///< class or dimension whose score this is about
  std::string predicted{};  ///< the likeliest class; "" of a task without classes
  double score = 0.0;       ///< before softmax; of one class, above the mean of the others
  double seconds = 0.0;     ///< of the clip, as the model heard it

  std::string input{};      ///< what gradients are taken of: "front end" or "waveform"
  double baseline = 0.0;    ///< the score of zeros in its place
  OverTime gradients{};     ///< integrated gradients: their sum is score - baseline, or nearly
  std::int64_t points = 0;  ///< where gradients were taken, of all models
  double scaled = 0.0;      ///< Attribution::scaled

  OverTime occlusion{};                ///< by how much the score falls when it is quiet there
  std::vector<ExplainedBand> bands{};  ///< by how much without a band, equally wide in mel
  OverTime attention{};                ///< the pooling's weights; empty where it has none
};

struct ExplainOptions {
  std::optional<std::string> of{};  ///< absent: the predicted class, the first dimension
  double occlusion_seconds = 0.1;   ///< longer where a clip would have over 200 pieces
  std::int64_t bands = 20;          ///< 0: none
  double tolerance = 0.004;         ///< of integrated gradients
};

class Explainer {
 public:
  /// [run] As TrainedModel, of models that take audio.
  Explainer(const config::Experiment& trained, const host::Registry& registry,
            const std::vector<std::filesystem::path>& checkpoints,
            const PredictOptions& options = {});
  ~Explainer();
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  std::int64_t sample_rate() const;
  std::int64_t shortest() const;                  ///< samples
  const std::vector<std::string>& names() const;  ///< classes, or dimensions

  /// [run] `samples` at `sample_rate()`, at least `shortest()`. Throws UsageError where
  /// `options.of` is none of `names()`; Error(failed), naming `clip`, where a score is not finite.
  Explanation explain(const std::vector<float>& samples, const std::string& clip,
                      const ExplainOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::train
