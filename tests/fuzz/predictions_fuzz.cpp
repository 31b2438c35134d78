// predictions.csv of any classes, which stand before the first zero byte with commas between them:
// rows that are taken give the same values when they are read again.
#include "base/text.hpp"
#include "fuzz/input.hpp"
#include "run/predictions.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost::run;
  auto rest = serhost::fuzz::text(data, size);
  RunFacts facts;
  facts.classes = serhost::split(serhost::fuzz::take_text(rest), ',');
  const auto header = predictions_header(facts);
  // A fuzzer hardly guesses the header: the rows are read without it, too.
  for (const auto& text : {std::string(rest), header + std::string(rest)}) {
    for (const auto& [of, rows] : parse_predictions(text, facts)) {
      const auto count = rows.keys.size();
      serhost::fuzz::require(rows.outcomes.truth.size() == count &&
                             rows.outcomes.predicted.size() == count &&
                             rows.outcomes.speakers.size() == count);
      serhost::fuzz::require(rows.outcomes.probabilities.size() == count * facts.classes.size());
      const auto again = parse_predictions(header + rows.text, facts);
      serhost::fuzz::require(again.size() == 1 && again.begin()->first == of);
      const auto& same = again.begin()->second;
      serhost::fuzz::require(same.text == rows.text && same.keys == rows.keys &&
                             same.outcomes.truth == rows.outcomes.truth &&
                             same.outcomes.predicted == rows.outcomes.predicted &&
                             same.outcomes.speakers == rows.outcomes.speakers);
      for (const auto label : rows.outcomes.predicted)
        serhost::fuzz::require(label >= 0 &&
                               label < static_cast<std::int64_t>(facts.classes.size()));
    }
  }
  return 0;
}
