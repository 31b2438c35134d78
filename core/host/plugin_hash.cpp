// Hashes a plugin's library with what it loads and reads, which decides what it does as much as its
// own code; its README decides nothing.
#include "host/plugin_hash.hpp"

#include "base/folders.hpp"
#include "base/hash.hpp"
#include "host/library_hash.hpp"

namespace serhost::host {

std::string plugin_hash(const std::filesystem::path& file) {
  const auto library = library_hash(file);
  const auto folder = file.parent_path() / file.stem();
  std::string lines;
  for (const auto& name : files_below(folder)) {
    if (name != "README.md") lines += sha256_of_file(folder / name) + " " + name + "\n";
  }
  return lines.empty() ? library : sha256(library + " " + file.filename().string() + "\n" + lines);
}

}  // namespace serhost::host
