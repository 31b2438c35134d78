// The figures that `data plot` draws of a corpus: each registered in a file of its own under
// core/app/plots, so that adding one edits no other.
//
//   SERHOST_CORPUS_PLOT(lengths) {
//     return {.name = "lengths",
//             .meaning = "how long the clips are",
//             .draw = [](const Counted& data, double width) { return …; }};
//   }
#pragma once

#include <string>
#include <vector>

#include "app/data_checks.hpp"
#include "report/document.hpp"

namespace serhost::app {

struct CorpusPlotInfo {
  std::string name{};
  std::string meaning{};  ///< for help and as a title: a few words
  int order = 1000;       ///< in lists; equal ones by name
  /// `width` in pixels. A figure without svg: the data has nothing of it, as its note says.
  report::Figure (*draw)(const Counted& data, double width) = nullptr;
};

/// All that are registered, in order.
const std::vector<CorpusPlotInfo>& all_corpus_plots();

/// Registers a figure for as long as the program runs. [main]
class CorpusPlotRegistration {
 public:
  explicit CorpusPlotRegistration(CorpusPlotInfo info);
};

/// Those of `names`, all where it is empty, in order; without those of which there is nothing.
/// Throws UsageError for a name that there is not, Error(missing) where nothing is left.
std::vector<report::Figure> corpus_figures(const Counted& data,
                                           const std::vector<std::string>& names, double width);

}  // namespace serhost::app

/// Before the body of a function that returns the CorpusPlotInfo.
#define SERHOST_CORPUS_PLOT(id)                                     \
  static ::serhost::app::CorpusPlotInfo serhost_corpus_plot_##id(); \
  namespace serhost::app::corpus_plots {                            \
  extern const CorpusPlotRegistration id;                           \
  const CorpusPlotRegistration id{serhost_corpus_plot_##id()};      \
  }                                                                 \
  static ::serhost::app::CorpusPlotInfo serhost_corpus_plot_##id()
