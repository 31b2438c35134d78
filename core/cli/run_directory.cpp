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

namespace serhost::cli {
namespace fs = std::filesystem;
namespace {

bool holds_something_else(const fs::path& directory) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename() != ".lock") return true;
  }
  return false;
}

}  // namespace

RunDirectory::RunDirectory(fs::path directory, const std::string& signature, const std::string& resolved, bool resume)
    : path_(std::move(directory)) {
  if (fs::exists(path_) && !fs::is_directory(path_)) {
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
    const auto differing = keys.empty() ? std::string() : ": " + join(keys, ", ") + (keys.size() == 1 ? " differs" : " differ");
    if (resume) throw Error(Exit::config, path_.string() + " cannot be resumed: the experiment has changed" + differing);
    throw Error(Exit::cannot_create, path_.string() + " holds the run of another experiment" + differing + "; choose another folder with --out");
  }
  state_ = json.value("status", "") == "finished" ? State::finished : State::unfinished;
  if (state_ == State::unfinished && !resume) {
    throw Error(Exit::cannot_create, path_.string() + " holds an unfinished run of this experiment; go on with --resume, or choose another folder with --out");
  }
}

RunDirectory::~RunDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace serhost::cli
