// predictions.csv: a row a test clip and seed, from which every metric of the run can be computed
// again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/scores.hpp"
#include "run/events.hpp"

namespace serhost::run {

/// The rows of one fold and seed, as text and as values.
struct PredictionRows {
  std::string text;
  std::vector<std::string>
      keys{};  ///< of the clips, as the file has them; only of rows that were read
  metrics::Outcomes outcomes;
};

/// key,speaker,fold,seed,truth,predicted,p_<class>… with its line end. Truth and prediction are
/// class names.
std::string predictions_header(const std::vector<std::string>& classes);

/// One fold's predictions, under the fold and seed of the fold itself. Throws std::logic_error for
/// an index outside the classes or a wrong number of probabilities.
PredictionRows prediction_rows(const FoldEnded& fold, const std::vector<std::string>& classes);

/// By (fold, seed). Rows that cannot be read are left out, and everything where the header is
/// another one; the caller compares counts with what run.json says.
std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> parse_predictions(
    std::string_view text, const std::vector<std::string>& classes);

}  // namespace serhost::run
