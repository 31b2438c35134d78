// Where extracted features go, clip by clip and in any order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace serhost::features {

/// F32 features of one clip. All clips are known before the first is computed.
struct Described {
  std::string key;
  std::vector<std::int64_t> shape;
  std::string source;  ///< what they are made from: features of another source are not taken over
  std::uint64_t bytes() const {
    std::uint64_t size = sizeof(float);
    for (const auto length : shape) size *= static_cast<std::uint64_t>(length);
    return size;
  }
};

/// What a finished file says of itself, the same for the same job.
using About = std::map<std::string, std::string>;

class Sink {
 public:
  virtual ~Sink() = default;
  /// Whether an interrupted extraction of the same job has left this clip whole.
  virtual bool has(std::size_t clip) const = 0;
  /// [any thread] `pieces` one behind the other are the clip's values in C order.
  virtual void put(std::size_t clip, const std::vector<std::span<const float>>& pieces) = 0;
  /// Every clip is there: puts the result in place.
  virtual void finish() = 0;
};

/// One safetensors file with a tensor a clip, in the order of `clips`, which must be that of their
/// keys. Written as
/// `<file>.partial` and renamed by `finish`. `signature` is the job's.
std::unique_ptr<Sink> safetensors_sink(const std::filesystem::path& file,
                                       std::vector<Described> clips, const About& about,
                                       const std::string& signature);

/// A folder with `<key>.npy` for each clip. Throws UsageError for a key that would lie outside of
/// it.
std::unique_ptr<Sink> npy_sink(const std::filesystem::path& folder, std::vector<Described> clips,
                               const std::string& signature);

}  // namespace serhost::features
