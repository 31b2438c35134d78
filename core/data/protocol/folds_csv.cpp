// folds.csv: which clip is in which part, and whose voice it is, so that an audit of the file
// decides whether parts share speakers.
#include <map>

#include "base/text.hpp"
#include "data/protocol/fold_list.hpp"
#include "data/protocol/folds.hpp"

namespace serhost::data {
namespace {

std::string folds_rows(const Manifest& manifest, const Folds& folds, const std::string& more) {
  std::string out;
  for (const auto& fold : folds.folds) {
    std::map<std::size_t, FoldPart> parts;
    for (const auto i : fold.train) parts[i] = FoldPart::train;
    for (const auto i : fold.validation) parts[i] = FoldPart::validation;
    for (const auto i : fold.test)
      parts[i] =
          FoldPart::test;  // last: where the validation part is the test part, a clip has one line
    for (const auto& [i, part] : parts) {
      out += csv_field(manifest.clips[i].utterance.key) + "," + std::to_string(fold.number) + "," +
             name_of(part) + more + "," +
             csv_field(manifest.clips[i].utterance.speaker.value_or("")) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string folds_csv(const Manifest& manifest, const Folds& folds) {
  return "key,fold,part,speaker\n" + folds_rows(manifest, folds, "");
}

std::string folds_csv(const Manifest& manifest, const std::vector<Folds>& folds,
                      const std::vector<std::int64_t>& seeds) {
  if (folds.size() == 1) return folds_csv(manifest, folds.front());
  std::string out = "key,fold,part,seed,speaker\n";
  for (std::size_t i = 0; i < folds.size(); ++i)
    out += folds_rows(manifest, folds[i], "," + std::to_string(seeds.at(i)));
  return out;
}

}  // namespace serhost::data
