// history.csv and predictions.csv of a run directory, as a resumed run takes them over.
#include "fuzz/input.hpp"
#include "run/history.hpp"
#include "run/predictions.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = serhost::fuzz::text(data, size);
  serhost::run::parse_history(text);
  serhost::run::RunFacts facts;
  facts.classes = {"anger", "joy"};
  for (const auto& [of, rows] : serhost::run::parse_predictions(text, facts)) {
    for (const auto predicted : rows.outcomes.predicted)
      serhost::fuzz::require(predicted == 0 || predicted == 1);
  }
  return 0;
}
