// A Kaldi data folder (wav.scp, segments, utt2spk, utt2emo and others), or one such folder for each
// part: train, dev, test.
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/audio_root.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/labels.hpp>
#include <serhost/readers/splits.hpp>

#include "maps.hpp"

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

/// What one folder says of its utterances.
struct Folder {
  fs::path path;
  std::string split;
  kaldi::Map wav, segments, speakers, emotions, genders, texts, languages;
};

class Kaldi final : public serhost::Dataset {
 public:
  struct Options {
    std::string labels = "utt2emo";
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("labels_file", &Options::labels)
        .help("the file of an utterance and its label a line");
  }
  Kaldi(const Options& options, const serhost::DataRoot& root) : options_(options), root_(root) {
    if (options.labels.empty() || options.labels.find('/') != std::string::npos)
      throw std::invalid_argument("labels_file is '" + options.labels +
                                  "'; expected the name of a file beside wav.scp");
  }

  std::vector<serhost::Utterance> utterances() override {
    readers::Problems problems;
    readers::Clips clips(problems);
    for (const auto& [path, split] : folders()) {
      const auto folder = read(path, split, problems);
      const auto audio = audio_of(folder);
      if (folder.segments.empty())
        for (const auto& [name, entry] : folder.wav)
          clips.add(clip(folder, name, entry, audio), (path / "wav.scp").string());
      else add_segments(folder, audio, clips, problems);
    }
    return std::move(clips).sorted();
  }

 private:
  /// The root, or the folders of parts in it, with their parts.
  std::vector<std::pair<fs::path, std::string>> folders() const {
    const auto given = serhost::corpus::folder_of(
        root_, "a Kaldi data folder, which holds wav.scp, or the folder of train, dev and test");
    if (fs::exists(given / "wav.scp")) return {{given, ""}};
    std::vector<std::pair<fs::path, std::string>> out;
    for (const auto& entry : fs::directory_iterator(given)) {
      const auto part = readers::part_of(entry.path().filename().string());
      if (!part.empty() && fs::exists(entry.path() / "wav.scp"))
        out.emplace_back(entry.path(), part);
    }
    std::sort(out.begin(), out.end());
    if (out.empty())
      throw std::runtime_error(
          given.string() +
          ": holds no wav.scp, nor do folders train, dev or test in it; set root to the folder of "
          "wav.scp");
    return out;
  }

  Folder read(const fs::path& path, const std::string& split, readers::Problems& problems) const {
    Folder out{path, split, {}, {}, {}, {}, {}, {}, {}};
    out.wav = kaldi::read_map(path / "wav.scp", problems);
    const auto optional = [&](kaldi::Map& map, const std::string& name) {
      if (fs::exists(path / name)) map = kaldi::read_map(path / name, problems);
    };
    optional(out.segments, "segments");
    optional(out.speakers, "utt2spk");
    optional(out.emotions, options_.labels);
    optional(out.genders, "spk2gender");
    optional(out.texts, "text");
    optional(out.languages, "utt2lang");
    if (out.emotions.empty())
      serhost::corpus::note(root_, "kaldi: " + (path / options_.labels).string() +
                                       " is not there; no clip has a label");
    for (const auto& [name, entry] : out.wav)
      if (const auto why = kaldi::why_no_file(entry.value))
        problems.add(path / "wav.scp", entry.line, "'" + name + "' " + *why);
    problems.throw_if_any();
    return out;
  }

  /// Paths are relative to where Kaldi was run, which is the folder or one of three above it.
  static readers::AudioRoot audio_of(const Folder& folder) {
    std::vector<std::string> listed;
    for (const auto& [name, entry] : folder.wav)
      if (!fs::path(entry.value).is_absolute()) listed.push_back(entry.value);
    for (const auto& at : readers::and_above(folder.path, 3)) {
      const readers::AudioRoot root{at, 0};
      for (const auto& path : listed)
        if (fs::is_regular_file(root.file(path))) return root;
    }
    return {fs::absolute(folder.path), 0};
  }

  void add_segments(const Folder& folder, const readers::AudioRoot& audio, readers::Clips& clips,
                    readers::Problems& problems) const {
    const auto file = folder.path / "segments";
    for (const auto& [name, entry] : folder.segments) {
      const auto segment = kaldi::segment_of(entry.value);
      const auto wav = segment ? folder.wav.find(segment->recording) : folder.wav.end();
      if (wav == folder.wav.end()) {
        problems.add(file, entry.line,
                     segment ? "the recording '" + segment->recording + "' is not in wav.scp"
                             : "is '" + entry.value + "'; expected a recording, start and end");
        continue;
      }
      auto one = clip(folder, name, wav->second, audio);
      one.start = segment->start;
      if (segment->end != -1.0) one.end = segment->end;
      clips.add(std::move(one), file.string() + ":" + std::to_string(entry.line));
    }
  }

  static serhost::Utterance clip(const Folder& folder, const std::string& name,
                                 const kaldi::Entry& wav, const readers::AudioRoot& audio) {
    const auto value = [&name](const kaldi::Map& map) {
      const auto at = map.find(name);
      return at == map.end() ? std::nullopt : std::optional(at->second.value);
    };
    serhost::Utterance one;
    one.key = name;
    one.audio = fs::path(wav.value).is_absolute() ? fs::path(wav.value) : audio.file(wav.value);
    one.label = value(folder.emotions);
    one.corpus_label = one.label.value_or("");
    one.speaker = readers::known(value(folder.speakers).value_or(""));
    if (one.speaker)
      if (const auto at = folder.genders.find(*one.speaker); at != folder.genders.end())
        one.gender = readers::gender_of(at->second.value);
    one.text = value(folder.texts);
    one.language = value(folder.languages);
    if (!folder.split.empty()) one.split = folder.split;
    return one;
  }

  Options options_;
  serhost::DataRoot root_;
};

SERHOST_DATASET(Kaldi, "kaldi", "a Kaldi data folder: wav.scp, segments, utt2spk, utt2emo",
                .title = "Kaldi data folder", .order = 42);

}  // namespace

SERHOST_PLUGIN();
