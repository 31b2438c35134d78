// What audio that belongs to no experiment is given to: trained models of ours, or a published
// model with its head.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/loading/loader.hpp"

namespace serhost::train {

/// What is said of one clip: a text for each of AudioModel::columns(), numbers such that they read
/// back to the same double.
using Answer = std::vector<std::string>;

class AudioModel {
 public:
  virtual ~AudioModel() = default;

  virtual std::int64_t sample_rate() const = 0;                 ///< of the audio that it takes
  virtual std::int64_t shortest() const = 0;                    ///< samples of it
  virtual const std::vector<std::string>& classes() const = 0;  ///< empty of a task without classes

  /// "predicted", "p_anger", ...; "predicted_valence".
  virtual const std::vector<std::string>& columns() const = 0;

  /// [run] In eval mode, without a graph; nothing is drawn that differs from call to call. `names`
  /// are the clips', for messages. Throws Error(failed) naming clips whose scores are not finite.
  virtual std::vector<Answer> answer(data::LoadedBatch batch,
                                     const std::vector<std::string>& names) = 0;

  /// [run] The same, of which each is on a CPU what it is for the clip alone, to the last bit.
  virtual std::vector<Answer> answer_each(data::LoadedBatch batch,
                                          const std::vector<std::string>& names) = 0;
};

}  // namespace serhost::train
