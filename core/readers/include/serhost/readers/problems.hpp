// Collects what is wrong in the files of a corpus, so that all of it is told at once.
//
//   serhost::readers::Problems problems(file);
//   problems.add(12, "has no key");  // FILE:12: has no key
//   problems.throw_if_any();
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace serhost::readers {

/// Faults of one corpus.
class Problems {
 public:
  /// `file`: what lines are numbered in, until another one is named.
  explicit Problems(std::filesystem::path file = {}) : file_(std::move(file)) {}
  /// A fault in a line of the file.
  void add(std::size_t line, const std::string& what) { add(file_, line, what); }
  /// A fault in a line of another file.
  void add(const std::filesystem::path& file, std::size_t line, const std::string& what);
  /// A sentence that names its file itself.
  void add(const std::string& sentence) { found_.push_back(sentence); }
  /// Whether nothing was wrong.
  bool empty() const { return found_.empty(); }
  /// std::runtime_error with up to 20 of them, one a line, and the number of the others.
  void throw_if_any() const;
  /// The file that lines are numbered in.
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::vector<std::string> found_;
};

}  // namespace serhost::readers
