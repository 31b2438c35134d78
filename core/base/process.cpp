#include "base/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "base/user_folders.hpp"

namespace serhost {

std::vector<char*> words_of(const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  return words;
}

int exit_status_of(int state) {
  return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

int wait_for_end(pid_t child) {
  int state = 0;
  while (::waitpid(child, &state, 0) < 0 && errno == EINTR) {}
  return state;
}

bool on_path(const std::string& program) {
  const auto path = environment_variable("PATH");
  const auto folders = split(path.empty() ? "/usr/bin:/bin" : path, ':');
  return std::any_of(folders.begin(), folders.end(), [&](const auto& folder) {
    return ::access((folder + "/" + program).c_str(), X_OK) == 0;
  });
}

}  // namespace serhost
