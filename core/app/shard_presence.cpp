// The file is written in place: a network file system shows that to whoever opens it anew, and a
// rename perhaps only after a minute.
#include "app/shard_presence.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "app/remedy.hpp"
#include "base/disk.hpp"
#include "base/text.hpp"

namespace serhost::app {

ShardPresence::ShardPresence(std::filesystem::path file, std::string machine, bool locked,
                             Times times)
    : file_(std::move(file)), machine_(std::move(machine)), times_(times) {
  const auto found = read();
  const auto other = found.substr(0, found.find('\n'));
  if (!found.empty() && (other != machine_ || !locked)) {
    const auto until = Clock::now() + times_.watch;
    while (Clock::now() < until) {
      std::this_thread::sleep_for(times_.watch / 60);
      if (const auto now = read(); now != found && !now.empty()) {
        throw RemediableError(Exit::cannot_create,
                              file_.parent_path().string() + ": this shard is running already on " +
                                  other + "; wait for it",
                              Remedy::or_other_folder);
      }
    }
  }
  write();
}

ShardPresence::~ShardPresence() {
  try {
    disk::remove(file_);
  } catch (...) {  // from a watcher; a destructor must not throw
  }
}

void ShardPresence::beat() {
  if (Clock::now() - written_at_ >= times_.beat) write();
}

std::string ShardPresence::read() const {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file_, ignored)) return "";
  std::ifstream in(file_, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// A number that cannot be written keeps nobody from working.
void ShardPresence::write() {
  written_at_ = Clock::now();
  std::ofstream(file_, std::ios::binary) << machine_ << "\nprocess " << ::getpid() << "\n"
                                         << ++number_ << "\n";
}

}  // namespace serhost::app
