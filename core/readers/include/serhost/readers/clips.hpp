// What every reader does with the clips that it finds, and with the folder that it is given.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <serhost/dataset.hpp>
#include <serhost/readers/problems.hpp>
#include <string>
#include <vector>

namespace serhost::readers {

/// Clips by key. A key that comes twice is a fault that names both places.
class Clips {
 public:
  /// Keys that come twice go to `problems`.
  explicit Clips(Problems& problems) : problems_(problems) {}
  /// `place` is where the clip was found: "LIST:12", a file.
  void add(Utterance one, const std::string& place);
  /// Whether there is none.
  bool empty() const { return found_.empty(); }
  /// How many there are.
  std::size_t size() const { return found_.size(); }
  /// All of them in the order of their keys. Throws what was wrong, where anything was.
  std::vector<Utterance> sorted() &&;

 private:
  struct Found {
    Utterance one;
    std::string place;
  };
  Problems& problems_;
  std::map<std::string, Found> found_;
};

/// The folder for which `holds` is true: the root, one of the folders right below it, or the one
/// above it. `corpus` and `what` make the sentence of the std::runtime_error where there is none or
/// where several are below: "MELD", "train_sent_emo.csv".
std::filesystem::path folder_holding(
    const DataRoot& root, const std::string& corpus, const std::string& what,
    const std::function<bool(const std::filesystem::path&)>& holds);

/// The first of `names` that is in `folder`; an empty path where none is.
std::filesystem::path first_of(const std::filesystem::path& folder,
                               const std::vector<std::string>& names);

}  // namespace serhost::readers
