// Opening costs an index of names; features are mapped.
#include "features.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <serhost/weights/safetensors.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "npy.hpp"
#include "unicode_forms.hpp"

namespace precomputed {
namespace {

namespace fs = std::filesystem;

class InSafetensors final : public Features {
 public:
  explicit InSafetensors(const fs::path& file) : file_(file) {
    auto opened = serhost::weights::open_safetensors(file);
    for (auto& [name, tensor] : opened.tensors) {
      if (!tensors_.emplace(composed(name), std::move(tensor)).second) {
        throw std::runtime_error(file.string() + ": '" + name +
                                 "' is there twice, in two forms of Unicode");
      }
    }
    const auto corpora = opened.metadata.find("pretraining");
    if (corpora == opened.metadata.end()) return;
    pretrained_on_.emplace();
    std::istringstream lines(corpora->second);  // one a line, as serhost extract writes them
    for (std::string line; std::getline(lines, line);) pretrained_on_->push_back(line);
  }
  at::Tensor find(const std::string& name) const override {
    const auto at = tensors_.find(composed(name));
    return at == tensors_.end() ? at::Tensor() : at->second;
  }
  fs::path file_of(const std::string&) const override { return file_; }
  at::Tensor first() const override {
    return tensors_.empty() ? at::Tensor() : tensors_.begin()->second;
  }
  std::optional<std::vector<std::string>> pretrained_on() const override { return pretrained_on_; }

 private:
  fs::path file_;
  serhost::weights::Tensors tensors_;  // by their composed names
  std::optional<std::vector<std::string>> pretrained_on_;
};

/// `<name>.npy`, or for a name with an extension also the one in its place: a/b.wav.npy, a/b.npy.
class InFolder final : public Features {
 public:
  explicit InFolder(fs::path folder) : folder_(std::move(folder)) {}
  at::Tensor find(const std::string& name) const override {
    const auto file = file_of(name);
    return file.empty() ? at::Tensor() : read_npy(file);
  }
  fs::path file_of(const std::string& name) const override {
    for (const auto& form : {name, composed(name), decomposed(name)}) {
      const auto relative = fs::path(form).relative_path().lexically_normal();
      if (relative.empty() || *relative.begin() == "..") return {};
      std::error_code ignored;
      for (const auto& file : {folder_ / (relative.string() + ".npy"),
                               (folder_ / relative).replace_extension(".npy")}) {
        if (fs::is_regular_file(file, ignored)) return file;
      }
    }
    return {};
  }
  at::Tensor first() const override {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.path().extension() == ".npy") files.push_back(entry.path());
    }
    return files.empty() ? at::Tensor() : read_npy(*std::min_element(files.begin(), files.end()));
  }

 private:
  fs::path folder_;
};

std::vector<std::string> lines_of(const fs::path& file) {
  std::error_code ignored;
  const bool there = fs::is_regular_file(file, ignored);  // a pipe would make us wait
  std::ifstream in(there ? file : fs::path());
  if (!in)
    throw std::runtime_error(file.string() +
                             ": is missing; features in one npy file need it beside them");
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

/// All frames in one array; a line of .lengths says how many each clip has, the same line of .emo
/// its name, a tab, and its label.
class InOneArray final : public Features {
 public:
  explicit InOneArray(const fs::path& file) : file_(file), frames_(read_npy(file)) {
    const auto lengths_file = fs::path(file).replace_extension(".lengths"),
               names_file = fs::path(file).replace_extension(".emo");
    const auto lengths = lines_of(lengths_file), names = lines_of(names_file);
    if (frames_.dim() != 2)
      throw std::runtime_error(file.string() + ": must be [frames, width] beside " +
                               lengths_file.filename().string());
    if (lengths.size() != names.size()) {
      throw std::runtime_error(names_file.string() + ": has " + std::to_string(names.size()) +
                               " lines, but " + lengths_file.string() + " has " +
                               std::to_string(lengths.size()));
    }
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      std::size_t used = 0;
      std::int64_t length = 0;
      try {
        length = std::stoll(lengths[i], &used);
      } catch (const std::exception&) { used = 0; }
      if (used != lengths[i].size() || length < 1 || length > frames_.size(0) - begin) {
        throw std::runtime_error(lengths_file.string() + ":" + std::to_string(i + 1) + ": found '" +
                                 lengths[i] + "', but must be a count of frames; " +
                                 std::to_string(frames_.size(0) - begin) + " are left");
      }
      const auto name = names[i].substr(0, names[i].find('\t'));
      if (!clips_.emplace(composed(name), std::pair(begin, length)).second) {
        throw std::runtime_error(names_file.string() + ":" + std::to_string(i + 1) + ": '" + name +
                                 "' is there twice");
      }
      begin += length;
    }
    if (begin != frames_.size(0)) {
      throw std::runtime_error(lengths_file.string() + ": its lengths make " +
                               std::to_string(begin) + " frames, but " + file.string() + " has " +
                               std::to_string(frames_.size(0)));
    }
  }
  at::Tensor find(const std::string& name) const override {
    const auto at = clips_.find(composed(name));
    return at == clips_.end() ? at::Tensor()
                              : frames_.narrow(0, at->second.first, at->second.second);
  }
  fs::path file_of(const std::string&) const override { return file_; }
  at::Tensor first() const override {
    return clips_.empty() ? at::Tensor() : frames_.narrow(0, 0, 1);
  }

 private:
  fs::path file_;
  at::Tensor frames_;
  // First frame and number of frames, by composed name.
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> clips_;
};

}  // namespace

std::unique_ptr<Features> open_features(const fs::path& path) {
  if (fs::is_directory(path)) return std::make_unique<InFolder>(path);
  if (path.extension() == ".safetensors") return std::make_unique<InSafetensors>(path);
  if (path.extension() == ".npy") return std::make_unique<InOneArray>(path);
  throw std::runtime_error(path.string() +
                           ": must be a .safetensors file, a folder of .npy files, or one .npy "
                           "file with .lengths and .emo beside it");
}

}  // namespace precomputed
