// The augmentations of an experiment: changes of training clips' waveforms, made by the threads
// that load them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <serhost/augment.hpp>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "host/guard.hpp"

namespace serhost::data {

class Augmenter {
 public:
  /// [run] Makes the components. `log` takes their lines, from any thread. Throws PluginError.
  Augmenter(const config::TrainTable& train, std::uint64_t seed,
            std::function<void(const std::string&)> log = {});

  bool empty() const { return steps_.empty(); }

  /// [any thread] The samples of clip `key` as this epoch hears them. Each augmentation has a
  /// stream of its own (seed, its number, epoch, clip), so that one more changes no other's draws,
  /// and neither the number of workers nor the order of the clips changes anything. Throws
  /// PluginError that names the clip for what an augmentation must not give.
  std::vector<float> apply(std::vector<float> samples, std::int64_t sample_rate,
                           const std::string& key, std::uint64_t seed, std::int64_t epoch) const;

 private:
  struct Step {
    std::shared_ptr<const Augment> component;
    host::Callee callee;
    double probability = 1.0;
  };
  std::vector<Step> steps_;
};

}  // namespace serhost::data
