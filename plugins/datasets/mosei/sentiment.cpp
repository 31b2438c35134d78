// Videos may be called "286943" or "-3g5yACwYnA": names stay texts throughout.
#include "sentiment.hpp"

#include <cmath>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/splits.hpp>
#include <serhost/readers/text.hpp>
#include <stdexcept>

namespace cmu {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

int seven_classes(double sentiment) {
  if (sentiment == 0.0) return 0;
  const int size = std::abs(sentiment) > 2.0 ? 3 : static_cast<int>(std::ceil(std::abs(sentiment)));
  return sentiment < 0.0 ? -size : size;
}

void set_sentiment(serhost::Utterance& one, double sentiment) {
  one.dimensions["sentiment"] = sentiment;
  one.label = sentiment < 0.0 ? "negative" : sentiment > 0.0 ? "positive" : "neutral";
  one.corpus_label = *one.label;
  one.extra["sentiment_7"] = std::to_string(seven_classes(sentiment));
}

std::string key_of(const std::string& video, const std::string& clip) { return video + "/" + clip; }

std::map<std::string, std::string> read_folds(const fs::path& file) {
  const auto text = readers::text_of(file, "Python lists standard_train_fold and so on");
  std::map<std::string, std::string> out;
  for (const auto* word : {"train", "valid", "test"}) {
    const auto name = "standard_" + std::string(word) + "_fold";
    const auto at = text.find(name);
    const auto open = at == std::string::npos ? at : text.find('[', at);
    const auto close = open == std::string::npos ? open : text.find(']', open);
    if (close == std::string::npos)
      throw std::runtime_error(file.string() + ": holds no list " + name + " = [...]");
    for (auto begin = open; begin < close;) {
      begin = text.find_first_of("'\"", begin);
      if (begin == std::string::npos || begin >= close) break;
      const auto end = text.find(text[begin], begin + 1);
      if (end == std::string::npos || end > close)
        throw std::runtime_error(file.string() + ": a quote in " + name + " never closes");
      const auto video = text.substr(begin + 1, end - begin - 1);
      const auto [held, fresh] = out.emplace(video, readers::part_of(word));
      if (!fresh && held->second != readers::part_of(word))
        throw std::runtime_error(file.string() + ": '" + video + "' is in " + held->second +
                                 " and in " + readers::part_of(word));
      begin = end + 1;
    }
  }
  if (out.empty()) throw std::runtime_error(file.string() + ": names no video");
  return out;
}

void take_folds(const fs::path& folder, std::vector<serhost::Utterance>& clips) {
  const auto file = readers::first_of(
      folder, {"cmu_mosei_std_folds.py", "cmu_mosi_std_folds.py", "standard_folds.py"});
  if (file.empty()) return;
  const auto parts = read_folds(file);
  for (auto& one : clips)
    if (const auto at = parts.find(one.session.value_or("")); at != parts.end())
      one.split = at->second;
}

namespace {

fs::path audio_of(const fs::path& folder, const std::string& video, const std::string& clip) {
  const auto stem = "Raw/" + video + "/" + clip;
  const auto found =
      readers::first_of(folder, {stem + ".wav", stem + ".flac", stem + ".mp4",
                                 "Raw/Audio/WAV_16000/Segmented/" + video + "_" + clip + ".wav"});
  return found.empty() ? folder / (stem + ".mp4") : found;
}

}  // namespace

std::vector<serhost::Utterance> read_mmsa(const fs::path& folder) {
  const auto file = folder / "label.csv";
  readers::Problems problems(file);
  auto table = readers::read_table(file, problems);
  problems.throw_if_any();
  readers::Clips clips(problems);
  for (auto& row : table.rows) {
    const auto place = file.string() + ":" + std::to_string(row.line);
    readers::Fields fields(std::move(row), false, problems);
    const auto video = fields.text("video_id"), clip = fields.text("clip_id");
    const auto sentiment = fields.real("label");
    if (!video || !clip || !sentiment || (*video + *clip).find('/') != std::string::npos) {
      fields.wrong("has no video_id, clip_id or label; expected a segment and its sentiment");
      continue;
    }
    serhost::Utterance one;
    one.key = key_of(*video, *clip);
    one.audio = fs::absolute(audio_of(folder, *video, *clip));
    one.session = *video;
    one.text = fields.text("text");
    one.language = "en";
    const auto part = readers::part_of(fields.text("mode").value_or(""));
    if (!part.empty()) one.split = part;
    set_sentiment(one, *sentiment);
    clips.add(std::move(one), place);
  }
  return std::move(clips).sorted();
}

}  // namespace cmu
