// One class per format. Numbers of CSV and JSON are those of the record, digit by digit; times of
// the others have a resolution of a millisecond, as those who read them expect.
#include "app/prediction_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::app {
namespace {

using Columns = std::vector<std::string>;

constexpr std::string_view kClassColumn = "predicted", kValueColumn = "predicted_",
                           kProbabilityColumn = "p_";

std::string quoted(const std::string& text) { return nlohmann::json(valid_utf8(text)).dump(); }

/// A number's own digits, or null: JSON has no NaN.
std::string json_cell(const std::string& cell) {
  double value = 0.0;
  return read_number(cell, value) && std::isfinite(value) ? cell : "null";
}

class CsvFormat final : public PredictionFormat {
 public:
  std::string begin(const Columns& columns) const override {
    auto fields = Columns{"key", "start", "end"};
    fields.insert(fields.end(), columns.begin(), columns.end());
    return csv_line(fields);
  }
  std::string line(const Columns&, const Said& said) const override {
    Columns fields = {said.key, exact(said.start), exact(said.end)};
    fields.insert(fields.end(), said.answer.begin(), said.answer.end());
    return csv_line(fields);
  }
};

class JsonFormat final : public PredictionFormat {
 public:
  std::string line(const Columns& columns, const Said& said) const override {
    std::string out = "{\"key\": " + quoted(said.key) + ", \"start\": " + exact(said.start) +
                      ", \"end\": " + exact(said.end);
    std::vector<std::string> values, probabilities, others;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string_view column = columns[i];
      const auto& cell = said.answer[i];
      const auto pair = [&](std::size_t skip) {
        return quoted(std::string(column.substr(skip))) + ": " + json_cell(cell);
      };
      if (column == kClassColumn) others.push_back("\"predicted\": " + quoted(cell));
      else if (column.starts_with(kValueColumn)) values.push_back(pair(kValueColumn.size()));
      else if (column.starts_with(kProbabilityColumn))
        probabilities.push_back(pair(kProbabilityColumn.size()));
      else others.push_back(pair(0));
    }
    if (!values.empty()) others.push_back("\"predicted\": {" + join(values, ", ") + "}");
    if (!probabilities.empty())
      others.push_back("\"probabilities\": {" + join(probabilities, ", ") + "}");
    for (const auto& other : others) out += ", " + other;
    return out + "}\n";
  }
};

/// Fields are separated by blanks, so names hold none.
std::string without_blanks(std::string text) {
  for (auto& c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) c = '_';
  }
  return text;
}

class RttmFormat final : public PredictionFormat {
 public:
  std::string line(const Columns& columns, const Said& said) const override {
    return fmt::format("SPEAKER {} 1 {:.3f} {:.3f} <NA> <NA> {} <NA> <NA>\n",
                       without_blanks(said.key), said.start, said.end - said.start,
                       without_blanks(label_of(columns, said.answer)));
  }
};

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

class AudacityFormat final : public PredictionFormat {
 public:
  bool one_recording() const override { return true; }
  std::string line(const Columns& columns, const Said& said) const override {
    return fmt::format("{:.6f}\t{:.6f}\t{}\n", said.start, said.end,
                       one_line(label_of(columns, said.answer)));
  }
};

/// "01:02:03.450".
std::string clock_of(double seconds) {
  const auto all = static_cast<std::int64_t>(std::llround(seconds * 1000.0));
  return fmt::format("{:02}:{:02}:{:02}.{:03}", all / 3600000, all / 60000 % 60, all / 1000 % 60,
                     all % 1000);
}

class WebvttFormat final : public PredictionFormat {
 public:
  bool one_recording() const override { return true; }
  std::string begin(const Columns&) const override { return "WEBVTT\n\n"; }
  std::string line(const Columns& columns, const Said& said) const override {
    auto text = one_line(label_of(columns, said.answer));
    for (const auto& [from, to] : {std::pair{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}}) {
      for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += 4)
        text.replace(at, 1, to);
    }
    return clock_of(said.start) + " --> " + clock_of(said.end) + "\n" + text + "\n\n";
  }
};

/// Intervals of a tier must not overlap: one ends where the next begins.
class TextGridFormat final : public PredictionFormat {
 public:
  bool one_recording() const override { return true; }
  bool needs_whole() const override { return true; }
  std::string whole(const Columns& columns, const std::vector<Said>& all) const override {
    const auto end = all.empty() ? 0.0 : all.back().end;
    std::string intervals;
    std::size_t count = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto label = one_line(label_of(columns, all[i].answer));
      for (std::size_t at = 0; (at = label.find('"', at)) != std::string::npos; at += 2)
        label.insert(at, "\"");
      const auto to = i + 1 < all.size() ? all[i + 1].start : end;
      intervals += fmt::format(
          "        intervals [{}]:\n            xmin = {}\n            xmax = {}\n            "
          "text = \"{}\"\n",
          ++count, exact(all[i].start), exact(to), label);
    }
    return fmt::format(
        "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = {0}\n"
        "tiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n"
        "        name = \"emotion\"\n        xmin = 0\n        xmax = {0}\n"
        "        intervals: size = {1}\n{2}",
        exact(end), count, intervals);
  }
};

struct Named {
  const PredictionFormat& format;
  const char* ending;
};

const std::map<std::string, Named>& formats() {
  static const CsvFormat csv;
  static const JsonFormat jsonl;
  static const RttmFormat rttm;
  static const TextGridFormat textgrid;
  static const AudacityFormat audacity;
  static const WebvttFormat webvtt;
  static const std::map<std::string, Named> all = {
      {"csv", {csv, ".csv"}},           {"jsonl", {jsonl, ".jsonl"}},
      {"rttm", {rttm, ".rttm"}},        {"textgrid", {textgrid, ".TextGrid"}},
      {"audacity", {audacity, ".txt"}}, {"webvtt", {webvtt, ".vtt"}}};
  return all;
}

}  // namespace

std::string label_of(const std::vector<std::string>& columns, const train::Answer& answer) {
  std::string likeliest;
  double largest = -1.0;
  std::vector<std::string> values, present;
  bool decided = false;  // class by class, beside their probabilities
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view column = columns[i];
    if (column == kClassColumn) return answer[i];
    double value = 0.0;
    read_number(answer[i], value);
    if (column.starts_with(kProbabilityColumn) && value > largest) {
      largest = value;
      likeliest = column.substr(kProbabilityColumn.size());
    } else if (column.starts_with(kValueColumn)) {
      const auto name = std::string(column.substr(kValueColumn.size()));
      decided = decided || std::find(columns.begin(), columns.end(),
                                     std::string(kProbabilityColumn) + name) != columns.end();
      if (value == 1.0) present.push_back(name);
      values.push_back(fmt::format("{} {:.3f}", column.substr(kValueColumn.size()), value));
    }
  }
  if (decided) return present.empty() ? "none" : join(present, "+");
  return values.empty() ? likeliest : join(values, ", ");
}

const std::vector<std::string>& prediction_formats() {
  static const std::vector<std::string> names = {"csv",      "jsonl",    "rttm",
                                                 "textgrid", "audacity", "webvtt"};
  return names;
}

const PredictionFormat& find_prediction_format(const std::string& name) {
  const auto found = formats().find(name);
  if (found == formats().end())
    throw UsageError("no format '" + name + "' of predictions." +
                     suggestion(name, prediction_formats()));
  return found->second.format;
}

std::string ending_of(const std::string& format) { return formats().at(format).ending; }

}  // namespace serhost::app
