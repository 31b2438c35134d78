// Files are hashed on two threads; lengths, rates and channels are those of the headers.
#include "data/manifest/pin.hpp"

#include <map>
#include <mutex>
#include <set>

#include "base/csv.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"

namespace serhost::data {
namespace {

namespace fs = std::filesystem;

/// A file of a dataset.
struct Pinned {
  std::string dataset, name;
  fs::path file;
  double seconds = 0.0;
  std::int64_t rate = 0, channels = 0;
  std::string sha256;
  std::uintmax_t bytes = 0;
};

std::string relative_name(const fs::path& file, const fs::path& root) {
  const auto name = root.empty() ? fs::path() : file.lexically_relative(root);
  return name.empty() || *name.begin() == ".." ? file.generic_string() : name.generic_string();
}

/// Each once, sorted by dataset and name.
std::vector<Pinned> files_of(const Manifest& manifest,
                             const std::vector<config::DatasetTable>& tables) {
  std::map<std::pair<std::string, std::string>, Pinned> found;
  for (std::size_t i = 0; i < manifest.count(); ++i) {
    const auto& clip = manifest.clip(i);
    const auto& file = clip.utterance.audio;
    if (file.empty()) continue;
    const auto& dataset = manifest.corpora[clip.corpus].name;
    auto name = relative_name(file, tables[clip.corpus].root);
    auto& one = found[{dataset, name}];
    one.seconds = std::max(one.seconds, clip.utterance.end.value_or(clip.seconds));
    one.dataset = dataset;
    one.name = std::move(name);
    one.file = file;
    one.rate = clip.sample_rate;
    one.channels = clip.channels;
  }
  std::vector<Pinned> out;
  for (auto& [key, one] : found) out.push_back(std::move(one));
  return out;
}

void hash_all(std::vector<Pinned>& files, const Hashing& progress) {
  std::mutex mutex;
  std::size_t done = 0;
  for_each_index(files.size(), kReaders, [&](std::size_t i) {
    files[i].sha256 = sha256_of_file(files[i].file);
    std::error_code ignored;
    files[i].bytes = fs::file_size(files[i].file, ignored);
    const std::lock_guard lock(mutex);
    ++done;
    if (progress) progress(done, files.size());
  });
}

std::vector<std::string> row_of(const Pinned& one) {
  return {one.dataset,
          one.name,
          std::to_string(one.bytes),
          one.sha256,
          exact(one.seconds),
          std::to_string(one.rate),
          std::to_string(one.channels)};
}

/// Rows of a pin by dataset and file.
std::map<std::pair<std::string, std::string>, std::vector<std::string>> rows_of(
    std::string_view pin, const std::string& name) {
  const auto table = read_csv(pin);
  if (table.rows.empty() || join(table.rows.front().fields, ",") != kPinHeader)
    throw DataError(name + ": is no list of pinned files; expected the header " + kPinHeader);
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> out;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const auto& fields = table.rows[i].fields;
    if (fields.size() != table.rows.front().fields.size())
      throw DataError(name + ":" + std::to_string(table.rows[i].line) +
                      ": expected 7 fields, found " + std::to_string(fields.size()));
    out.emplace(std::pair(fields[0], fields[1]), fields);
  }
  return out;
}

}  // namespace

std::string pin_csv(const Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                    const Hashing& progress) {
  auto files = files_of(manifest, tables);
  hash_all(files, progress);
  std::string out = std::string(kPinHeader) + "\n";
  for (const auto& one : files) out += csv_line(row_of(one));
  return out;
}

std::vector<Changed> changed_since(std::string_view pin, const std::string& name,
                                   const Manifest& manifest,
                                   const std::vector<config::DatasetTable>& tables,
                                   const Hashing& progress) {
  auto before = rows_of(pin, name);
  auto files = files_of(manifest, tables);
  hash_all(files, progress);
  std::vector<Changed> out;
  for (const auto& one : files) {
    const auto at = before.find({one.dataset, one.name});
    if (at == before.end())
      out.push_back({Exit::damaged, one.file.string() + ": is not among the files of " + name});
    else if (at->second[3] != one.sha256)
      out.push_back({Exit::damaged, one.file.string() +
                                        ": has been altered: " + std::to_string(one.bytes) +
                                        " bytes with the SHA-256 " + one.sha256 + ", but " + name +
                                        " has " + at->second[2] + " bytes with " + at->second[3]});
    if (at != before.end()) before.erase(at);
  }
  for (const auto& [key, row] : before)
    out.push_back({Exit::missing, "dataset '" + key.first + "': " + key.second + ": is in " + name +
                                      ", but not there any more, or cannot be read"});
  return out;
}

}  // namespace serhost::data
