// Every table is read from the lines above its header: nothing here names a paper, a model or a
// loss.
#include <algorithm>
#include <stdexcept>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "metrics/scores.hpp"
#include "report/printed.hpp"

namespace serhost::report {
namespace {

std::map<std::string, double> metrics_of(const PrintedTable& table, const Fields& row,
                                         const std::vector<std::string>& columns) {
  std::map<std::string, double> out;
  for (const auto& column : columns) {
    const auto text = PrintedTable::find(row, column), metric = table.metric_of(column);
    if (text.empty() || metric.empty()) continue;
    double percent = 0.0;
    if (!read_number(text, percent) || percent < 0.0 || percent > 100.0)
      table.refuse("'" + text + "' is no percentage");
    out[metric] = percent / 100.0;
  }
  return out;
}

/// A row's protocol, if the table has a column for it.
std::string protocol_of(const std::string& column) {
  return column.ends_with("leave_one_session_out")   ? "leave-one-session-out"
         : column.ends_with("leave_one_speaker_out") ? "leave-one-speaker-out"
                                                     : "not stated";
}

/// Size and pre-training of the encoder. A paper that prints one name for two sizes has them in two
/// groups of rows, and the size becomes a part of the name.
void read_encoder(const PrintedTable& table, const Fields& row, Published& out) {
  const auto size_column = PrintedTable::find(row, "size");
  const auto group = size_column.empty() ? PrintedTable::find(row, "group") : "_" + size_column;
  for (const std::string size : {"base", "large"}) {
    const auto at = out.model.find(size);
    const bool in_name = at != std::string::npos && at > 0;
    if (in_name || group.ends_with("_" + size)) out.size = size;
    if (!in_name && group.ends_with("_" + size)) out.model += " " + size;
  }
  const auto millions = PrintedTable::find(row, "upstream_params_M");
  if (!millions.empty() && !read_number(millions, out.parameters))
    table.refuse("'" + millions + "' is no number of parameters");
  const auto corpora = PrintedTable::find(row, "pretraining_corpus");
  if (corpora == "-") return;
  out.pretraining = corpora.empty() ? table.fact("pretraining " + out.model) : corpora;
  for (const auto& part : split(out.pretraining, '+')) {
    const auto name = std::string(trim(part));
    const auto meant = table.fact("corpora " + name);
    for (const auto& corpus : split(meant.empty() ? name : meant, ','))
      out.corpora.push_back(std::string(trim(corpus)));
  }
}

Published value_of(const PrintedTable& table, const Fields& row, const std::string& dataset,
                   const std::vector<std::string>& columns) {
  const auto cell = [&](const char* column) { return PrintedTable::find(row, column); };
  const auto component = [&](const std::string& kind, const std::string& printed) {
    const auto named = table.fact(kind + " " + printed);
    return named.empty() ? printed : named;
  };
  Published out;
  out.source = table.fact("source");
  out.dataset = !dataset.empty()                ? dataset
                : table.fact("dataset").empty() ? cell("dataset")
                                                : table.fact("dataset");
  out.model = cell("model");
  out.backbone = component("model", out.model);
  out.one_loss = !table.fact("loss").empty();
  out.loss = out.one_loss ? table.fact("loss") : component("loss", cell("loss"));
  out.metrics = metrics_of(table, row, columns);
  out.protocol = cell("protocol").empty() ? table.fact("protocol") : protocol_of(cell("protocol"));
  out.k = table.fact("k");
  if (const auto task = table.fact("task"); !task.empty()) out.task = task;
  const auto of_protocol = table.fact("validation " + out.protocol);
  out.validation = cell("val_is_test") == "1" ? "test"
                   : of_protocol.empty()      ? table.fact("validation")
                                              : of_protocol;
  out.weights = cell("upstream") == "Finetune" ? "fine-tuned" : table.fact("weights");
  out.classes = table.fact("classes");
  out.labels = table.fact("labels");
  out.clips = table.fact("clips");
  out.select = table.fact("select");
  out.crop = table.fact("crop");
  read_encoder(table, row, out);
  out.note = table.fact("note");
  out.any_corpus = table.fact("any_corpus") == "yes";
  for (const auto& model : split(table.fact("from_scratch"), ','))
    out.from_scratch = out.from_scratch || trim(model) == cell("model");
  if (out.source.empty() || out.model.empty() || out.loss.empty())
    table.refuse("the source, a model or a loss is missing");
  return out;
}

}  // namespace

PrintedTable printed_table(const std::string& file, std::string_view text) {
  PrintedTable out{file, {}, {}, {}};
  while (text.starts_with("# ")) {
    const auto line = text.substr(2, text.find('\n') - 2);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) out.refuse("no `# key: value`: " + std::string(line));
    out.facts[std::string(line.substr(0, colon))] = std::string(line.substr(colon + 2));
    text.remove_prefix(line.size() + 3);
  }
  const auto table = read_csv(text);
  if (table.rows.empty()) out.refuse("has no header");
  out.columns = table.rows.front().fields;
  const auto& names = out.columns;
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    const auto& fields = table.rows[r].fields;
    if (fields.size() != names.size())
      out.refuse("row " + std::to_string(r) + " is too short or too long");
    auto& row = out.rows.emplace_back();
    for (std::size_t c = 0; c < names.size(); ++c) row[names[c]] = fields[c];
  }
  return out;
}

void PrintedTable::refuse(const std::string& what) const {
  throw std::logic_error("core/report/published/" + file + ": " + what);
}

std::string PrintedTable::metric_of(const std::string& column) const {
  const auto told = fact("metric " + column);
  if (!told.empty()) return told;
  const auto& names = metrics::metric_names();
  return std::find(names.begin(), names.end(), column) == names.end() ? "" : column;
}

Published value_of(const PrintedTable& table, const Fields& row, const std::string& column) {
  return value_of(table, row, table.fact("dataset " + column), {column});
}

std::vector<Published> values_of(const PrintedTable& table, const Fields& row) {
  std::vector<Published> out;
  for (const auto& column : table.columns) {
    if (!table.fact("dataset " + column).empty()) out.push_back(value_of(table, row, column));
  }
  if (out.empty()) out.push_back(value_of(table, row, "", table.columns));
  for (const auto& value : out) {
    if (value.metrics.empty()) table.refuse("a row has no metric");
  }
  return out;
}

std::vector<Published> read_published(const std::string& file, std::string_view text) {
  const auto table = printed_table(file, text);
  std::vector<Published> out;
  for (const auto& row : table.rows) {
    for (auto& value : values_of(table, row)) out.push_back(std::move(value));
  }
  return out;
}

const std::vector<Published>& published() {
  static const auto all = [] {
    std::vector<Published> out;
    for (const auto& [file, text] : published_files()) {
      for (auto& value : read_published(file, text)) out.push_back(std::move(value));
    }
    return out;
  }();
  return all;
}

}  // namespace serhost::report
