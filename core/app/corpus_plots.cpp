// A vector in a function, because registrations run before main in any order.
#include "app/corpus_plots.hpp"

#include <algorithm>
#include <tuple>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

std::vector<CorpusPlotInfo>& corpus_registry() {
  static std::vector<CorpusPlotInfo> all;
  return all;
}

void require_names(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const auto& plot : all_corpus_plots()) known.push_back(plot.name);
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError("no figure '" + name + "' of data: " + join(known, ", ") + "." +
                       suggestion(name, known));
  }
}

}  // namespace

CorpusPlotRegistration::CorpusPlotRegistration(CorpusPlotInfo info) {
  SERHOST_CHECK(!info.name.empty() && info.draw != nullptr);
  auto& all = corpus_registry();
  const auto place = [](const CorpusPlotInfo& one) { return std::tie(one.order, one.name); };
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const auto& other) { return place(info) < place(other); });
  all.insert(at, std::move(info));
}

const std::vector<CorpusPlotInfo>& all_corpus_plots() { return corpus_registry(); }

std::vector<report::Figure> corpus_figures(const Counted& data,
                                           const std::vector<std::string>& names, double width) {
  require_names(names);
  std::vector<report::Figure> out;
  std::vector<std::string> nothing;
  for (const auto& plot : all_corpus_plots()) {
    if (!names.empty() && std::find(names.begin(), names.end(), plot.name) == names.end()) continue;
    auto figure = plot.draw(data, width);
    figure.id = plot.name;
    if (figure.title.empty()) figure.title = plot.meaning;
    if (figure.svg.empty()) nothing.push_back(plot.name + ": " + figure.note);
    else out.push_back(std::move(figure));
  }
  if (out.empty()) throw Error(Exit::missing, "there is nothing to draw: " + join(nothing, "; "));
  return out;
}

}  // namespace serhost::app
