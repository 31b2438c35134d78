// A few lines of the npy format; reading it is a plugin's.
#include "app/smoke_features.hpp"

#include <string>

#include "base/files.hpp"
#include "base/seed.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// Version 1 of the format, 32-bit floats.
std::string npy_of(const std::string& stem) {
  constexpr std::size_t kHeader = 118;
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, " +
                     std::to_string(kMadeFeatureWidth) + "), }";
  text.resize(kHeader - 1, ' ');
  text += '\n';
  std::string out("\x93NUMPY\x01\x00\x76\x00", 10);
  out += text;
  Random random(stream_seed(stream_seed(0, "smoke features"), stem));
  for (std::int64_t i = 0; i < kMadeFeatureWidth; ++i) {
    const auto value = static_cast<float>(random.normal());
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return out;
}

}  // namespace

void make_features(const fs::path& corpus, const fs::path& folder) {
  make_directory(folder);
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".wav") continue;
    const auto stem = entry.path().stem().string();
    replace_file(folder / (stem + ".npy"), npy_of(stem));
  }
}

}  // namespace serhost::app
