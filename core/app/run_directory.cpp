// The state is read from run.json; the lock says whether a run is at work.
#include "app/run_directory.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "config/resolved.hpp"
#include "config/toml.hpp"

namespace serhost::app {
namespace fs = std::filesystem;
namespace {

bool holds_something_else(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.path().filename().string().starts_with('.'))
      return true;  // the lock, and what an interrupted replacement leaves
  }
  return false;
}

std::int64_t epochs_of(const std::string& resolved) {
  const auto root = config::parse_toml(resolved, "resolved.toml");
  const auto* train = root.find("train");
  const auto* epochs = train == nullptr ? nullptr : train->find("epochs");
  return epochs == nullptr ? 0 : epochs->integer;
}

}  // namespace

RunDirectory::RunDirectory(fs::path directory, const std::string& signature,
                           const std::string& resolved, bool resume)
    : path_(std::move(directory)) {
  std::error_code reason;
  const auto status = fs::status(path_, reason);
  if (reason && status.type() != fs::file_type::not_found)
    throw Error(Exit::cannot_create, path_.string() + ": " + reason.message());
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw Error(Exit::cannot_create,
                path_.string() + " is a file, but must be a folder; choose another with --out");
  }
  const auto record = path_ / "run.json";
  const auto refuse_something_else = [&] {
    if (fs::exists(path_) && !fs::exists(record) && holds_something_else(path_)) {
      throw Error(
          Exit::cannot_create,
          path_.string() + " holds something else than a run; choose another folder with --out");
    }
  };
  refuse_something_else();  // before the lock: nothing is left in a folder that is not ours
  make_directory(path_);
  if (!lock_.take(path_ / ".lock")) {
    throw Error(Exit::cannot_create,
                path_.string() +
                    " is in use by another run; wait for it, or choose another folder with --out");
  }
  refuse_something_else();
  if (!fs::exists(record)) {
    remove_temporary_files(path_);  // of a run that was killed before its first record
    return;
  }
  const auto json = nlohmann::json::parse(read_file(record), nullptr, false);
  const auto text = [&json](const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  if (!json.is_object() || text("schema") != "serhost.run/1") {
    throw Error(
        Exit::cannot_create,
        record.string() + " is not a record of this program; choose another folder with --out");
  }
  if (text("experiment") != signature &&
      text("signature") != signature) {  // earlier versions kept it under the second name
    const auto before = path_ / "resolved.toml";
    const auto keys = fs::exists(before) ? config::changed_keys(read_file(before), resolved)
                                         : std::vector<std::string>{};
    if (resume && keys == std::vector<std::string>{"train.epochs"} &&
        epochs_of(resolved) > epochs_of(read_file(before))) {
      state_ =
          State::unfinished;  // more epochs of the same: the one change that a resumed run may have
      remove_temporary_files(path_);
      growth_ = "train.epochs grew from " + std::to_string(epochs_of(read_file(before))) + " to " +
                std::to_string(epochs_of(resolved));
      return;
    }
    const auto differing =
        keys.empty() ? std::string()
                     : ": " + join(keys, ", ") + (keys.size() == 1 ? " differs" : " differ");
    if (resume)
      throw Error(Exit::config,
                  path_.string() + " cannot be resumed: the experiment has changed" + differing);
    throw Error(Exit::cannot_create, path_.string() + " holds the run of another experiment" +
                                         differing + "; choose another folder with --out");
  }
  state_ = text("status") == "finished" ? State::finished : State::unfinished;
  if (state_ == State::unfinished && !resume) {
    throw Error(Exit::cannot_create, path_.string() +
                                         " holds an unfinished run of this experiment; go on with "
                                         "--resume, or choose another folder with --out");
  }
  if (state_ == State::unfinished) remove_temporary_files(path_);
}

void RunDirectory::abandon() {
  if (state_ != State::fresh) return;
  disk::remove(path_ / ".lock");
  disk::remove(path_);  // only where it is empty
}

}  // namespace serhost::app
