// Features of clips that are in memory, one after the other. No header of LibTorch.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/registry.hpp"

namespace serhost::features {

/// [F, W] row by row, or [L, F, W] of all layers.
struct FeatureArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

class OneClip {
 public:
  using Log = std::function<void(const std::string&)>;

  /// [run] `backbone` as an experiment has it, `layer` last | all | N, `device` "cpu" or "cuda:N".
  /// Throws UsageError for a layer that the backbone does not return. The registry must outlive it.
  OneClip(const config::BackboneTable& backbone, const host::Registry& registry,
          const std::string& layer, const std::string& device, const Log& log);
  ~OneClip();

  std::int64_t sample_rate() const;  ///< of the samples that it takes
  std::int64_t width() const;

  /// [run] Throws DataError for fewer samples than the backbone needs, or features that are not
  /// finite.
  FeatureArray of(const std::vector<float>& samples);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::features
