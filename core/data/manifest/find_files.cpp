// Folder by folder from the root, each listed at most once.
#include "data/manifest/find_files.hpp"

#include <algorithm>
#include <map>

#include "data/manifest/tidy.hpp"

namespace serhost::data {
namespace {

namespace fs = std::filesystem;

class Folders {
 public:
  /// `path`, or what is there in its place.
  fs::path existing(const fs::path& path) {
    std::error_code fault;
    if (fs::exists(path, fault)) return path;
    fs::path out;
    for (const auto& part : path) {
      auto next = out / part;
      if (!fs::exists(next, fault)) {
        const auto& names = composed(out);
        const auto at = names.find(nfc(part.string()));
        if (at == names.end()) return path;
        next = out / at->second;
      }
      out = std::move(next);
    }
    return out;
  }

 private:
  /// Names in a folder by their composed form.
  const std::map<std::string, fs::path>& composed(const fs::path& folder) {
    const auto [at, fresh] = known_.try_emplace(folder.string());
    std::error_code fault;
    if (!fresh) return at->second;
    for (fs::directory_iterator entry(folder.empty() ? "." : folder, fault), end;
         !fault && entry != end; entry.increment(fault))
      at->second.emplace(nfc(entry->path().filename().string()), entry->path().filename());
    return at->second;
  }

  std::map<std::string, std::map<std::string, fs::path>> known_;
};

bool is_plain_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void find_files(Manifest& manifest) {
  Folders folders;
  for (auto& clip : manifest.clips) {
    auto& audio = clip.utterance.audio;
    if (!is_plain_ascii(audio.string())) audio = folders.existing(audio);
  }
}

}  // namespace serhost::data
