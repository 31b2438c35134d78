// serhost extract, without its command line: features of audio files from one backbone.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "config/experiment.hpp"
#include "features/audio_files.hpp"
#include "features/cache_settings.hpp"
#include "host/registry.hpp"

namespace serhost::features {

struct ExtractOptions {
  std::string layer = "last";      ///< last | all | N
  bool mean = false;               ///< one vector per clip: the mean over its frames
  std::string precision = "fp32";  ///< or "bf16": what is computed in; features are F32
  bool npy = false;  ///< `out` is a folder with a file a clip, else a safetensors file
  std::filesystem::path out;
  std::string device = "cpu";          ///< or "cuda:N"
  int threads = 0;                     ///< to use; 0: as many as cores
  std::optional<CacheSettings> cache;  ///< the feature cache is read and filled
  std::function<bool()>
      stop;  ///< asked between clips; true: Error(stopped), and the same job goes on later
  std::function<void(const Progress&)> progress;
  std::function<void(const std::string&)> log;
};

struct Extracted {
  std::size_t clips = 0, taken_over = 0;  ///< taken over: of an interrupted extraction
  double seconds = 0.0;                   ///< of audio
  std::vector<std::string> layout;        ///< "T", "768": of one clip's features
};

/// [run] `clips` sorted by key, as audio_files gives them. Clips that turn out to be damaged when
/// they are decoded are told all at once, after the others are done (65); the same job then goes on
/// with those alone. Throws UsageError for a layer that the backbone does not have.
Extracted extract(const config::BackboneTable& backbone, const host::Registry& registry,
                  const std::vector<AudioFile>& clips, const ExtractOptions& options);

}  // namespace serhost::features
