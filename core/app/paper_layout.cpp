// Tables of the sweep file, and the runs behind it.
#include "app/paper_layout.hpp"

#include <algorithm>

#include "app/report_inputs.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "config/table_reader.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using config::Node;

/// An axis by its name, or for `several` a list of them.
std::vector<std::string> axes_of(config::TableReader& table, const std::string& key, bool several,
                                 const sweep::Sweep& sweep) {
  const auto* const node = table.take(key);
  if (node == nullptr) return {};
  std::vector<std::string> out;
  const bool list = several && node->is(Node::Type::list) && !node->items.empty();
  for (const auto& one : list ? node->items : std::vector<Node>{*node}) {
    if (!one.is(Node::Type::text)) {
      config::wrong(one, table.name(key), several ? "an axis, or a list of them" : "an axis",
                    table.findings());
    } else if (std::ranges::find(sweep.axes, one.text) == sweep.axes.end()) {
      table.findings().add(one.place, table.name(key) + ": '" + one.text +
                                          "' is no axis of the sweep, whose axes are " +
                                          join(sweep.axes, ", ") +
                                          suggestion(one.text, sweep.axes));
    } else {
      out.push_back(one.text);
    }
  }
  return out;
}

/// `row` and `column`: a table of tables of texts.
std::map<std::string, report::Fields> fields_of(config::TableReader& table,
                                                const std::string& key) {
  std::map<std::string, report::Fields> out;
  const auto* const node = table.take(key);
  if (node == nullptr) return out;
  auto& findings = table.findings();
  if (!node->is(Node::Type::table)) {
    config::wrong(*node, table.name(key), "a table", findings);
    return out;
  }
  for (const auto& value : node->members) {
    const auto name = table.name(key) + "." + value.key;
    if (!value.value.is(Node::Type::table)) {
      config::wrong(value.value, name, "a table of texts", findings);
      continue;
    }
    for (const auto& field : value.value.members) {
      if (field.value.is(Node::Type::text)) out[value.key][field.key] = field.value.text;
      else config::wrong(field.value, name + "." + field.key, "a text", findings);
    }
  }
  return out;
}

report::PaperLayout layout_of(const Node& node, const sweep::Sweep& sweep,
                              config::Findings& findings) {
  config::TableReader table(node, "paper", "[[paper]]", findings);
  report::PaperLayout out;
  out.axes = sweep.axes;
  table.read("table", out.table, config::Choices{});
  out.rows = axes_of(table, "rows", true, sweep);
  const auto columns = axes_of(table, "columns", false, sweep);
  if (!columns.empty()) out.columns = columns.front();
  out.row_of = fields_of(table, "row");
  out.column_of = fields_of(table, "column");
  for (const char* key : {"table", "rows", "row"}) {
    if (!table.has(key)) findings.add(node.place, std::string("[[paper]]: ") + key + " is missing");
  }
  table.finish();
  return out;
}

}  // namespace

std::vector<report::PaperLayout> paper_layouts(const sweep::Sweep& sweep, Faults& faults) {
  config::Findings findings;
  std::vector<report::PaperLayout> out;
  for (const auto& node : sweep.paper.items) {
    auto layout = layout_of(node, sweep, findings);
    if (!findings.empty()) continue;
    try {
      report::paper_blocks(layout, {});
      out.push_back(std::move(layout));
    } catch (const Error& error) { findings.add(node.place, error.what()); }
  }
  findings.move_to(faults);
  return out;
}

report::Document paper_document(const std::vector<report::PaperLayout>& layouts,
                                const std::string& title, const std::string& note,
                                const fs::path& folder) {
  const auto found = runs_of({folder.string()});
  report::Document out;
  out.title = title;
  if (!note.empty()) out.stamps.push_back(note);
  out.stamps.insert(out.stamps.end(), found.warnings.begin(), found.warnings.end());
  for (const auto& layout : layouts)
    out.sections.push_back({layout.table, report::paper_blocks(layout, found.runs)});
  return out;
}

void write_paper(const report::Document& document, const fs::path& folder) {
  replace_file(folder / "paper.md", report::markdown_of(document));
  replace_file(folder / "paper.html", report::html_of(document));
  replace_file(folder / "paper.tex", report::latex_of(document));
  std::vector<std::string> sheets;
  for (const auto& section : document.sections) {
    for (const auto& block : section.blocks) {
      if (const auto* const table = std::get_if<report::Table>(&block))
        sheets.push_back(report::csv_of(*table));
    }
  }
  replace_file(folder / "paper.csv", join(sheets, "\n"));
}

}  // namespace serhost::app
