// Small changes of the files of a corpus, always the same ones in the same order.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace serhost::fuzz {

class Mutator {
 public:
  explicit Mutator(std::vector<std::string> corpus) : corpus_(std::move(corpus)) {}

  /// One to four changes of one file; at most kLongest bytes.
  std::string next() {
    auto bytes = corpus_[below(corpus_.size())];
    for (auto changes = 1 + below(4); changes > 0; --changes) change(bytes);
    bytes.resize(std::min(bytes.size(), kLongest));
    return bytes;
  }

 private:
  static constexpr std::size_t kLongest = 4096;

  std::size_t below(std::size_t limit) { return random_() % limit; }

  void change(std::string& bytes) {
    if (bytes.empty()) bytes = "x";
    const auto at = below(bytes.size());
    const auto length = 1 + below(std::min<std::size_t>(bytes.size() - at, 64));
    switch (below(6)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        bytes[at] = kTelling[below(kTelling.size())];
        break;
      case 2:
        bytes.insert(at, bytes.substr(below(bytes.size()), length));
        break;
      case 3:
        bytes.erase(at, length);
        break;
      case 4:
        bytes.resize(at + 1);
        break;
      default: {  // the end of another file
        const auto& other = corpus_[below(corpus_.size())];
        bytes.resize(at);
        if (!other.empty()) bytes += other.substr(below(other.size()));
      }
    }
  }

  /// Ends of ranges, and what opens, closes and separates in the formats that are parsed.
  inline static const std::string kTelling =
      std::string("\0\x7f\x80\xff\x01", 5) + "09-+.,:;=\"'/\\\n\r\t []{}()<>eE#%$";
  std::vector<std::string> corpus_;
  std::mt19937_64 random_{1};
};

/// The input that is being tried, in a file: it is still there where the process ends.
class LastInput {
 public:
  explicit LastInput(std::filesystem::path file)
      : file_(std::move(file)),
        descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)) {}
  ~LastInput() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  LastInput(const LastInput&) = delete;
  LastInput& operator=(const LastInput&) = delete;

  void write(const std::string& bytes) const {
    if (::pwrite(descriptor_, bytes.data(), bytes.size(), 0) < 0) return;
    [[maybe_unused]] const int cut = ::ftruncate(descriptor_, static_cast<off_t>(bytes.size()));
  }
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }

 private:
  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace serhost::fuzz
