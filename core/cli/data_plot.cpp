// A folder of figures, or one picture of all.
#include "cli/data_plot.hpp"

#include "app/corpus_plots.hpp"
#include "app/output_place.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/picture_options.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "report/count_charts.hpp"

namespace serhost::cli {
namespace {

constexpr const char* kDate = "1970-01-01T00:00:00Z";  // the same data gives the same bytes

void write_pictures(const std::vector<report::Figure>& figures, const std::filesystem::path& folder,
                    const PictureOptions& picture) {
  make_directory(folder);
  for (const auto& figure : figures) {
    const auto file = folder / (figure.id + ending_of(picture.format));
    app::check_output(file, {ending_of(picture.format)});
    app::check_output(folder / (figure.id + ".csv"), {".csv"});
    replace_file(file, app::picture_of(report::paper_svg(figure.svg, picture.style, picture.inches),
                                       picture.format, kDate));
    replace_file(folder / (figure.id + ".csv"), figure.csv);
    print("figure: {}{}\n", file.string(),
          figure.note.empty() ? "" : " (" + printable_lines(figure.note) + ")");
  }
}

std::string one_picture(const std::vector<report::Figure>& figures) {
  if (figures.size() == 1) return figures.front().svg;
  std::vector<std::pair<std::string, std::string>> drawings;
  for (const auto& figure : figures) drawings.emplace_back(figure.title, figure.svg);
  return report::one_below_another("the data of an experiment", drawings);
}

std::string figures_of_data() {
  std::vector<std::string> out;
  for (const auto& plot : app::all_corpus_plots()) out.push_back(plot.name + ": " + plot.meaning);
  return "one of several (repeatable; default: all): " + join(out, "; ");
}

}  // namespace

Options data_plot_options() {
  Options out = {
      {.name = "figure", .help = figures_of_data(), .value = "NAME", .repeatable = true},
      {.name = "out", .help = "a folder, or a file for all figures", .value = "DIR|FILE"}};
  for (auto& option : picture_options()) out.push_back(std::move(option));
  return out;
}

int plot_data(const Parsed& parsed) {
  if (!parsed.has("out"))
    throw UsageError(
        "serhost data plot needs --out: a folder for a file per figure, or one file (.pdf, .svg, "
        ".png) for all");
  const auto out = *parsed.path("out");
  const bool one_file = names_picture(out);
  const auto picture = picture_options_of(parsed, one_file ? out : std::filesystem::path());
  const auto counted = [&] {
    ProgressDisplay display(parsed.globals);
    return app::count_data(parsed.globals, parsed.positional[1], parsed.texts("set"), display);
  }();
  const auto figures =
      app::corpus_figures(counted, parsed.texts("figure"), report::pixels_of(picture.inches));
  if (!one_file) {
    write_pictures(figures, out, picture);
    return 0;
  }
  app::check_output(out, {ending_of(picture.format)});
  const auto svg = report::paper_svg(one_picture(figures), picture.style, picture.inches);
  replace_file(out, app::picture_of(svg, picture.format, kDate));
  print("figure: {}\n", out.string());
  for (const auto& figure : figures) {
    if (!figure.note.empty()) print("{}: {}\n", figure.id, printable_lines(figure.note));
  }
  return 0;
}

}  // namespace serhost::cli
