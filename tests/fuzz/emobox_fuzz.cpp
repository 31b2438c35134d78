// A folder in the layout of EmoBox: the list of a fold, the list of the corpus and the
// transcriptions, zero bytes between them.
#include <unistd.h>

#include <fstream>

#include "base/error.hpp"
#include "data/protocol/fold_list.hpp"
#include "fuzz/input.hpp"

namespace {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("serhost_emobox_fuzz_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_ / "fold_1");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  void write(const char* name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  auto rest = serhost::fuzz::text(data, size);
  folder.write("fold_1/x_test_fold_1.jsonl", serhost::fuzz::take_text(rest));
  folder.write("x.jsonl", serhost::fuzz::take_text(rest));
  folder.write("x.stm", std::string(rest));
  try {
    const auto list = serhost::data::read_fold_list(folder.path());
    serhost::Faults faults;
    serhost::data::folds_from(list, serhost::data::manifest_from(list), faults);
  } catch (const serhost::DataError&) {}
  return 0;
}
