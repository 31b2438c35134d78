// Runs a program and keeps its exit status, standard output and standard error.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace end_to_end {

namespace fs = std::filesystem;

struct Finished {
  int status = -1;  ///< exit status; 128 + signal where it was killed
  std::string out, err;
};

inline std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The training losses of a run's history.csv, a row per epoch, fold after fold.
inline std::vector<double> train_losses(const fs::path& run) {
  std::istringstream history(slurp(run / "history.csv"));
  std::vector<double> out;
  std::size_t column = 0;
  for (std::string line; std::getline(history, line);) {
    std::vector<std::string> fields;
    std::istringstream row(line);
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    if (column == 0) {  // the header; the first column is the fold
      while (column < fields.size() && fields[column] != "train_loss") ++column;
      continue;
    }
    out.push_back(std::stod(fields.at(column)));
  }
  return out;
}

inline fs::path environment_path(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

/// A folder of its own for each test, removed at its end.
class Scratch {
 public:
  explicit Scratch(const std::string& name)
      : path_(fs::temp_directory_path() / ("serhost-" + name + "-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  fs::path write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

/// Environment changes: a value, or "" to unset.
using Environment = std::map<std::string, std::string>;

/// `before` is called in the new process, before the program.
inline pid_t start(const std::vector<std::string>& command, const fs::path& folder,
                   const fs::path& out, const fs::path& err, const Environment& environment,
                   void (*before)() = nullptr) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int output = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
            error = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
            input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(error, 2);
  for (const auto& [key, value] : environment)
    value.empty() ? ::unsetenv(key.c_str()) : ::setenv(key.c_str(), value.c_str(), 1);
  if (before != nullptr) before();
  std::vector<char*> argv;
  for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execvp(argv[0], argv.data());
  ::_exit(127);
}

inline int status_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// [any thread]
inline Finished run(const std::vector<std::string>& command, const fs::path& folder,
                    const Environment& environment = {}, void (*before)() = nullptr) {
  static std::atomic<int> serial{0};
  const auto stem = fs::temp_directory_path() / ("serhost-output-" + std::to_string(::getpid()) +
                                                 "-" + std::to_string(++serial));
  const auto out = fs::path(stem.string() + ".out"), err = fs::path(stem.string() + ".err");
  Finished finished;
  finished.status = status_of(start(command, folder, out, err, environment, before));
  finished.out = slurp(out);
  finished.err = slurp(err);
  fs::remove(out);
  fs::remove(err);
  return finished;
}

inline std::string program() {
  return (environment_path("SERHOST_BUILD_DIR") / "bin" / "serhost").string();
}

/// As a shell takes it, wherever the checkout lies: "'/home/a b/build/bin/serhost'".
inline std::string quoted_program() { return "'" + program() + "'"; }

/// The program with arguments.
inline Finished serhost(std::vector<std::string> arguments, const fs::path& folder,
                        const Environment& environment = {}) {
  arguments.insert(arguments.begin(), program());
  return run(arguments, folder, environment);
}

}  // namespace end_to_end
