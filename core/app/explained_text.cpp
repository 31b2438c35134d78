// JSON, CSV, and a line.
#include "app/explained_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

double sum_of(const std::vector<double>& values) {
  double out = 0.0;
  for (const double value : values) out += value;
  return out;
}

Json json_of(const train::OverTime& numbers) {
  if (numbers.values.empty()) return nullptr;
  Json out = {{"seconds", numbers.seconds}, {"values", Json::array()}};
  for (const double value : numbers.values) out["values"].push_back(json_number(value));
  return out;
}

void add_rows(std::string& out, const Explained& one, const char* kind,
              const train::OverTime& numbers) {
  for (std::size_t i = 0; i < numbers.values.size(); ++i) {
    const double from = numbers.seconds * static_cast<double>(i);
    out += sheet_line({one.key, one.what.of, kind, exact(from),
                       exact(std::min(from + numbers.seconds, one.what.seconds)),
                       exact(numbers.values[i])});
  }
}

/// First and last piece of the stretch, none where nothing falls.
std::pair<std::size_t, std::size_t> stretch_of(const std::vector<double>& falls) {
  const auto most = std::max_element(falls.begin(), falls.end());
  auto first = static_cast<std::size_t>(most - falls.begin()), end = first + 1;
  while (first > 0 && falls[first - 1] >= *most / 2) --first;
  while (end < falls.size() && falls[end] >= *most / 2) ++end;
  return {first, end};
}

}  // namespace

std::string explained_json(const Explained& one) {
  const auto& what = one.what;
  Json out;
  out["key"] = one.key;
  out["of"] = what.of;
  out["predicted"] = what.predicted.empty() ? Json(nullptr) : Json(what.predicted);
  out["score"] = json_number(what.score);
  out["baseline"] = json_number(what.baseline);
  out["seconds"] = what.seconds;
  out["input"] = what.input;
  out["gradients"] = json_of(what.gradients);
  if (out["gradients"].is_object()) {
    out["gradients"]["sum"] = json_number(sum_of(what.gradients.values));
    out["gradients"]["points"] = what.points;
    out["gradients"]["scaled"] = json_number(what.scaled);
  }
  out["occlusion"] = json_of(what.occlusion);
  out["attention"] = json_of(what.attention);
  out["bands"] = Json::array();
  for (const auto& band : what.bands)
    out["bands"].push_back(
        {{"low", band.low}, {"high", band.high}, {"fall", json_number(band.fall)}});
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string explained_csv_header() {
  return sheet_line({"key", "of", "kind", "from", "to", "value"});
}

std::string explained_csv(const Explained& one) {
  std::string out;
  add_rows(out, one, "gradient", one.what.gradients);
  add_rows(out, one, "occlusion", one.what.occlusion);
  add_rows(out, one, "attention", one.what.attention);
  for (const auto& band : one.what.bands)
    out += sheet_line(
        {one.key, one.what.of, "band", exact(band.low), exact(band.high), exact(band.fall)});
  return out;
}

std::string explained_words(const Explained& one) {
  const auto& what = one.what;
  std::vector<std::string> decided;
  if (const auto& falls = what.occlusion.values;
      !falls.empty() && *std::max_element(falls.begin(), falls.end()) > 0.0) {
    const auto [first, end] = stretch_of(falls);
    decided.push_back(
        fmt::format("{:.2f} to {:.2f} s", what.occlusion.seconds * static_cast<double>(first),
                    std::min(what.occlusion.seconds * static_cast<double>(end), what.seconds)));
  }
  const auto band = std::max_element(what.bands.begin(), what.bands.end(),
                                     [](const auto& a, const auto& b) { return a.fall < b.fall; });
  if (band != what.bands.end() && band->fall > 0.0)
    decided.push_back(fmt::format("{:.0f} to {:.0f} Hz", band->low, band->high));
  return one.key + ": " + what.of + fmt::format(", score {:.3f}", what.score) +
         (decided.empty() ? "; no piece and no band alone decided"
                          : "; decided by " + join(decided, ", "));
}

}  // namespace serhost::app
