// Faults of several lines and files as one error.
#include <algorithm>
#include <serhost/readers/problems.hpp>
#include <stdexcept>

namespace serhost::readers {
namespace {

constexpr std::size_t kTold = 20;

}  // namespace

void Problems::add(const std::filesystem::path& file, std::size_t line, const std::string& what) {
  found_.push_back(file.string() + ":" + std::to_string(line) + ": " + what);
}

void Problems::throw_if_any() const {
  if (found_.empty()) return;
  std::string text;
  for (std::size_t i = 0; i < std::min(found_.size(), kTold); ++i)
    text += (i ? "\n" : "") + found_[i];
  if (found_.size() > kTold) text += "\nand " + std::to_string(found_.size() - kTold) + " more";
  throw std::runtime_error(text);
}

}  // namespace serhost::readers
