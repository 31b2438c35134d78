// Manifests made by hand and at random, short wave files, and a dataset that makes its audio.
#pragma once

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "data/manifest/assemble.hpp"
#include "data/protocol/folds.hpp"

namespace serhost::data::toy {

/// The clips of a part.
using Set = std::set<std::size_t>;
inline Set set_of(const std::vector<std::size_t>& part) { return {part.begin(), part.end()}; }

/// "key label speaker session split", blanks between; "-" where unknown.
inline Utterance utterance(const std::string& line) {
  const auto words = split(line, ' ');
  const auto word = [&](std::size_t i) {
    return i < words.size() && words[i] != "-" ? std::optional(words[i]) : std::nullopt;
  };
  Utterance out;
  out.key = words.at(0);
  out.label = word(1);
  out.speaker = word(2);
  out.session = word(3);
  out.split = word(4);
  return out;
}

inline std::vector<Utterance> utterances(const std::vector<std::string>& lines) {
  std::vector<Utterance> out;
  for (const auto& line : lines) out.push_back(utterance(line));
  return out;
}

inline config::DatasetTable table(std::vector<std::string> classes = {},
                                  std::map<std::string, std::string> merge = {}) {
  config::DatasetTable out;
  out.name = out.component.plugin = "toy";
  out.classes = std::move(classes);
  out.merge = std::move(merge);
  return out;
}

/// A manifest with one clip a line; throws where the lines are at fault.
inline Manifest manifest(const std::vector<std::string>& lines) {
  Faults faults;
  auto out = manifest_of(utterances(lines), table(), faults);
  faults.throw_if_any();
  return out;
}

/// `speakers` speakers in pairs a session, each with 3 to 10 clips of every one of `classes`
/// classes, and lengths of 0.5 to 8 s.
inline std::vector<Utterance> random_corpus(std::uint64_t seed, std::size_t speakers,
                                            std::size_t classes) {
  Random random(seed);
  std::vector<Utterance> out;
  for (std::size_t s = 0; s < speakers; ++s) {
    for (std::size_t c = 0; c < classes; ++c) {
      const auto count = 3 + random.below(8);
      for (std::size_t n = 0; n < count; ++n) {
        auto u = utterance("s" + std::to_string(s) + "_c" + std::to_string(c) + "_" +
                           std::to_string(n) + " class" + std::to_string(c) + " speaker" +
                           std::to_string(s) + " session" + std::to_string(s / 2));
        u.start = 0.0;
        u.end = 0.5 + 7.5 * random.uniform();
        out.push_back(std::move(u));
      }
    }
  }
  return out;
}

inline Manifest manifest_from(std::vector<Utterance> list) {
  Faults faults;
  auto out = manifest_of(std::move(list), table(), faults);
  faults.throw_if_any();
  return out;
}

inline config::ProtocolTable protocol(const std::string& name, const std::string& validation = "") {
  config::ProtocolTable out;
  out.name = name;
  if (!validation.empty()) out.validation.from = validation;
  return out;
}

/// Throws where there are faults.
inline Folds folds(const Manifest& manifest, const config::ProtocolTable& table,
                   std::int64_t seed = 0) {
  Faults faults;
  auto out = make_folds(manifest, table, seed, faults);
  faults.throw_if_any();
  return out;
}

/// The text of the faults; "" where there are none.
inline std::string faults_of(const Manifest& manifest, const config::ProtocolTable& table) {
  Faults faults;
  make_folds(manifest, table, 0, faults);
  return faults.text();
}

/// A folder of its own that is removed at the end.
class Folder {
 public:
  Folder() {
    static std::atomic<int> number{0};
    path = std::filesystem::temp_directory_path() /
           ("serhost-data-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::remove_all(path);
    make_directory(path);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

/// A mono PCM16 file of `samples` samples: a ramp that begins with `first`.
inline void write_wave(const std::filesystem::path& file, std::size_t samples, int first = 0,
                       std::uint32_t rate = 16000) {
  std::string out;
  const auto number = [&out](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  };
  const auto size = static_cast<std::uint32_t>(2 * samples);
  out += "RIFF";
  number(36 + size, 4);
  out += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(1, 2);
  number(rate, 4);
  number(2 * rate, 4);
  number(2, 2);
  number(16, 2);
  out += "data";
  number(size, 4);
  for (std::size_t i = 0; i < samples; ++i)
    number(
        static_cast<std::uint32_t>(static_cast<std::uint16_t>(first + static_cast<int>(i % 16000))),
        2);
  make_directory(file.parent_path());
  replace_file(file, out);
}

/// Counts how often each clip is read; clip "kN" is N * 100 samples of N / 1000.
class FakeDataset : public Dataset, public ReadsAudio {
 public:
  explicit FakeDataset(std::size_t clips) : counts(clips) {}
  std::vector<Utterance> utterances() override {
    std::vector<Utterance> out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      auto u = utterance("k" + std::to_string(1000 + i) + " " + (i % 2 == 0 ? "a" : "b") + " s" +
                         std::to_string(i % 4));
      u.start = 0.0;
      u.end = static_cast<double>(100 * (1 + i)) / 16000.0;
      out.push_back(std::move(u));
    }
    return out;
  }
  serhost::Waveform read(const Utterance& u) const override {
    const auto i = static_cast<std::size_t>(std::stoi(u.key.substr(1))) - 1000;
    ++counts[i];
    if (u.key == fails) throw std::runtime_error("the tape broke");
    serhost::Waveform out;
    for (std::size_t n = 0; n < 100 * (1 + i); ++n)
      out.samples.push_back(static_cast<float>(i) + static_cast<float>(n) / 65536.0F);
    return out;
  }
  mutable std::vector<std::atomic<int>> counts;
  std::string fails;

 private:
  static Utterance utterance(const std::string& line) { return toy::utterance(line); }
};

/// Who speaks in a part.
inline std::set<std::string> speakers(const Manifest& m, const std::vector<std::size_t>& part) {
  std::set<std::string> out;
  for (const auto i : part) out.insert(*m.clips[i].utterance.speaker);
  return out;
}

/// A manifest of one fake dataset.
inline Manifest manifest_with(const std::shared_ptr<FakeDataset>& dataset) {
  auto out = manifest_from(dataset->utterances());
  out.corpora.front().dataset = dataset;
  out.corpora.front().callee = {"dataset 'fake'", "fake 1.0.0 (fake.so)"};
  return out;
}

}  // namespace serhost::data::toy
