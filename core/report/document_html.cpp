// The page. Its policy forbids every request, so that nothing can leave it even by mistake; scripts
// only sort.
#include <fmt/format.h>

#include <cmath>

#include "base/csv.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/document.hpp"
#include "report/escape.hpp"
#include "report/html_style.hpp"
#include "report/page_style.hpp"

namespace serhost::report {
namespace {

/// For a data: address.
std::string percent_encoded(const std::string& text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == ',';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

/// A file that leaves the page leaves its stamps behind, unless every row has them.
std::string stamped(const std::string& csv, const std::vector<std::string>& stamps) {
  if (stamps.empty()) return csv;
  const auto stamp = csv_field(join(stamps, "; "));
  std::string out;
  for (const auto record : csv_records(csv))
    out += std::string(record) + "," + (out.empty() ? "stamp" : stamp) + "\n";
  return out;
}

std::string download(const std::string& id, const std::string& csv) {
  return "<a class=\"data\" download=\"" + html(id) + ".csv\" href=\"data:text/csv;charset=utf-8," +
         percent_encoded(csv) + "\">data (CSV)</a>";
}

std::string cell_html(const Cell& cell, bool number, bool head) {
  auto out = fmt::format("<{}{}", head ? "th scope=\"row\"" : "td", number ? " class=\"n\"" : "");
  if (std::isfinite(cell.sort)) out += fmt::format(" data-sort=\"{:.9g}\"", cell.sort);
  if (!cell.hint.empty()) out += " title=\"" + html(cell.hint) + "\"";
  out += ">";
  for (const char c : html(cell.text))
    out += c == '_' && head ? std::string("_<wbr>")
                            : std::string(1, c);  // long names part there on a phone
  if (cell.mark == "+")
    out +=
        "<span class=\"better\"><span aria-hidden=\"true\"> ▲</span><span class=\"spoken\"> "
        "better</span></span>";
  if (cell.mark == "-")
    out +=
        "<span class=\"worse\"><span aria-hidden=\"true\"> ▼</span><span class=\"spoken\"> "
        "worse</span></span>";
  constexpr std::size_t kLong = 60;  // is given room, or its row would grow tall on a phone
  if (!cell.below.empty())
    out += std::string("<span class=\"below") + (cell.below.size() > kLong ? " long" : "") + "\">" +
           html(cell.below) + "</span>";
  return out + (head ? "</th>" : "</td>");
}

std::string table_html(const Table& table, const std::vector<std::string>& stamps) {
  auto out = "<div class=\"card\"><table id=\"" + html(table.id) + "\" class=\"sortable\">";
  if (!table.title.empty()) out += "<caption>" + html(table.title) + "</caption>";
  out += "<thead><tr>";
  for (const auto& [name, number] : table.columns) {
    out += std::string("<th scope=\"col\"") + (number ? " class=\"n\"" : "") +
           "><button type=\"button\">" + html(name) + "</button></th>";
  }
  out += "</tr></thead><tbody>";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += cell_html(row[c], c < table.columns.size() && table.columns[c].second, c == 0);
    out += "</tr>";
  }
  out += "</tbody></table>";
  if (!table.note.empty()) out += "<p class=\"soft\">" + html(table.note) + "</p>";
  return out + "<p class=\"soft\">" + download(table.id, stamped(csv_of(table), stamps)) +
         "</p></div>";
}

std::string figure_html(const Figure& figure, const std::vector<std::string>& stamps) {
  return "<figure class=\"card\" id=\"" + html(figure.id) + "\"><figcaption>" + html(figure.title) +
         "</figcaption><div class=\"wide\">" + figure.svg + "</div><p class=\"soft\">" +
         (figure.note.empty() ? "" : html(figure.note) + " ") +
         download(figure.id, stamped(figure.csv, stamps)) + "</p></figure>";
}

struct WriteHtml {
  std::string operator()(const Text& text) const {
    return "<p class=\"" + std::string(text.warning ? "stamp" : "soft") + "\">" + html(text.text) +
           "</p>";
  }
  std::string operator()(const Table& table) const { return table_html(table, stamps); }
  std::string operator()(const Figure& figure) const { return figure_html(figure, stamps); }

  const std::vector<std::string>& stamps;
};

}  // namespace

std::string html_of(const Document& document) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; script-src 'unsafe-inline'\">"
      "<title>" +
      html(document.title) + " – serhost</title><style>" + kReportStyle + kPageStyle +
      "</style></head>\n<body><main>\n<header><h1>" + html(document.title) +
      "</h1><p class=\"soft\">" + html(document.subtitle) + "</p>";
  if (!document.signature.empty()) out += "<p class=\"mono\">" + html(document.signature) + "</p>";
  for (const auto& stamp : document.stamps)
    out += "<p class=\"stamp\" role=\"note\">" + html(stamp) + "</p>";
  out += "</header>\n";
  for (const auto& section : document.sections) {
    if (section.blocks.empty()) continue;
    out += "<section><h2>" + html(section.title) + "</h2>";
    bool in_row = false;
    for (const auto& block : section.blocks) {  // figures stand side by side where there is room
      const bool figure = std::holds_alternative<Figure>(block);
      if (figure != in_row) out += figure ? "<div class=\"figures\">" : "</div>";
      in_row = figure;
      out += std::visit(WriteHtml{document.stamps}, block);
    }
    out += std::string(in_row ? "</div>" : "") + "</section>\n";
  }
  return out + "</main><script>" + kSortScript + "</script></body></html>\n";
}

}  // namespace serhost::report
