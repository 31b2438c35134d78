// Steps 1 to 3 of loading: read the record, compare it, and look into new files in a child process.
// No file is loaded here unless the probe is switched off.
#include "host/discovery.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "host/probe.hpp"
#include "host/probe_cache.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

/// Why a name *.so is not a file, which is told and not passed over; "" where it is one.
std::string no_file(const fs::path& file) {
  std::error_code failed;
  if (fs::is_regular_file(file, failed)) return "";
  if (!fs::is_symlink(file, failed))
    return "it is a pipe, a socket or a device, but must be a file";
  const auto target = fs::read_symlink(file, failed).string();
  std::error_code reason;
  std::ignore = fs::canonical(file, reason);
  return reason == std::errc::too_many_symbolic_link_levels
             ? "it is a link that leads back to itself"
             : "it is a link to '" + target + "', which is not a file";
}

/// What is named *.so and is no folder, sorted; two names for one file count once.
std::vector<fs::path> libraries_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code ignored;
    if (at->path().extension() == ".so" && !at->is_directory(ignored)) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  std::set<fs::path> seen;
  std::erase_if(files, [&](const fs::path& file) {
    std::error_code failed_here;
    const auto itself = fs::canonical(file, failed_here);
    return !failed_here && !seen.insert(itself).second;
  });
  return files;
}

fs::path canonical_folder(const PluginSearchPath& places, std::size_t index) {
  const auto& folder = places.folders[index];
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    if (index < places.given)
      throw Error(Exit::missing, "plugin folder '" + folder.string() +
                                     "' does not exist; it was given with --plugin-path");
    return {};
  }
  const auto canonical = fs::canonical(folder, failed);
  return failed ? fs::path() : canonical;
}

/// Reads and compares the record; the reason of a refusal goes into `file`.
void compare_record(Inspected& file) {
  try {
    file.record = read_abi_record(file.file);
    static const AbiRecord own = own_abi_record();
    file.refusal = incompatibility(*file.record, own);
  } catch (const std::exception& error) { file.refusal = error.what(); }
}

void take(Inspected& file, const Probed& probed) {
  file.components = probed.components;
  file.refusal = probed.refusal;
}

void apply_rules(Inspected& file) {
  if (!file.refusal.empty() || !file.record) return;
  auto broken = broken_rules(file.components);
  if (broken.empty()) return;
  file.refusal = join(broken, "; ");
  file.components.clear();
}

/// An answer is kept with the hash of what it is about, and not at all where the file has changed
/// meanwhile.
void remember(ProbeCache& cache, const Inspected& file, const FileIdentity& identity,
              const Probed& probed) {
  if (!probed.lasting) return;
  try {
    const auto hash = sha256_of_file(file.file);
    if (identity_of(file.file) == identity)
      cache.put(file.file, {identity, hash, *file.record, probed});
  } catch (const Error&) {
    return;  // it is gone by now: there is nothing to remember
  }
}

std::function<std::string(const fs::path&)>& folder_judge() {
  static auto* const one = new std::function<std::string(const fs::path&)>();
  return *one;
}

/// Refuses the files of folders that must not be used.
void judge_folders(std::vector<Inspected>& files) {
  if (!folder_judge()) return;
  std::map<fs::path, std::string> reasons;
  for (auto& file : files) {
    const auto folder = file.file.parent_path();
    if (!reasons.contains(folder)) reasons[folder] = folder_judge()(folder);
    if (file.refusal.empty()) file.refusal = reasons[folder];
  }
}

/// The cache answers for files it knows; the others are read, compared and probed together.
void look_into(std::vector<Inspected>& files) {
  ProbeCache cache(probe_cache_file());
  std::vector<std::pair<Inspected*, FileIdentity>> unknown;
  for (auto& file : files) {
    if (!file.refusal.empty()) continue;  // by its folder, or because it is no file
    const auto identity = identity_of(file.file);
    if (const auto* entry = identity ? cache.find(file.file, *identity) : nullptr) {
      file.record = entry->record;
      take(file, entry->probed);
      continue;
    }
    compare_record(file);
    if (file.refusal.empty()) unknown.emplace_back(&file, identity.value_or(FileIdentity{}));
  }
  if (unknown.empty()) return;
  std::vector<fs::path> paths;
  for (const auto& [file, identity] : unknown) paths.push_back(file->file);
  const auto answers = probe_files(paths, probe_options());
  for (const auto& [file, identity] : unknown) {
    const auto& probed = answers.at(file->file);
    take(*file, probed);
    remember(cache, *file, identity, probed);
  }
  cache.save();
}

}  // namespace

void set_folder_judge(std::function<std::string(const fs::path& folder)> judge) {
  folder_judge() = std::move(judge);
}

std::vector<Inspected> plugin_files(const PluginSearchPath& places) {
  std::vector<Inspected> files;
  std::set<fs::path> seen;
  for (std::size_t i = 0; i < places.folders.size(); ++i) {
    const auto folder = canonical_folder(places, i);
    if (folder.empty() || !seen.insert(folder).second) continue;
    for (const auto& file : libraries_in(folder))
      files.push_back(
          {.file = file, .place = i, .record = {}, .components = {}, .refusal = no_file(file)});
  }
  return files;
}

std::vector<Inspected> inspect(const PluginSearchPath& places, bool probe) {
  auto files = plugin_files(places);
  judge_folders(files);
  if (probe) {
    look_into(files);
  } else {
    for (auto& file : files) {
      if (!file.refusal.empty()) continue;
      compare_record(file);
      if (file.refusal.empty()) take(file, probe_here(file.file));
    }
  }
  for (auto& file : files) apply_rules(file);
  return files;
}

std::string refusal_message(const fs::path& file, const std::string& reason) {
  return "plugin '" + file.filename().string() + "' refused: " + reason;
}

}  // namespace serhost::host
