// The clips of a fold as batches: which, in what order, and the workers that load them ahead. All
// of it follows from seed and epoch, so a resumed run sees what an uninterrupted one would have
// seen.
#pragma once

#include <cstdint>
#include <memory>
#include <serhost/backbone.hpp>
#include <vector>

#include "data/loading/augmenter.hpp"
#include "train/fold.hpp"

namespace serhost::train {

class FoldClips {
 public:
  /// `job` must outlive it.
  FoldClips(const FoldJob& job, const Input& input);

  /// From now on batches say which clips they hold, and nothing is decoded.
  void without_audio() { audio_ = false; }
  data::ClipSource& source() const { return source_; }

  std::vector<data::Batch> batches(std::int64_t epoch) const;
  std::int64_t updates() const;  ///< of all epochs

  /// This process's part of the batches of an epoch without the first `done`; of some it may have
  /// none, and they are then left out (slices.hpp).
  std::unique_ptr<data::Loader> training(std::int64_t epoch, std::int64_t done = 0) const;
  std::unique_ptr<data::Loader> one_by_one()
      const;  ///< the train part in the order of the manifest
  /// Every clip of `part`, whichever process this is, in its order.
  std::unique_ptr<data::Loader> each_of(const std::vector<std::size_t>& part) const;
  /// Every so many-th whole batch, as many processes as there are.
  std::unique_ptr<data::Loader> evaluation(const std::vector<std::size_t>& part) const;

 private:
  std::unique_ptr<data::Loader> loader(std::vector<data::Batch> batches, bool training,
                                       std::int64_t epoch) const;

  const FoldJob& job_;
  Input input_;
  data::ClipSource& source_;
  std::uint64_t seed_;
  std::shared_ptr<const data::Augmenter> augmenter_;  ///< shared with loaders, which outlive epochs
  bool audio_ = true;
};

}  // namespace serhost::train
