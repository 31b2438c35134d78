// A trained model as ONNX: whether it can be written, and its graph.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"
#include "onnx/model.hpp"
#include "train/predict.hpp"

namespace serhost::train {

/// Why no model of this experiment can be written; empty where one may be.
std::vector<std::string> reasons_against_onnx(const config::Experiment& experiment);

/// Throws Error(unavailable) with all reasons, where there are any.
void require_onnx(const std::filesystem::path& run, const std::vector<std::string>& reasons);

class OnnxModel {
 public:
  /// [run] `made` makes the model of `checkpoint`; reasons_against_onnx has nothing against it.
  /// Throws what restored_model throws, and, naming `run`, as require_onnx where the model itself
  /// shows a reason.
  OnnxModel(const config::Experiment& made, const host::Registry& registry,
            const std::filesystem::path& run, const std::filesystem::path& checkpoint,
            const PredictOptions& options);
  ~OnnxModel();
  OnnxModel(const OnnxModel&) = delete;
  OnnxModel& operator=(const OnnxModel&) = delete;

  const std::vector<std::string>& classes() const;
  std::int64_t sample_rate() const;
  std::int64_t shortest() const;  ///< samples
  std::string front_end() const;  ///< in words; "" for none

  /// [run] Inputs `waveform` [batch, samples] and `lengths` [batch]; outputs `scores` and
  /// `probabilities` [batch, classes]. Without metadata. The weights stay this model's.
  onnx::Model graph() const;

  /// [run] Whether `graph` has only operations that LibTorch is asked for here. Then it is worked
  /// out for sounds alone and together: throws Error(unavailable), naming `run`, where it gives
  /// other probabilities than this model.
  bool is_compared(const std::filesystem::path& run, const onnx::Model& graph) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::train
