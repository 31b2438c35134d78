#include "app/output_place.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/unfinished.hpp"
#include "run/record_files.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSweepFiles = {"sweep.toml", "cell.json"};

bool is_of_a_record(const fs::path& file) {
  const auto name = file.filename().string();
  const auto among = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return (among(run::kResultFiles) || among(run::kExperimentFiles) || among(kSweepFiles)) &&
         fs::exists(file.parent_path() / "run.json");
}

/// What this program writes and reads, none of which goes on with the lines of a log.
constexpr std::array kNoLogs = {".toml", ".json", ".csv",     ".sqlite",    ".safetensors",
                                ".html", ".lock", ".serpack", ".serbundle", ".serhost",
                                ".so",   ".wav",  ".npy",     ".pt",        ".md"};

bool has_reader(const fs::path& pipe) {
  const int descriptor = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0 || errno != ENXIO;
}

}  // namespace

void check_log(const fs::path& file) {
  std::error_code ignored;
  if (destination_of(file) == Destination::stream) {
    if (fs::is_fifo(file, ignored) && !has_reader(file))
      throw Error(Exit::cannot_create,
                  file.string() + ": is a pipe that nobody reads; start its reader first");
    return;
  }
  const auto ending = file.extension().string();
  const bool other = std::find(kNoLogs.begin(), kNoLogs.end(), ending) != kNoLogs.end();
  if (!fs::exists(file, ignored) || !(other || is_of_a_record(file))) return;
  throw Error(Exit::cannot_create,
              file.string() + " is there already and is no log; name another file for the log");
}

void check_output(const fs::path& file, std::initializer_list<std::string_view> endings) {
  if (destination_of(file) == Destination::stream) return;
  remove_unfinished(file);
  if (!fs::exists(file)) return;
  if (is_of_a_record(file)) {
    throw Error(Exit::cannot_create, file.string() + " is a file of the run in " +
                                         fs::absolute(file).parent_path().string() +
                                         "; name another file");
  }
  const auto ending = file.extension().string();
  if (std::find(endings.begin(), endings.end(), ending) != endings.end()) return;
  throw Error(Exit::cannot_create,
              file.string() + " is there already and does not end in " +
                  join(std::vector<std::string>(endings.begin(), endings.end()), " or ") +
                  ", so it may be something else; name another file, or remove it");
}

}  // namespace serhost::app
