// Decodes, resamples and crops clips on worker threads ahead of the trainer. What comes out depends
// on the batches and the seed, never on the number of workers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/loading/batches.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// [any thread] Waveforms of clips at one rate; keeps decoded audio in memory up to a bound, so
/// that an epoch over a small corpus decodes once. The manifest must outlive it.
class ClipSource {
 public:
  ClipSource(const Manifest& manifest, std::int64_t sample_rate,
             std::size_t memory_bytes = std::size_t{2} << 30);
  ~ClipSource();
  /// Throws DataError naming the clip, also where its audio is no longer what Clip::digest says.
  std::shared_ptr<const std::vector<float>> samples(std::size_t clip);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct LoadedBatch;

struct LoadOptions {
  std::optional<double> max_seconds;  ///< crop longer clips
  bool random_crop = false;           ///< else centre
  std::uint64_t seed = 0;             ///< of the crop: stream (seed, clip key)
  std::int64_t sample_rate = 16000;
  std::int64_t shortest = 1;  ///< samples; a shorter clip is a DataError that names it, or padded
  bool pad_short = false;     ///< zeros behind a shorter clip, which count as audio
  int workers = 1;            ///< 0: next() loads by itself
  std::size_t ahead = 4;      ///< batches prepared in advance
  /// [any thread] Changes the samples of a clip before they are cropped; empty: they stay.
  std::function<std::vector<float>(std::vector<float> samples, const std::string& key)> augment;
  /// [any thread] Mixes the clips of a batch once they are loaded (mixing.hpp); empty: they stay.
  std::function<void(LoadedBatch&)> mix;
  bool audio = true;  ///< false: batches say which clips they hold, and nothing is decoded
};

/// Throws DataError naming the clip where `samples` are fewer than `options.shortest`.
void check_length(std::size_t samples, bool cropped, const std::string& key,
                  const LoadOptions& options);

/// A padded batch in plain memory.
struct LoadedBatch {
  Batch clips;
  std::int64_t longest = 0;           ///< samples
  std::vector<float> values;          ///< [B, longest] row by row, zeros behind each clip
  std::vector<std::int64_t> lengths;  ///< [B]
  /// [B] row of the clip that each one is mixed with, and its own share; empty: none is.
  std::vector<std::size_t> partners;
  std::vector<double> shares;
};

/// The manifest and the source must outlive it; several loaders may share a source.
class Loader {
 public:
  Loader(ClipSource& source, const Manifest& manifest, std::vector<Batch> batches,
         LoadOptions options);
  ~Loader();  ///< stops the workers
  std::optional<LoadedBatch>
  next();  ///< [run] in the order of `batches`; rethrows what a worker threw for this batch

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serhost::data
