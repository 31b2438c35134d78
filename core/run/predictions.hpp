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
#include "run/facts.hpp"

namespace serhost::run {

/// The rows of one fold and seed, as text and as values.
struct PredictionRows {
  std::string text;
  std::vector<std::string>
      keys{};  ///< of the clips, as the file has them; only of rows that were read
  metrics::Outcomes outcomes;
};

/// key,speaker,fold,seed and the task's own columns, with the line end. Of classification these are
/// truth,predicted,p_<class>…, where truth and prediction are class names.
std::string predictions_header(const RunFacts& facts);

/// No clips yet. Throws Error(unavailable) for a task that this program cannot evaluate.
metrics::Outcomes no_outcomes(const RunFacts& facts);

/// One fold's predictions, under the fold and seed of the fold itself. Throws std::logic_error for
/// an index outside the classes, a wrong number of probabilities, or cells that are not those of
/// the task's columns; Error(unavailable) as above.
PredictionRows prediction_rows(const FoldEnded& fold, const RunFacts& facts);

/// By (fold, seed). Rows that cannot be read are left out, and everything where the header is
/// another one; the caller compares counts with what run.json says. Throws Error(unavailable) as
/// above.
std::map<std::pair<std::int64_t, std::int64_t>, PredictionRows> parse_predictions(
    std::string_view text, const RunFacts& facts);

}  // namespace serhost::run
