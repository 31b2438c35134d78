// The words of the command line, as lists.
#include "app/own_program.hpp"

#include "base/program.hpp"

namespace serhost::app {

namespace fs = std::filesystem;

fs::path own_program() {
  const auto self = program_file();
  return self.empty() ? fs::path("serhost") : self;
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
