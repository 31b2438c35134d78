// Which layers of an encoder a model learned to listen to.
#include <algorithm>
#include <map>

#include "app/plots.hpp"
#include "base/error.hpp"
#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/report_figures.hpp"
#include "train/checkpoint_files.hpp"
#include "train/layer_weights.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// The weights of each fold and seed whose checkpoint was kept.
std::vector<std::vector<double>> weights_of(const run::EvaluatedRun& system) {
  std::vector<std::vector<double>> out;
  bool any = false;
  for (const auto& folder : system.folders) {
    for (const auto& result : system.run.results) {
      const auto checkpoint = train::checkpoint_folder(folder, result.fold, result.seed);
      if (!fs::exists(checkpoint / "model.safetensors")) continue;
      any = true;
      auto weights = train::learned_layer_weights(checkpoint);
      if (!weights.empty()) out.push_back(std::move(weights));
    }
  }
  const auto where = system.folders.front().string();
  if (!any)
    throw Error(Exit::missing, where +
                                   ": has no checkpoint to read layer weights from; run it "
                                   "with train.checkpoints = \"best\"");
  if (out.empty())
    throw Error(Exit::missing, where +
                                   ": learned no weights of layers; run it with [backbone] "
                                   "layers = \"weighted\"");
  return out;
}

report::Figure draw_layers(const PlotContext& at) {
  std::vector<report::BandCurve> curves;
  auto csv = sheet_line({"system", "layer", "mean", "smallest", "largest"});
  for (const auto i : at.systems) {
    const auto members = weights_of(at.grid.systems[i]);
    report::BandCurve curve{at.grid.name_of(i), {}, {}, {}, {}};
    for (std::size_t layer = 0; layer < members.front().size(); ++layer) {
      double sum = 0.0, low = 1.0, high = 0.0;
      for (const auto& weights : members) {
        const double value = weights.at(layer);
        sum += value;
        low = std::min(low, value);
        high = std::max(high, value);
      }
      curve.x.push_back(static_cast<double>(layer));
      curve.mean.push_back(sum / static_cast<double>(members.size()));
      curve.low.push_back(low);
      curve.high.push_back(high);
      csv += sheet_line(
          {curve.name, std::to_string(layer), exact(curve.mean.back()), exact(low), exact(high)});
    }
    curves.push_back(std::move(curve));
  }
  const std::string title = "Learned weights of the layers";
  return {"layers", title,
          "Softmax of the learned weights; mean and range over folds and seeds. Layer 0 is the "
          "encoder's input.",
          report::band_chart(title, "layer", curves, false, 0.0,
                             {.width = at.width, .y_title = "weight"}),
          csv};
}

}  // namespace
}  // namespace serhost::app

SERHOST_PLOT(layers) {
  return {.name = "layers",
          .meaning = "learned weights of an encoder's layers (needs checkpoints)",
          .order = 600,
          .draw = serhost::app::draw_layers};
}
