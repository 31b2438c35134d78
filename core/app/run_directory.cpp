// A folder's state is what its run.json says; a folder without one is fresh if it is empty.
#include "app/run_directory.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "app/remedy.hpp"
#include "base/disk.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "config/keys.hpp"
#include "config/resolved.hpp"
#include "config/toml.hpp"

namespace serhost::app {
namespace fs = std::filesystem;
namespace {

/// What run.json says of the run that is there.
struct Record {
  std::string experiment_hash, status;
};

[[noreturn]] void refuse(const std::string& message, Remedy remedy) {
  throw RemediableError(Exit::cannot_create, message, remedy);
}

std::optional<Record> read_record(const fs::path& folder) {
  const auto file = folder / "run.json";
  if (!fs::exists(file)) return std::nullopt;
  const auto json = nlohmann::json::parse(read_file(file), nullptr, false);
  const auto text = [&json](const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  if (!json.is_object() || text("schema") != "serhost.run/1")
    refuse(file.string() + " is not a record of this program", Remedy::other_folder);
  // Earlier versions kept the hash under the second name.
  const auto hash = text("experiment");
  return Record{hash.empty() ? text("signature") : hash, text("status")};
}

void refuse_something_else(const fs::path& folder) {
  if (!fs::exists(folder) || fs::exists(folder / "run.json")) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    // The lock, and what an interrupted replacement leaves, are ours.
    if (entry.path().filename().string().starts_with('.')) continue;
    refuse(folder.string() + " holds something other than a run", Remedy::other_folder);
  }
}

std::int64_t epochs_in(const std::string& resolved) {
  const auto root = config::parse_toml(resolved, "resolved.toml");
  const auto* train = root.find("train");
  const auto* epochs = train == nullptr ? nullptr : train->find("epochs");
  return epochs == nullptr ? 0 : epochs->integer;
}

/// "demo_focal" of an experiment whose loss is another one, "demo_batch_size_2" of another value;
/// "demo_2" where that makes no name.
std::string other_name_of(const std::vector<std::string>& changed, const std::string& resolved) {
  const auto keys = config::keys_of(resolved, "resolved.toml");
  const auto value_of = [&](const std::string& key) {
    const auto at = keys.find(key);
    return at == keys.end() ? std::string() : at->second;
  };
  constexpr std::size_t kShort = 24;
  const auto plain = [](const std::string& text) {
    return !text.empty() && text.size() <= kShort &&
           text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               "_.-") == std::string::npos;
  };
  std::string more = "2";
  // Another component brings keys of its own: its name says more than they do.
  const auto plugin = std::find_if(changed.begin(), changed.end(),
                                   [](const auto& key) { return key.ends_with(".plugin"); });
  const auto named = plugin != changed.end() ? plugin : changed.begin();
  if (named != changed.end() && plain(value_of(*named))) {
    const auto& key = *named;
    const auto part = key.substr(key.rfind('.') + 1);
    more = (part == "plugin" ? "" : part + "_") + value_of(key);
  }
  return value_of("name") + "_" + more;
}

}  // namespace

RunDirectory::RunDirectory(fs::path directory, const std::string& experiment_hash,
                           const std::string& resolved, bool resume, bool by_name)
    : path_(std::move(directory)), by_name_(by_name) {
  take();
  const auto record = read_record(path_);
  if (!record) {
    remove_temporary_files(path_);  // of a run that was killed before its first record
    return;
  }
  if (record->experiment_hash != experiment_hash) {
    continue_longer(resolved, resume);
    return;
  }
  state_ = record->status == "finished" ? State::finished : State::unfinished;
  if (state_ == State::finished) return;
  if (!resume)
    refuse(path_.string() + " holds an unfinished run of this experiment",
           Remedy::resume_or_other_folder);
  remove_temporary_files(path_);
}

void RunDirectory::take() {
  std::error_code reason;
  const auto status = fs::status(path_, reason);
  if (reason && status.type() != fs::file_type::not_found)
    throw Error(Exit::cannot_create, path_.string() + ": " + reason.message());
  if (fs::exists(status) && !fs::is_directory(status))
    refuse(path_.string() + " is a file, but must be a folder", Remedy::other_place);
  refuse_something_else(path_);  // before the lock: nothing is left in a folder that is not ours
  made_parent_ = !fs::exists(fs::absolute(path_).parent_path());
  make_directory(path_);
  if (!lock_.take(path_ / ".lock"))
    refuse(path_.string() + " is in use by another run; wait for it", Remedy::or_other_folder);
  refuse_something_else(path_);
}

/// More epochs of the same are the one change that a resumed run may have.
void RunDirectory::continue_longer(const std::string& resolved, bool resume) {
  const auto file = path_ / "resolved.toml";
  const auto before = fs::exists(file) ? read_file(file) : std::string();
  const auto keys =
      before.empty() ? std::vector<std::string>{} : config::changed_keys(before, resolved);
  const bool longer =
      keys == std::vector<std::string>{"train.epochs"} && epochs_in(resolved) > epochs_in(before);
  if (longer && !resume) {
    refuse(path_.string() + " holds this experiment with train.epochs = " +
               std::to_string(epochs_in(before)) + ", not " + std::to_string(epochs_in(resolved)),
           Remedy::resume_or_other_folder);
  }
  if (longer) {
    state_ = State::unfinished;
    remove_temporary_files(path_);
    growth_ = "train.epochs grew from " + std::to_string(epochs_in(before)) + " to " +
              std::to_string(epochs_in(resolved));
    return;
  }
  const auto differing =
      keys.empty() ? std::string()
                   : ": " + join(keys, ", ") + (keys.size() == 1 ? " differs" : " differ");
  if (resume)
    throw Error(Exit::config,
                path_.string() + " cannot be resumed: the experiment has changed" + differing);
  refuse_other(path_.string() + " holds the run of another experiment" + differing, keys, resolved);
}

void RunDirectory::refuse_other(const std::string& message, const std::vector<std::string>& keys,
                                const std::string& resolved) const {
  if (!by_name_) refuse(message, Remedy::other_folder);
  throw RemediableError(Exit::cannot_create, message, Remedy::other_name,
                        other_name_of(keys, resolved));
}

void RunDirectory::abandon() {
  if (state_ != State::fresh) return;
  disk::remove(path_ / ".lock");
  disk::remove(path_);  // only where it is empty
  if (made_parent_) disk::remove(fs::absolute(path_).parent_path());
}

}  // namespace serhost::app
