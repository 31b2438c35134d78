// A folder of its own for one test.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "base/temporary_folder.hpp"

namespace serhost::corpus {

class TestFolder {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    if (!(out << text).flush()) throw std::runtime_error("cannot write " + file.string());
    return file;
  }

 private:
  TemporaryFolder folder_{"corpus-test"};
};

}  // namespace serhost::corpus
