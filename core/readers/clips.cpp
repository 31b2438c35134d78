// Faults of keys and roots read alike whatever the reader.
#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/readers/clips.hpp>
#include <stdexcept>

namespace serhost::readers {

namespace fs = std::filesystem;

void Clips::add(Utterance one, const std::string& place) {
  const auto key = one.key;
  const auto [at, fresh] = found_.emplace(key, Found{std::move(one), place});
  if (!fresh) problems_.add(place + ": the key '" + key + "' is already in " + at->second.place);
}

std::vector<Utterance> Clips::sorted() && {
  problems_.throw_if_any();
  std::vector<Utterance> out;
  out.reserve(found_.size());
  for (auto& [key, found] : found_) out.push_back(std::move(found.one));
  found_.clear();
  return out;
}

fs::path folder_holding(const DataRoot& root, const std::string& corpus, const std::string& what,
                        const std::function<bool(const fs::path&)>& holds) {
  const auto given = corpus::folder_of(root, "the folder of " + corpus + ", which holds " + what);
  if (holds(given)) return given;
  std::vector<fs::path> below;
  for (const auto& entry : fs::directory_iterator(given)) {
    std::error_code ignored;
    if (entry.is_directory(ignored) && !entry.path().filename().string().starts_with(".") &&
        holds(entry.path()))
      below.push_back(entry.path());
  }
  if (below.size() == 1) return below.front();
  std::sort(below.begin(), below.end());
  if (below.size() > 1)
    throw std::runtime_error(given.string() + ": several folders in it hold " + corpus + ", " +
                             below[0].filename().string() + " and " + below[1].filename().string() +
                             "; set root to one of them");
  const auto above = fs::absolute(given).lexically_normal().parent_path();
  throw std::runtime_error(given.string() + ": holds no " + corpus + ": looked for " + what +
                           ", there and one folder down" +
                           (holds(above) ? "; set root to " + above.string() : std::string()));
}

fs::path first_of(const fs::path& folder, const std::vector<std::string>& names) {
  std::error_code ignored;
  for (const auto& name : names)
    if (fs::exists(folder / name, ignored)) return folder / name;
  return {};
}

}  // namespace serhost::readers
