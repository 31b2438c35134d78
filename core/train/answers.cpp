// The mean of answers, by their columns alone: whatever the task, numbers are averaged; whether a
// class is present is decided by most of the models.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "metrics/rows.hpp"
#include "train/trained_model.hpp"

namespace serhost::train {
namespace {

constexpr const char* kLabel = "predicted";
constexpr std::string_view kProbability = "p_", kDecision = "predicted_";

/// Whether a column says that a class is present: 1 or 0, beside the probability of it.
bool is_decision(const std::string& column, const std::vector<std::string>& columns) {
  if (!column.starts_with(kDecision)) return false;
  const auto probability = std::string(kProbability) + column.substr(kDecision.size());
  return std::find(columns.begin(), columns.end(), probability) != columns.end();
}

double number_in(const std::string& cell, const std::string& column) {
  double value = 0.0;
  if (!read_number(cell, value))
    throw Error(Exit::usage, "what several models say cannot be averaged: their '" + column +
                                 "' is no number; choose one fold and one seed");
  return value;
}

}  // namespace

Answer mean_of(const std::vector<Answer>& answers, const std::vector<std::string>& columns) {
  SERHOST_CHECK(!answers.empty());
  if (answers.size() == 1) return answers.front();
  Answer out(columns.size());
  std::string likeliest;
  double largest = -1.0;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (columns[column] == kLabel) continue;
    if (metrics::is_truth(columns[column])) {  // what is true is true for all
      out[column] = answers.front().at(column);
      continue;
    }
    double sum = 0.0;
    for (const auto& answer : answers) sum += number_in(answer.at(column), columns[column]);
    const auto mean = sum / static_cast<double>(answers.size());
    const bool decided = is_decision(columns[column], columns);  // more than half of the models
    out[column] = decided ? (mean > 0.5 ? "1" : "0") : exact(mean);
    if (!columns[column].starts_with(kProbability) || mean <= largest) continue;
    largest = mean;
    likeliest = columns[column].substr(kProbability.size());
  }
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (columns[column] != kLabel) continue;
    if (likeliest.empty()) number_in("", kLabel);  // a class without probabilities
    out[column] = likeliest;
  }
  return out;
}

}  // namespace serhost::train
