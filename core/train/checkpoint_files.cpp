// Hashes in state.json: "files" has one per file, "sha256" that of the text without its own digits.
#include "train/checkpoint_files.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/hash.hpp"

namespace serhost::train {
namespace fs = std::filesystem;
namespace {

constexpr const char* kState = "state.json";
constexpr std::string_view kOwn = "\"sha256\": \"";
constexpr std::size_t kDigits = 64;

std::string damaged(const fs::path& file, const std::string& what) {
  return file.string() + " is damaged (" + what + ")";
}

/// Where the digits of the text's own hash begin; npos where it has none.
std::size_t own_digits(const std::string& text) {
  const auto at = text.rfind(kOwn);
  return at == std::string::npos ? at : at + kOwn.size();
}

/// "" where the text is the one that was written.
std::string damage_of_state(const std::string& text) {
  const auto at = own_digits(text);
  if (at == std::string::npos) return "it keeps hashes of the other files, but none of its own";
  if (at + kDigits > text.size()) return "it ends too early";
  auto rest = text;
  rest.erase(at, kDigits);
  return sha256(rest) == text.substr(at, kDigits) ? "" : "its text is not the one that was written";
}

}  // namespace

std::string with_hashes(const std::string& state, const fs::path& folder) {
  auto json = nlohmann::ordered_json::parse(state);
  auto& files = json["files"] = nlohmann::ordered_json::object();
  for (const auto& name : files_below(folder)) {
    if (name != kState) files[name] = sha256_of_file(folder / name);
  }
  json["sha256"] = "";
  auto text = json.dump(1) + "\n";
  return text.insert(own_digits(text), sha256(text));
}

std::string damage_in(const fs::path& folder) {
  const auto file = folder / kState;
  std::error_code none;
  if (!fs::exists(file, none)) return damaged(file, "it is no longer there");
  const auto text = read_file(file);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return damaged(file, "it is no JSON object");
  const auto files = json.find("files");
  if (files == json.end() && !json.contains("sha256")) return "";  // of an earlier version
  if (const auto what = damage_of_state(text); !what.empty()) return damaged(file, what);
  if (files == json.end() || !files->is_object())
    return damaged(file, "it has no hashes of the other files");
  for (const auto& [name, hash] : files->items()) {
    if (!fs::exists(folder / name, none)) return damaged(folder / name, "it is no longer there");
    if (!hash.is_string() || sha256_of_file(folder / name) != hash.get<std::string>())
      return damaged(folder / name, "its SHA-256 is not the one that state.json keeps");
  }
  return "";
}

void check_checkpoint(const fs::path& folder) {
  if (const auto damage = damage_in(folder); !damage.empty()) {
    throw Error(Exit::damaged, damage + "; restore it from a copy, or remove " + folder.string() +
                                   " and run the experiment again");
  }
}

fs::path checkpoint_folder(const fs::path& run_directory, std::int64_t fold, std::int64_t seed,
                           const std::string& what) {
  return run_directory / "checkpoints" / ("fold-" + std::to_string(fold)) /
         ("seed-" + std::to_string(seed)) / what;
}

fs::path open_best(const fs::path& run_directory, std::int64_t fold, std::int64_t seed) {
  auto folder = checkpoint_folder(run_directory, fold, seed);
  if (!fs::exists(folder / kState)) {
    throw Error(Exit::missing, folder.string() +
                                   ": there is no such checkpoint; run the experiment with "
                                   "train.checkpoints = \"best\"");
  }
  check_checkpoint(folder);
  return folder;
}

}  // namespace serhost::train
