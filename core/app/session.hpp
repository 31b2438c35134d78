// What holds for everything that one session does: where plugins are, how they are loaded, how many
// threads compute.
#pragma once

#include <filesystem>
#include <vector>

namespace serhost::app {

struct Session {
  std::vector<std::filesystem::path> plugin_path;  ///< searched before the standard folders
  bool probe = true;  ///< try plugins in a child process first; false for debuggers
  int threads = 0;    ///< of LibTorch; 0: as many as cores
};

}  // namespace serhost::app
