// A folder per label: the simplest corpus there is. The label is the name of the folder right below
// the root, as it is written.
#include <optional>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>

#include "layout.hpp"

namespace {

class Folder final : public serhost::Dataset {
 public:
  struct Options {
    std::vector<std::string> extensions = serhost::corpus::audio_extensions();
    std::optional<std::string> speaker;
    std::optional<std::string> layout;
    std::optional<std::int64_t> channel;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("extensions", &Options::extensions).help("extensions of audio files, in any case");
    schema.add("speaker", &Options::speaker)
        .help(
            "regular expression whose first group is the speaker in a file's name, such as "
            "'^([A-Z]+)_'");
    schema.add("layout", &Options::layout)
        .help(
            "what the folders below root are, from the outermost: label, speaker, split, session "
            "or *, such as 'split/label' or 'speaker/label'; absent: the first is the label");
    schema.add("channel", &Options::channel)
        .at_least(0)
        .at_most(1023)
        .help("of files with several: the one to read, from 0; absent: the average of all");
  }

  Folder(const Options& options, const serhost::DataRoot& root) : options_(options), root_(root) {
    for (auto& extension : options_.extensions) {
      extension = serhost::corpus::lowered(extension);
      if (extension.starts_with(".")) extension.erase(0, 1);
    }
    if (options_.extensions.empty())
      throw std::invalid_argument("extensions is empty; expected at least one, such as 'wav'");
    if (options_.speaker) speaker_.emplace(root, "speaker", *options_.speaker);
    if (options_.layout) levels_ = layout::parsed(*options_.layout);
    if (speaker_ && std::find(levels_.begin(), levels_.end(), "speaker") != levels_.end())
      throw std::invalid_argument(
          "both speaker and layout say who speaks; expected one of the two");
  }

  std::vector<serhost::Utterance> utterances() override {
    const auto folder =
        serhost::corpus::folder_of(root_, "the folder that holds one folder per label");
    std::vector<serhost::Utterance> found;
    std::vector<std::string> unnamed;
    std::vector<std::vector<std::string>> folders;
    std::size_t beside = 0;
    for (const auto& file : serhost::corpus::files_below(folder, options_.extensions)) {
      const auto below = file.lexically_relative(folder);
      folders.push_back(layout::folders_of(below));
      if (folders.back().size() < levels_.size()) {
        folders.pop_back();
        ++beside;
        continue;
      }
      serhost::Utterance one;
      one.key = serhost::corpus::key_of(file, folder);
      one.audio = std::filesystem::absolute(file);
      one.channel = options_.channel;
      for (std::size_t i = 0; i < levels_.size(); ++i) {
        const auto& name = folders.back()[i];
        if (levels_[i] == "label") one.label = one.corpus_label = name;
        else if (levels_[i] == "speaker") one.speaker = name;
        else if (levels_[i] == "split") one.split = name;
        else if (levels_[i] == "session") one.session = name;
      }
      if (speaker_) {
        one.speaker = speaker_->find(file.filename().string());
        if (!one.speaker) unnamed.push_back(one.key);
      }
      found.push_back(std::move(one));
    }
    if (!unnamed.empty())
      throw std::runtime_error(folder.string() + ": " + speaker_->text() + " finds no speaker in " +
                               std::to_string(unnamed.size()) + " of " +
                               std::to_string(found.size()) + " file names, such as " +
                               unnamed.front());
    if (found.empty())
      throw std::runtime_error(
          folder.string() +
          ": no audio was found in folders below it (looked for one folder per label with " +
          listed() + " files" +
          (options_.layout ? ", layout = '" + *options_.layout + "'" : std::string()) + "); " +
          std::to_string(beside) + " lie beside such folders");
    if (!options_.layout) layout::check(folder, folders);
    if (beside > 0)
      serhost::corpus::note(root_, "folder: " + std::to_string(beside) + " audio files in " +
                                       folder.string() +
                                       " lie in too few folders to have a label, and are left out");
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return found;
  }

 private:
  std::string listed() const {
    std::string text;
    for (const auto& extension : options_.extensions)
      text += (text.empty() ? "" : ", ") + extension;
    return text;
  }

  Options options_;
  serhost::DataRoot root_;
  std::optional<serhost::corpus::NamePattern> speaker_;
  std::vector<std::string> levels_ = {"label"};
};

SERHOST_DATASET(
    Folder, "folder",
    "one folder per label, recursively; speakers from file names by a regular expression");

}  // namespace

SERHOST_PLUGIN();
