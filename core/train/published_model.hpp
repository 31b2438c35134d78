// A published model with its head, as one that audio can be given to: an encoder that a backbone
// plugin reads, and behind it a head that is known here.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/registry.hpp"
#include "train/audio_model.hpp"
#include "train/predict.hpp"

namespace serhost::train {

class PublishedModel final : public AudioModel {
 public:
  /// [run] Of a model directory or file. Throws Error(config) where it has no head that is known
  /// (with those that are), or a config that does not fit; Error(unavailable) where no plugin reads
  /// its encoder; what Checkpoint::open throws.
  PublishedModel(const std::filesystem::path& path, const host::Registry& registry,
                 const PredictOptions& options = {});
  ~PublishedModel() override;

  std::int64_t sample_rate() const override;
  std::int64_t shortest() const override;
  const std::vector<std::string>& classes() const override;
  const std::vector<std::string>& columns() const override;
  std::vector<Answer> answer(data::LoadedBatch batch,
                             const std::vector<std::string>& names) override;
  std::vector<Answer> answer_each(data::LoadedBatch batch,
                                  const std::vector<std::string>& names) override;

  /// "hubert with sequence classification of Transformers ...".
  std::string description() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a path looks like a published model, rather than like the folder of a run.
bool looks_published(const std::filesystem::path& path);

}  // namespace serhost::train
