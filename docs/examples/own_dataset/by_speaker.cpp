// Reads a corpus laid out as <root>/<speaker>/<label>_<number>.wav.
#include <algorithm>
#include <serhost/dataset.hpp>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;

class BySpeaker final : public serhost::Dataset {
 public:
  struct Options {
    std::optional<std::string> language;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("language", &Options::language).help("of every clip, as a code such as \"en\"");
  }

  BySpeaker(const Options& options, const serhost::DataRoot& root)
      : language_(options.language), root_(root.path) {}

  std::vector<serhost::Utterance> utterances() override {
    if (!fs::is_directory(root_)) {
      throw std::runtime_error("'" + root_.string() +
                               "' is not a folder; expected one folder a speaker in it");
    }
    std::vector<serhost::Utterance> found;
    for (const auto& speaker : fs::directory_iterator(root_)) {
      if (!speaker.is_directory()) continue;
      for (const auto& file : fs::directory_iterator(speaker)) {
        if (file.path().extension() == ".wav") found.push_back(utterance(file.path()));
      }
    }
    if (found.empty())
      throw std::runtime_error("no <speaker>/<label>_<number>.wav in '" + root_.string() + "'");
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return found;
  }

 private:
  serhost::Utterance utterance(const fs::path& file) const {
    const auto stem = file.stem().string();
    const auto bar = stem.rfind('_');
    if (bar == std::string::npos || bar == 0) {
      throw std::runtime_error("'" + file.string() + "' is not named <label>_<number>.wav");
    }
    serhost::Utterance clip;
    clip.key = file.lexically_relative(root_).generic_string();
    clip.audio = file;
    clip.speaker = file.parent_path().filename().string();
    clip.corpus_label = stem.substr(0, bar);
    clip.label = clip.corpus_label;
    clip.language = language_;
    return clip;
  }

  std::optional<std::string> language_;
  fs::path root_;
};

SERHOST_DATASET(BySpeaker, "by_speaker", "one folder a speaker, the label first in the file name");

}  // namespace

SERHOST_PLUGIN();
