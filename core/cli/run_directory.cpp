// A lock by flock, which the system drops when a process dies; the state from run.json.
#include "cli/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "config/resolved.hpp"
#include "config/toml.hpp"

namespace serhost::cli {
namespace fs = std::filesystem;
namespace {

bool holds_something_else(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.path().filename().string().starts_with('.')) return true;  // the lock, and what an interrupted replacement leaves
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

RunDirectory::RunDirectory(fs::path directory, const std::string& signature, const std::string& resolved, bool resume)
    : path_(std::move(directory)) {
  std::error_code reason;
  const auto status = fs::status(path_, reason);
  if (reason && status.type() != fs::file_type::not_found) throw Error(Exit::cannot_create, path_.string() + ": " + reason.message());
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw Error(Exit::cannot_create, path_.string() + " is a file, but must be a folder; choose another with --out");
  }
  make_directory(path_);
  const auto lock_file = path_ / ".lock";
  lock_ = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) throw Error(Exit::cannot_create, lock_file.string() + ": " + std::strerror(errno));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    throw Error(Exit::cannot_create, path_.string() + " is in use by another run; wait for it, or choose another folder with --out");
  }
  const auto record = path_ / "run.json";
  if (!fs::exists(record)) {
    if (holds_something_else(path_)) {
      throw Error(Exit::cannot_create, path_.string() + " holds something else than a run; choose another folder with --out");
    }
    return;
  }
  const auto json = nlohmann::json::parse(read_file(record), nullptr, false);
  if (json.is_discarded() || !json.is_object() || json.value("schema", "") != "serhost.run/1") {
    throw Error(Exit::cannot_create, record.string() + " is not a record of this program; choose another folder with --out");
  }
  if (json.value("signature", "") != signature) {
    const auto before = path_ / "resolved.toml";
    const auto keys = fs::exists(before) ? config::changed_keys(read_file(before), resolved) : std::vector<std::string>{};
    if (resume && keys == std::vector<std::string>{"train.epochs"} && epochs_of(resolved) > epochs_of(read_file(before))) {
      state_ = State::unfinished;  // more epochs of the same: the one change that a resumed run may have
      return;
    }
    const auto differing = keys.empty() ? std::string() : ": " + join(keys, ", ") + (keys.size() == 1 ? " differs" : " differ");
    if (resume) throw Error(Exit::config, path_.string() + " cannot be resumed: the experiment has changed" + differing);
    throw Error(Exit::cannot_create, path_.string() + " holds the run of another experiment" + differing + "; choose another folder with --out");
  }
  state_ = json.value("status", "") == "finished" ? State::finished : State::unfinished;
  if (state_ == State::unfinished && !resume) {
    throw Error(Exit::cannot_create, path_.string() + " holds an unfinished run of this experiment; go on with --resume, or choose another folder with --out");
  }
}

void RunDirectory::abandon() {
  if (state_ != State::fresh) return;
  std::error_code ignored;
  fs::remove(path_ / ".lock", ignored);
  fs::remove(path_, ignored);  // only where it is empty
}

RunDirectory::~RunDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace serhost::cli
