// One JSON file for all plugin folders, valid for one host: an answer that another build gave is
// not believed.
#include "host/probe_cache.hpp"

#include <sys/stat.h>

#include <string>
#include <utility>

#include "base/files.hpp"
#include "base/user_folders.hpp"
#include "base/whole_number.hpp"
#include "host/probe_result_json.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kSchema = "serhost.plugins/3";

json to_json(const ProbeCache::Entry& entry) {
  auto components = json::array();
  for (const auto& component : entry.probed.components) components.push_back(to_json(component));
  const auto& identity = entry.identity;
  return {{"device", identity.device},
          {"inode", identity.inode},
          {"size", identity.size},
          {"modified", identity.modified},
          {"changed", identity.changed},
          {"sha256", entry.sha256},
          {"record", to_json(entry.record)},
          {"refusal", entry.probed.refusal},
          {"components", std::move(components)}};
}

ProbeCache::Entry entry_from_json(const json& from) {
  ProbeCache::Entry entry;
  entry.identity = {.device = whole_number<std::uint64_t>(from.at("device")),
                    .inode = whole_number<std::uint64_t>(from.at("inode")),
                    .size = whole_number<std::uint64_t>(from.at("size")),
                    .modified = whole_number<std::int64_t>(from.at("modified")),
                    .changed = whole_number<std::int64_t>(from.at("changed"))};
  entry.sha256 = from.at("sha256").get<std::string>();
  entry.record = record_from_json(from.at("record"));
  entry.probed.refusal = from.at("refusal").get<std::string>();
  for (const auto& component : from.at("components"))
    entry.probed.components.push_back(found_from_json(component));
  return entry;
}

std::map<fs::path, ProbeCache::Entry> read(const fs::path& file) {
  std::map<fs::path, ProbeCache::Entry> entries;
  std::error_code failed;
  if (file.empty() || !fs::is_regular_file(file, failed)) return entries;
  try {
    const auto document = json::parse(read_file(file));
    if (document.at("schema") != kSchema || document.at("host") != probe_version()) return entries;
    for (const auto& [path, entry] : document.at("files").items())
      entries[path] = entry_from_json(entry);
  } catch (const std::exception&) {
    entries.clear();  // half believed is worse than not at all
  }
  return entries;
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileIdentity identity_from(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified = nanoseconds(status.st_mtim),
          .changed = nanoseconds(status.st_ctim)};
}

}  // namespace

std::optional<FileIdentity> identity_of(const fs::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return identity_from(status);
}

std::optional<FileIdentity> identity_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return std::nullopt;
  return identity_from(status);
}

fs::path probe_cache_file() {
  const auto folder = user_cache_folder();
  return folder.empty() ? folder : folder / "plugins.json";
}

ProbeCache::ProbeCache(fs::path file) : file_(std::move(file)), known_(read(file_)) {}

const ProbeCache::Entry* ProbeCache::find(const fs::path& plugin,
                                          const FileIdentity& identity) const {
  const auto place = known_.find(plugin);
  return place != known_.end() && place->second.identity == identity ? &place->second : nullptr;
}

void ProbeCache::put(const fs::path& plugin, Entry entry) { added_[plugin] = std::move(entry); }

void ProbeCache::forget(const fs::path& plugin) {
  known_.erase(plugin);
  added_.erase(plugin);
  forgotten_.insert(plugin);
}

void ProbeCache::save() const noexcept {
  if ((added_.empty() && forgotten_.empty()) || file_.empty()) return;
  try {
    auto entries = read(file_);
    for (const auto& path : forgotten_) entries.erase(path);
    for (const auto& [path, entry] : added_) entries[path] = entry;
    json files = json::object();
    for (const auto& [path, entry] : entries) {
      if (identity_of(path)) files[path.string()] = to_json(entry);
    }
    const json document = {
        {"schema", kSchema}, {"host", probe_version()}, {"files", std::move(files)}};
    make_directory(file_.parent_path());
    replace_file(file_, document.dump(-1, ' ', false, json::error_handler_t::replace));
  } catch (...) {
    // A home that cannot be written to costs time at the next start, nothing else.
  }
}

}  // namespace serhost::host
