// /proc/self/exe is this program wherever it was installed and however it was found.
#include "app/own_program.hpp"

#include <system_error>

namespace serhost::app {

namespace fs = std::filesystem;

fs::path own_program() {
  std::error_code failed;
  const auto self = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::path("serhost") : self;
}

std::vector<std::string> run_words(const Session& session, const CellJob& job) {
  std::vector<std::string> words = {
      "serhost", "run",   job.experiment.string(), "--out", job.folder.string(), "--resume",
      "--quiet", "--log", job.log.string()};
  for (const auto& folder : session.plugin_path)
    words.insert(words.end(), {"--plugin-path", folder.string()});
  if (session.threads > 0)
    words.insert(words.end(), {"--threads", std::to_string(session.threads)});
  if (!session.probe) words.emplace_back("--no-probe");
  return words;
}

std::vector<std::string> conformance_words(const fs::path& plugin) {
  return {own_program().string(), "test-plugin", plugin.string()};
}

}  // namespace serhost::app
