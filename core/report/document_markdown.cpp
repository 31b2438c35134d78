// GitHub's tables: one line per row, a bar in a cell escaped.
#include <algorithm>

#include "base/utf8.hpp"
#include "report/document.hpp"

namespace serhost::report {
namespace {

/// One line of text in which nothing is markup.
std::string plain_markdown(const std::string& text) {
  std::string out;
  for (const char c : shown(text, "\n\r\t")) {
    if (c == '\n' || c == '\r' || c == '\t') out += ' ';
    else if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']' ||
             c == '<' || c == '>' || c == '#' || c == '~')
      out += std::string("\\") + c;
    else out += c;
  }
  return out;
}

std::string markdown_cell(const Cell& cell) {
  auto out = plain_markdown(cell.text);
  if (cell.mark == "+") out = "**" + out + "** ▲";
  if (cell.mark == "-") out += " ▼";
  if (!cell.below.empty()) out += " " + plain_markdown(cell.below);
  return out;
}

std::string markdown_table(const Table& table) {
  std::string out = table.title.empty() ? "" : "**" + plain_markdown(table.title) + "**\n\n";
  std::string rule = "|";
  out += "|";
  for (const auto& [name, number] : table.columns) {
    out += " " + plain_markdown(name) + " |";
    rule += number ? "---:|" : "---|";
  }
  out += "\n" + rule + "\n";
  for (const auto& row : table.rows) {
    out += "|";
    for (const auto& cell : row) out += " " + markdown_cell(cell) + " |";
    out += "\n";
  }
  if (!table.note.empty()) out += "\n" + plain_markdown(table.note) + "\n";
  return out;
}

struct WriteMarkdown {
  std::string operator()(const Text& text) const {
    return (text.warning ? "> **" + plain_markdown(text.text) + "**" : plain_markdown(text.text)) +
           "\n";
  }
  std::string operator()(const Table& value) const { return markdown_table(value); }
  std::string operator()(const Figure&) const { return ""; }  // pictures are the page's
};

}  // namespace

std::string markdown_of(const Document& document) {
  auto out = "# " + plain_markdown(document.title) + "\n";
  if (!document.subtitle.empty()) out += "\n" + plain_markdown(document.subtitle) + "\n";
  for (const auto& stamp : document.stamps) out += "\n> **" + plain_markdown(stamp) + "**\n";
  if (!document.signature.empty()) out += "\n" + plain_markdown(document.signature) + "\n";
  for (const auto& section : document.sections) {
    std::string body;
    for (const auto& block : section.blocks) {
      if (const auto text = std::visit(WriteMarkdown(), block); !text.empty()) body += "\n" + text;
    }
    if (!body.empty()) out += "\n## " + plain_markdown(section.title) + "\n" + body;
  }
  return out;
}

}  // namespace serhost::report
