// Tells what a corpus on disk is like.
#include "data/protocol/corpus_stats.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "data/protocol/text_table.hpp"

namespace serhost::data {
namespace {

using Json = nlohmann::ordered_json;

/// Of clips whose audio's header was read.
struct Audio {
  std::map<std::int64_t, std::size_t> rates, channels;
  std::vector<double> seconds;  ///< sorted
};

Audio audio_of(const Manifest& manifest, std::size_t corpus) {
  Audio out;
  for (const auto& clip : manifest.clips) {
    if (clip.corpus != corpus || clip.sample_rate == 0) continue;
    ++out.rates[clip.sample_rate];
    ++out.channels[clip.channels];
    out.seconds.push_back(clip.seconds);
  }
  std::sort(out.seconds.begin(), out.seconds.end());
  return out;
}

double median(const std::vector<double>& sorted) {
  const auto half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
}

/// "16000 Hz (7 clips), 48000 Hz (1 clip)".
std::string shares(const std::map<std::int64_t, std::size_t>& counts, const std::string& unit) {
  std::vector<std::string> out;
  for (const auto& [value, clips] : counts)
    out.push_back(std::to_string(value) + unit +
                  (counts.size() > 1 ? " (" + count_of(clips, "clip") + ")" : ""));
  return join(out, ", ");
}

std::string audio_text(const Audio& audio) {
  if (audio.seconds.empty()) return "";
  return "audio: " + shares(audio.rates, " Hz") + "; channels: " + shares(audio.channels, "") +
         "; " + fixed(audio.seconds.front(), 2) + " to " + fixed(audio.seconds.back(), 2) +
         " s, median " + fixed(median(audio.seconds), 2) + " s\n";
}

std::string percent(std::size_t part, std::size_t whole, int digits) {
  const auto share = whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  return fixed(100.0 * share, digits) + " %";
}

std::string levels_text(const AudioLevels& levels, std::size_t clips) {
  if (levels.clips == 0) return "";
  return "silence: " + percent(levels.silent, levels.frames, 1) +
         " of the time; clipped: " + percent(levels.clipped, levels.samples, 3) +
         " of the samples, in " + count_of(levels.clipped_clips, "clip") +
         (levels.clips == clips ? "" : " (of " + std::to_string(levels.clips) + " decoded)") + "\n";
}

Json levels_json(const AudioLevels& levels) {
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  return {{"decoded_clips", levels.clips},
          {"silence", share(levels.silent, levels.frames)},
          {"clipped", share(levels.clipped, levels.samples)},
          {"clipped_clips", levels.clipped_clips}};
}

/// Nothing where every label is a class and nothing is published of them.
std::string labels_text(const Corpus& corpus) {
  const auto& published = corpus.facts.counts.labels;
  const bool plain = std::all_of(corpus.labels.begin(), corpus.labels.end(),
                                 [](const LabelUse& use) { return use.counts_as == use.label; });
  if (plain && published.empty()) return "";
  TextTable table;
  table.add({"label", "clips", "published", "counts as"});
  for (const auto& use : corpus.labels) {
    const auto at = published.find(use.label);
    table.add({use.label.empty() ? "(none)" : use.label, std::to_string(use.clips),
               at == published.end() ? "" : std::to_string(at->second),
               use.counts_as.empty() ? "(left out)" : use.counts_as});
  }
  return table.text();
}

std::string differences_text(const std::vector<CountDifference>& differences) {
  std::string out;
  for (const auto& difference : differences)
    out += "published: " + difference.of + " " + std::to_string(difference.published) + ", found " +
           std::to_string(difference.found) + "\n";
  return out;
}

std::string published_text(const Corpus& corpus) {
  auto out = differences_text(corpus.class_differences);
  if (!corpus.counts.compared) return out;
  if (corpus.counts.differences.empty()) return out + "published counts: all as found\n";
  return out + differences_text(corpus.counts.differences) +
         "a likely reason: " + corpus.counts.reason + "\n";
}

Json differences_json(const std::vector<CountDifference>& differences) {
  Json out = Json::array();
  for (const auto& difference : differences)
    out.push_back(
        {{"of", difference.of}, {"published", difference.published}, {"found", difference.found}});
  return out;
}

}  // namespace

std::string corpus_text(const Manifest& manifest, std::size_t corpus) {
  const auto& one = manifest.corpora[corpus];
  const auto audio = audio_of(manifest, corpus);
  const auto out = labels_text(one) + audio_text(audio) +
                   levels_text(one.levels, audio.seconds.size()) + published_text(one);
  if (out.empty() || manifest.corpora.size() == 1) return out.empty() ? "" : "\n" + out;
  return "\ndataset " + one.name + "\n" + out;
}

nlohmann::ordered_json corpus_json(const Manifest& manifest, std::size_t corpus) {
  const auto& one = manifest.corpora[corpus];
  const auto audio = audio_of(manifest, corpus);
  Json out;
  out["audio"] = {{"rates", Json::object()}, {"channels", Json::object()}};
  for (const auto& [rate, clips] : audio.rates) out["audio"]["rates"][std::to_string(rate)] = clips;
  for (const auto& [channels, clips] : audio.channels)
    out["audio"]["channels"][std::to_string(channels)] = clips;
  if (!audio.seconds.empty())
    out["audio"]["seconds"] = {{"min", audio.seconds.front()},
                               {"median", median(audio.seconds)},
                               {"max", audio.seconds.back()}};
  if (one.levels.clips > 0) out["audio"]["levels"] = levels_json(one.levels);
  out["labels"] = Json::array();
  for (const auto& use : one.labels) {
    const auto at = one.facts.counts.labels.find(use.label);
    out["labels"].push_back(
        {{"label", use.label.empty() ? Json() : Json(use.label)},
         {"clips", use.clips},
         {"counts_as", use.counts_as.empty() ? Json() : Json(use.counts_as)},
         {"published", at == one.facts.counts.labels.end() ? Json() : Json(at->second)}});
  }
  out["published"] = {{"compared", one.counts.compared},
                      {"differences", differences_json(one.counts.differences)},
                      {"class_differences", differences_json(one.class_differences)},
                      {"reason", one.counts.reason.empty() ? Json() : Json(one.counts.reason)}};
  return out;
}

}  // namespace serhost::data
