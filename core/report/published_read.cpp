// Every table is read from the lines above its header: nothing here names a paper, a model or a
// loss.
#include <stdexcept>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "metrics/scores.hpp"
#include "report/published.hpp"

namespace serhost::report {
namespace {

using Fields = std::map<std::string, std::string>;

struct PaperTable {
  std::string file;
  Fields facts;              ///< by key
  std::vector<Fields> rows;  ///< by column

  [[noreturn]] void refuse(const std::string& what) const {
    throw std::logic_error("core/report/published/" + file + ": " + what);
  }
  std::string fact(const std::string& key) const { return find(facts, key); }
  static std::string find(const Fields& fields, const std::string& name) {
    const auto at = fields.find(name);
    return at == fields.end() ? "" : at->second;
  }
};

PaperTable table_of(const std::string& file, std::string_view text) {
  PaperTable out{file, {}, {}};
  while (text.starts_with("# ")) {
    const auto line = text.substr(2, text.find('\n') - 2);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) out.refuse("no `# key: value`: " + std::string(line));
    out.facts[std::string(line.substr(0, colon))] = std::string(line.substr(colon + 2));
    text.remove_prefix(line.size() + 3);
  }
  const auto table = read_csv(text);
  if (table.rows.empty()) out.refuse("has no header");
  const auto& names = table.rows.front().fields;
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    const auto& fields = table.rows[r].fields;
    if (fields.size() != names.size())
      out.refuse("row " + std::to_string(r) + " is too short or too long");
    auto& row = out.rows.emplace_back();
    for (std::size_t c = 0; c < names.size(); ++c) row[names[c]] = fields[c];
  }
  return out;
}

/// The columns that hold a metric, with its name.
Fields metric_columns(const PaperTable& table) {
  Fields out;
  for (const auto& name : metrics::metric_names()) out[name] = name;
  for (const auto& [key, value] : table.facts) {
    if (key.starts_with("metric ")) out[key.substr(7)] = value;
  }
  return out;
}

std::map<std::string, double> metrics_of(const PaperTable& table, const Fields& row) {
  std::map<std::string, double> out;
  for (const auto& [column, metric] : metric_columns(table)) {
    const auto text = PaperTable::find(row, column);
    if (text.empty()) continue;
    double percent = 0.0;
    if (!read_number(text, percent) || percent < 0.0 || percent > 100.0)
      table.refuse("'" + text + "' is no percentage");
    out[metric] = percent / 100.0;
  }
  if (out.empty()) table.refuse("a row has no metric");
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
void read_encoder(const PaperTable& table, const Fields& row, Published& out) {
  const auto group = PaperTable::find(row, "group");
  for (const std::string size : {"base", "large"}) {
    const auto at = out.model.find(size);
    const bool in_name = at != std::string::npos && at > 0;
    if (in_name || group.ends_with("_" + size)) out.size = size;
    if (!in_name && group.ends_with("_" + size)) out.model += " " + size;
  }
  const auto millions = PaperTable::find(row, "upstream_params_M");
  if (!millions.empty() && !read_number(millions, out.parameters))
    table.refuse("'" + millions + "' is no number of parameters");
  const auto corpora = PaperTable::find(row, "pretraining_corpus");
  if (corpora == "-") return;
  out.pretraining = corpora.empty() ? table.fact("pretraining " + out.model) : corpora;
  for (const auto& part : split(out.pretraining, '+')) {
    const auto name = std::string(trim(part));
    const auto meant = table.fact("corpora " + name);
    for (const auto& corpus : split(meant.empty() ? name : meant, ','))
      out.corpora.push_back(std::string(trim(corpus)));
  }
}

Published value_of(const PaperTable& table, const Fields& row) {
  const auto cell = [&](const char* column) { return PaperTable::find(row, column); };
  const auto component = [&](const std::string& kind, const std::string& printed) {
    const auto named = table.fact(kind + " " + printed);
    return named.empty() ? printed : named;
  };
  Published out;
  out.source = table.fact("source");
  out.dataset = table.fact("dataset").empty() ? cell("dataset") : table.fact("dataset");
  out.model = cell("model");
  out.backbone = component("model", out.model);
  out.one_loss = !table.fact("loss").empty();
  out.loss = out.one_loss ? table.fact("loss") : component("loss", cell("loss"));
  out.metrics = metrics_of(table, row);
  out.protocol = cell("protocol").empty() ? table.fact("protocol") : protocol_of(cell("protocol"));
  out.k = table.fact("k");
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

std::vector<Published> read_published(const std::string& file, std::string_view text) {
  const auto table = table_of(file, text);
  std::vector<Published> out;
  for (const auto& row : table.rows) out.push_back(value_of(table, row));
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
