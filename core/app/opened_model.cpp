// What tells the kinds apart is what lies in the folder.
#include "app/opened_model.hpp"

#include <algorithm>
#include <utility>

#include "base/parallel.hpp"
#include "train/published_model.hpp"

namespace serhost::app {

void require_model(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path))
    throw Error(Exit::missing, path.string() + ": does not exist");
}

OpenedModel open_model(const std::filesystem::path& path, const Chosen& chosen,
                       const host::Registry& registry, const train::PredictOptions& options) {
  require_model(path);
  OpenedModel out;
  if (train::looks_published(path)) {
    if (chosen.fold || chosen.seed)
      throw UsageError(path.string() + " is a published model: it has neither folds nor seeds");
    auto model = std::make_unique<train::PublishedModel>(path, registry, options);
    options.log(path.string() + ": " + model->description());
    out.model = std::move(model);
    // Each clip is computed alone whatever its batch; several a thread, so that none waits long.
    constexpr std::int64_t kClipsPerThread = 4;
    out.rules.batch_size = kClipsPerThread * threads_to_use(options.threads);
    return out;
  }
  out.trained = open_trained_run(path, registry, chosen);
  out.rules = out.trained->experiment.train;
  out.model = trained_model(*out.trained, registry, out.trained->members, options);
  options.log(out.trained->run.facts.name + ": " + words_of(out.trained->members));
  return out;
}

data::LoadOptions load_options(const train::AudioModel& model, const config::TrainTable& rules,
                               int threads) {
  return load_options(model.sample_rate(), model.shortest(), rules, threads);
}

data::LoadOptions load_options(std::int64_t sample_rate, std::int64_t shortest,
                               const config::TrainTable& rules, int threads) {
  data::LoadOptions out;
  out.max_seconds = rules.max_seconds;
  out.sample_rate = sample_rate;
  out.shortest = shortest;
  out.pad_short = rules.pad_short;
  out.workers = std::max(1, std::min(2, threads));
  out.ahead = 2 * static_cast<std::size_t>(std::max<std::int64_t>(4, rules.batch_size));
  return out;
}

}  // namespace serhost::app
