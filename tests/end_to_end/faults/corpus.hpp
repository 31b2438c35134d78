// The small good corpus in which each fault is made, and hands to make it.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/audio/audio_files.hpp"
#include "end_to_end/process.hpp"

namespace faults {

using end_to_end::Scratch;

/// `samples` of a tone as 16-bit PCM.
inline std::string tone(std::size_t samples, double step = 0.05) {
  std::string out;
  for (std::size_t i = 0; i < samples; ++i)
    out += serhost::audio::little(static_cast<std::uint16_t>(static_cast<int>(
                                      9000 * std::sin(step * static_cast<double>(i)))),
                                  2);
  return out;
}

inline std::string wave(const std::string& samples, std::uint32_t rate = 16000,
                        std::uint16_t channels = 1) {
  return serhost::audio::riff(serhost::audio::format_chunk(rate, channels) +
                              serhost::audio::chunk("data", samples));
}

/// Two classes, four speakers, two clips each: data/sad/s1_2.wav.
inline void write_corpus(const Scratch& scratch) {
  int n = 0;
  for (const std::string label : {"angry", "sad"}) {
    for (const std::string speaker : {"s1", "s2", "s3", "s4"}) {
      for (const std::string take : {"_1", "_2"}) {
        ++n;
        scratch.write("data/" + label + "/" + speaker + take + ".wav",
                      wave(tone(4000 + 50 * static_cast<std::size_t>(n), 0.01 * n)));
      }
    }
  }
}

inline const std::string kExperiment = R"toml(name = "e"

[dataset]
plugin  = "folder"
root    = "data"
speaker = "^(s[0-9])"

[protocol]
name       = "k-fold"
k          = 2
validation = { from = "none" }

[backbone]
plugin = "lstm"
width  = 4
num_layers = 1

[loss]
plugin = "cross_entropy"

[train]
epochs     = 1
batch_size = 4
)toml";

/// The same clips as a table that the manifest plugin reads: list.csv and m.toml.
inline std::string clip_table() {
  std::string out = "path,label,speaker\n";
  for (const std::string label : {"angry", "sad"}) {
    for (const std::string speaker : {"s1", "s2", "s3", "s4"})
      out += "data/" + label + "/" + speaker + "_1.wav," + label + "," + speaker + "\n";
  }
  return out;
}

/// `text` with the first `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("no '" + from + "' to replace");
  return text.replace(at, from.size(), to);
}

/// e.toml with the first `from` replaced, or with lines behind it.
inline auto experiment(const std::string& from, const std::string& to) {
  return [=](const Scratch& scratch) { scratch.write("e.toml", with(kExperiment, from, to)); };
}

/// A clip of the corpus with other bytes.
inline auto clip(const std::string& bytes) {
  return [=](const Scratch& scratch) { scratch.write("data/sad/s1_1.wav", bytes); };
}

/// Of the experiment that Scratch holds.
inline const std::vector<std::string> kPlainRun = {"run", "e.toml", "-q"};

}  // namespace faults
