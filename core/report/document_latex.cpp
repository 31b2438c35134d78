// Tables for a paper: booktabs, no vertical rules, marks as superscripts that the caption explains.
#include "base/utf8.hpp"
#include "report/document.hpp"

namespace serhost::report {
namespace {

/// Text in which nothing is a command; signs that old engines lack are written in math.
std::string tex(const std::string& text) {
  std::string out;
  const auto clean = shown(text, "\n\r\t");
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto rest = std::string_view(clean).substr(i);
    const auto sign = [&](std::string_view from, const char* to) {
      if (!rest.starts_with(from)) return false;
      out += to;
      i += from.size() - 1;
      return true;
    };
    if (sign("−", "$-$") || sign("–", "--") || sign("…", "--") || sign("±", "$\\pm$") ||
        sign("·", "$\\cdot$") || sign("×", "$\\times$") || sign("“", "``") || sign("”", "''") ||
        sign("→", "$\\to$") || sign("▲", "$^{+}$") || sign("▼", "$^{-}$")) {
      continue;
    }
    switch (clean[i]) {
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      case '<':
        out += "\\textless{}";
        break;
      case '>':
        out += "\\textgreater{}";
        break;
      case '|':
        out += "\\textbar{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += std::string("\\") + clean[i];
        break;
      case '\n':
      case '\r':
      case '\t':
        out += ' ';
        break;
      default:
        out += clean[i];
    }
  }
  return out;
}

std::string latex_cell(const Cell& cell) {
  auto out = tex(cell.text);
  if (cell.mark == "+") out = "\\textbf{" + out + "}$^{+}$";
  if (cell.mark == "-") out += "$^{-}$";
  if (!cell.below.empty()) out += " {\\scriptsize " + tex(cell.below) + "}";
  return out;
}

std::string latex_table(const Table& table) {
  std::string columns, head;
  for (const auto& [name, number] : table.columns) {
    columns += number ? 'r' : 'l';
    head += (head.empty() ? "" : " & ") + tex(name);
  }
  auto out = "\\begin{table}[t]\n\\centering\n\\caption{" + tex(table.title) +
             (table.note.empty() ? "" : ". " + tex(table.note)) + "}\n\\label{tab:" + table.id +
             "}\n\\begin{tabular}{" + columns + "}\n\\toprule\n" + head + " \\\\\n\\midrule\n";
  for (const auto& row : table.rows) {
    std::string line;
    for (const auto& cell : row)
      line += (line.empty() ? "" : " & ") +
              (cell.text.empty() && cell.below.empty() ? std::string("{}") : latex_cell(cell));
    // A bracket at the head of a row would be an option of the line before.
    out += (line.starts_with('[') ? "{}" : "") + line + " \\\\\n";
  }
  return out + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
}

std::string comment(const std::string& text) {
  std::string out;
  for (const char c : shown(text, "\n\r")) out += c == '\n' || c == '\r' ? ' ' : c;
  return "% " + out + "\n";
}

}  // namespace

std::string latex_of(const Document& document) {
  auto out =
      comment(document.title) +
      comment("needs \\usepackage{booktabs}, and \\usepackage[utf8]{inputenc} with older engines");
  if (!document.signature.empty()) out += comment(document.signature);
  for (const auto& stamp : document.stamps) out += comment(stamp);
  for (const auto& section : document.sections) {
    for (const auto& block : section.blocks) {
      if (const auto* found = std::get_if<Table>(&block)) out += "\n" + latex_table(*found);
    }
  }
  return out;
}

}  // namespace serhost::report
