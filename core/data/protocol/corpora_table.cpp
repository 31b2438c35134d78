// Our numbers and the paper's in pairs of columns; why they differ below.
#include "data/protocol/corpora_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "data/protocol/text_table.hpp"

namespace serhost::data {
namespace {

const std::vector<std::string> kPrintedHeader = {"dataset", "language", "labels", "speakers",
                                                 "clips",   "hours",    "note"};

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string count_or_dash(std::int64_t count) { return count > 0 ? std::to_string(count) : "-"; }

std::string number_or_dash(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

/// A corpus beside what its dataset knows of it.
void add_row(TextTable& table, const CorpusRow& row) {
  table.add({row.name, or_dash(row.language), std::to_string(row.labels),
             count_or_dash(row.speakers), number_or_dash(row.published.speakers),
             std::to_string(row.clips), number_or_dash(row.published.clips),
             std::to_string(row.used), fixed(row.hours, 3)});
}

/// A corpus beside what a paper prints.
void add_beside(TextTable& table, const CorpusRow& row) {
  const auto printed = row.printed.value_or(PrintedCorpus());
  const bool counted = row.clips > 0;
  table.add({row.name, or_dash(row.language.empty() ? printed.language : row.language),
             count_or_dash(row.labels), or_dash(printed.labels), count_or_dash(row.speakers),
             or_dash(printed.speakers), count_or_dash(row.used), or_dash(printed.clips),
             counted ? fixed(row.hours, 1) : "-", or_dash(printed.hours)});
}

std::string notes_of(const CorpusRow& row) {
  std::string out;
  if (!row.fault.empty()) out += row.name + ": not counted: " + row.fault + "\n";
  if (!row.reason.empty()) out += row.name + ": " + row.reason + "\n";
  if (row.printed && !row.printed->note.empty())
    out += row.name + ", as printed: " + row.printed->note + "\n";
  return out;
}

}  // namespace

std::vector<PrintedCorpus> read_printed_corpora(std::string_view csv, const std::string& place) {
  const auto table = read_csv(csv);
  if (table.rows.empty() || table.rows.front().fields != kPrintedHeader)
    throw DataError(place + ":1: expected the header " + join(kPrintedHeader, ","));
  std::vector<PrintedCorpus> out;
  for (const auto& row : table.rows) {
    if (&row == &table.rows.front()) continue;
    const auto& f = row.fields;
    if (f.size() != kPrintedHeader.size())
      throw DataError(place + ":" + std::to_string(row.line) + ": has " +
                      count_of(f.size(), "field") + ", but the header has " +
                      std::to_string(kPrintedHeader.size()));
    out.push_back({f[0], f[1], f[2], f[3], f[4], f[5], f[6]});
  }
  return out;
}

CorpusRow corpus_row(const Manifest& manifest, std::size_t corpus) {
  const auto& one = manifest.corpora[corpus];
  CorpusRow out;
  out.name = one.name;
  out.published = one.facts.counts;
  out.reason = one.counts.reason;
  std::set<std::string> languages, speakers;
  double seconds = 0.0;
  for (const auto& clip : manifest.clips) {
    if (clip.corpus != corpus) continue;
    ++out.used;
    seconds += clip.seconds;
    if (clip.utterance.language) languages.insert(*clip.utterance.language);
    if (clip.utterance.speaker) speakers.insert(*clip.utterance.speaker);
  }
  for (const auto& use : one.labels) {
    out.clips += use.clips;
    out.labels += use.label.empty() ? 0 : 1;
  }
  out.language = join(std::vector<std::string>(languages.begin(), languages.end()), " ");
  out.speakers = static_cast<std::int64_t>(speakers.size());
  out.hours = seconds / 3600.0;
  return out;
}

void set_beside(std::vector<CorpusRow>& rows, const std::vector<PrintedCorpus>& printed) {
  for (const auto& one : printed) {
    const auto at = std::find_if(rows.begin(), rows.end(),
                                 [&](const CorpusRow& row) { return row.name == one.name; });
    auto& row = at == rows.end() ? rows.emplace_back() : *at;
    row.name = one.name;
    row.printed = one;
  }
}

std::string corpora_table(const std::vector<CorpusRow>& rows) {
  TextTable table;
  std::string notes;
  const bool beside = std::any_of(rows.begin(), rows.end(),
                                  [](const CorpusRow& row) { return row.printed.has_value(); });
  if (beside)
    table.add({"dataset", "language", "labels", "printed", "speakers", "printed", "clips",
               "printed", "hours", "printed"});
  else
    table.add({"dataset", "language", "labels", "speakers", "published", "clips", "published",
               "used", "hours"});
  for (const auto& row : rows) {
    if (beside) add_beside(table, row);
    else add_row(table, row);
    notes += notes_of(row);
  }
  return table.text() + (notes.empty() ? "" : "\n" + notes);
}

std::string corpora_json(const std::vector<CorpusRow>& rows) {
  using Json = nlohmann::ordered_json;
  Json out = Json::object();
  const auto text = [](const std::string& one) { return one.empty() ? Json() : Json(one); };
  for (const auto& row : rows) {
    auto& to = out[row.name];
    const bool counted = row.clips > 0;
    to["language"] = text(row.language);
    for (const auto& [name, count] : {std::pair{"labels", row.labels},
                                      {"speakers", row.speakers},
                                      {"clips", row.clips},
                                      {"used", row.used}})
      to[name] = counted ? Json(count) : Json();
    to["hours"] = counted ? Json(row.hours) : Json();
    to["published"] = {
        {"clips", row.published.clips ? Json(*row.published.clips) : Json()},
        {"speakers", row.published.speakers ? Json(*row.published.speakers) : Json()}};
    to["reason"] = text(row.reason);
    to["fault"] = text(row.fault);
    if (!row.printed) continue;
    to["printed"] = {
        {"language", text(row.printed->language)}, {"labels", text(row.printed->labels)},
        {"speakers", text(row.printed->speakers)}, {"clips", text(row.printed->clips)},
        {"hours", text(row.printed->hours)},       {"note", text(row.printed->note)}};
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::data
