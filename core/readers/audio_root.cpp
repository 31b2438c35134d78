// One file that is there decides: most of a corpus may be absent.
#include <algorithm>
#include <cctype>
#include <serhost/readers/audio_root.hpp>
#include <set>

namespace serhost::readers {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSampled = 200;

std::size_t folders_of(const std::string& listed) {
  const auto path = fs::path(listed).lexically_normal();
  return static_cast<std::size_t>(std::distance(path.begin(), path.end())) - 1;
}

}  // namespace

fs::path AudioRoot::file(const std::string& listed) const {
  fs::path rest;
  std::size_t at = 0;
  for (const auto& part : fs::path(listed).lexically_normal())
    if (at++ >= strip) rest /= part;
  return (folder / rest).lexically_normal();
}

namespace {

/// At most kSampled of them, spread over the list.
std::set<std::string> sample_of(const std::vector<std::string>& listed) {
  std::set<std::string> out;
  const auto step = std::max<std::size_t>(1, listed.size() / kSampled);
  for (std::size_t i = 0; i < listed.size(); i += step)
    if (!listed[i].empty()) out.insert(listed[i]);
  return out;
}

bool there(const AudioRoot& root, const std::set<std::string>& tried) {
  return std::any_of(tried.begin(), tried.end(), [&](const auto& path) {
    std::error_code ignored;
    return folders_of(path) >= root.strip && fs::is_regular_file(root.file(path), ignored);
  });
}

}  // namespace

bool any_file(const AudioRoot& root, const std::vector<std::string>& listed) {
  return there(root, sample_of(listed));
}

std::string with_slashes(const std::string& listed, const fs::path& folder) {
  std::error_code ignored;
  if (listed.find('\\') == std::string::npos || listed.find('/') != std::string::npos ||
      fs::exists(folder / listed, ignored))
    return listed;
  auto out = listed;
  std::replace(out.begin(), out.end(), '\\', '/');
  return out;
}

fs::path in_other_case(const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) return file;
  auto extension = file.extension().string();
  const bool upper = std::any_of(extension.begin(), extension.end(),
                                 [](unsigned char c) { return std::isupper(c) != 0; });
  for (char& c : extension)
    c = static_cast<char>(upper ? std::tolower(static_cast<unsigned char>(c))
                                : std::toupper(static_cast<unsigned char>(c)));
  auto other = file;
  other.replace_extension(extension);
  return fs::exists(other, ignored) ? other : file;
}

std::optional<AudioRoot> find_audio(const std::vector<fs::path>& folders,
                                    const std::vector<std::string>& listed) {
  const auto tried = sample_of(listed);
  std::size_t deepest = 0;
  for (const auto& path : tried) deepest = std::max(deepest, folders_of(path));
  for (const auto& folder : folders) {
    for (std::size_t strip = 0; strip <= deepest; ++strip) {
      const AudioRoot root{folder, strip};
      if (there(root, tried)) return root;
    }
  }
  return std::nullopt;
}

std::vector<fs::path> and_above(const fs::path& folder, int levels) {
  std::vector<fs::path> out = {fs::absolute(folder).lexically_normal()};
  for (int level = 0; level < levels; ++level) out.push_back(out.back().parent_path());
  return out;
}

}  // namespace serhost::readers
