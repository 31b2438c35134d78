// Creates a temporary folder by mkdtemp; removal ignores errors.
#include "testing/temporary.hpp"

#include <stdlib.h>

#include <stdexcept>
#include <string>

namespace serhost::conformance {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (fs::temp_directory_path() / "serhost-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no temporary folder could be made: " + name);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace serhost::conformance
