// Predictions to rows and back.
#include "run/predictions.hpp"

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::run {
namespace {

constexpr std::size_t kFixed = 6;  // key, speaker, fold, seed, truth, predicted

}  // namespace

std::string predictions_header(const std::vector<std::string>& classes) {
  std::vector<std::string> fields = {"key", "speaker", "fold", "seed", "truth", "predicted"};
  for (const auto& name : classes) fields.push_back("p_" + name);
  return csv_line(fields);
}

PredictionRows prediction_rows(const FoldEnded& fold, const std::vector<std::string>& classes) {
  PredictionRows out;
  out.outcomes.classes = classes.size();
  const auto in_range = [&](std::int64_t label) {
    return label >= 0 && label < static_cast<std::int64_t>(classes.size());
  };
  for (const auto& row : fold.predictions) {
    SERHOST_CHECK(in_range(row.truth) && in_range(row.predicted));
    SERHOST_CHECK(row.probabilities.size() == classes.size());
    std::vector<std::string> fields = {row.key,
                                       row.speaker.value_or(""),
                                       std::to_string(fold.fold),
                                       std::to_string(fold.seed),
                                       classes[static_cast<std::size_t>(row.truth)],
                                       classes[static_cast<std::size_t>(row.predicted)]};
    for (const double p : row.probabilities) fields.push_back(exact(p));
    out.text += csv_line(fields);
    out.outcomes.truth.push_back(row.truth);
    out.outcomes.predicted.push_back(row.predicted);
    out.outcomes.probabilities.insert(out.outcomes.probabilities.end(), row.probabilities.begin(),
                                      row.probabilities.end());
    // A speaker without a name cannot be told from an unknown one in the file, so it is unknown
    // from the start.
    out.outcomes.speakers.push_back(row.speaker && !row.speaker->empty()
                                        ? std::optional(valid_utf8(*row.speaker))
                                        : std::nullopt);
  }
  return out;
}

std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> parse_predictions(
    std::string_view text, const std::vector<std::string>& classes) {
  std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> out;
  const auto records = csv_records(text);
  const auto header = predictions_header(classes);
  if (records.empty() || std::string(records[0]) + "\n" != header) return out;
  std::map<std::string, std::int64_t> index;
  for (const auto& name : classes)
    index.emplace(valid_utf8(name), static_cast<std::int64_t>(index.size()));

  for (std::size_t r = 1; r < records.size(); ++r) {
    const auto fields = csv_split(records[r]);
    std::int64_t fold = 0, seed = 0;
    if (fields.size() != kFixed + classes.size() || !read_number(fields[2], fold) ||
        !read_number(fields[3], seed))
      continue;
    const auto truth = index.find(fields[4]), predicted = index.find(fields[5]);
    if (truth == index.end() || predicted == index.end()) continue;
    std::vector<double> probabilities(classes.size());
    bool good = true;
    for (std::size_t j = 0; good && j < classes.size(); ++j)
      good = read_number(fields[kFixed + j], probabilities[j]);
    if (!good) continue;
    auto& rows = out[{fold, seed}];
    rows.outcomes.classes = classes.size();
    rows.text += std::string(records[r]) + "\n";
    rows.keys.push_back(fields[0]);
    rows.outcomes.truth.push_back(truth->second);
    rows.outcomes.predicted.push_back(predicted->second);
    rows.outcomes.probabilities.insert(rows.outcomes.probabilities.end(), probabilities.begin(),
                                       probabilities.end());
    rows.outcomes.speakers.push_back(fields[1].empty() ? std::nullopt : std::optional(fields[1]));
  }
  return out;
}

}  // namespace serhost::run
