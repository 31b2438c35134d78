// Makes the datasets of an experiment, lists them and checks what they say.
#include "data/manifest/manifest.hpp"

#include <algorithm>

#include "data/manifest/assemble.hpp"
#include "data/manifest/find_files.hpp"
#include "data/manifest/headers.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/histories.hpp"
#include "data/manifest/known_bad.hpp"
#include "data/manifest/limit.hpp"

namespace serhost::data {
namespace {

/// A listing, and the dataset that gave it.
struct Listed {
  std::shared_ptr<Dataset> dataset;
  host::Callee callee;
  std::vector<Utterance> utterances;
  CorpusFacts facts;
  CountCheck counts;
};

Listed list(const config::DatasetTable& table, const host::Registry& registry,
            const std::function<void(const std::string&)>& log) {
  std::error_code ignored;
  if (!table.root.empty() && !std::filesystem::exists(table.root, ignored)) {
    throw Error(Exit::missing,
                "dataset '" + table.name + "': root " + table.root.string() + " does not exist");
  }
  const auto& info = *table.component.info;
  Listed out;
  out.callee = host::callee_of(info);
  out.dataset = registry.make_dataset(info, table.component.values, {table.root, log, 0});
  out.utterances = host::guarded(out.callee, "utterances", [&] {
    try {
      return out.dataset->utterances();
    } catch (const std::filesystem::filesystem_error&) {
      throw;  // the guard tells missing paths from others
    } catch (const std::runtime_error& error) {
      // By the rules of dataset.hpp a sentence about what is on disk: the data is at fault, not the
      // plugin. Without a root it is the experiment that lacks one.
      throw DataError("dataset '" + table.name + "': " + error.what(),
                      table.root.empty() ? Exit::config : Exit::damaged);
    }
  });
  if (const auto* documented = dynamic_cast<const Documented*>(out.dataset.get()))
    out.facts = host::guarded(out.callee, "facts", [&] { return documented->facts(); });
  out.counts = compare_with_published(out.facts.counts, out.utterances);
  return out;
}

}  // namespace

bool takes_audio(const config::Experiment& experiment) {
  if (experiment.backbones.empty() || experiment.backbones.front().component.info == nullptr)
    return true;
  return !host::has_ability<ReadsFeatures>(*experiment.backbones.front().component.info);
}

Manifest build_manifest(const config::Experiment& experiment, const host::Registry& registry,
                        Faults& faults, std::function<void(const std::string&)> log) {
  if (!log) log = [](const std::string&) {};
  const auto before = faults.all().size();
  std::vector<Listing> listings;
  std::vector<Listed> made;
  for (const auto& table : experiment.datasets) {
    if (table.component.info == nullptr) continue;  // already a fault of the experiment's text
    try {
      made.push_back(list(table, registry, log));
      listings.push_back({&table, std::move(made.back().utterances), {}});
      for (const auto& [name, range] : made.back().facts.ratings)
        listings.back().ranges[name] = {range.lowest, range.highest};
    } catch (const Error& error) { faults.add(error.exit(), table.component.place, error.what()); }
  }
  // What follows would only echo the absence of a dataset.
  if (faults.all().size() > before || listings.size() != experiment.datasets.size()) return {};

  const auto* const task = config::find_task(experiment.task);
  auto manifest = assemble(std::move(listings), wanted_by(experiment.task), faults,
                           task != nullptr && task->ratings, task != nullptr && task->dialogues);
  for (std::size_t c = 0; c < made.size(); ++c) {
    manifest.corpora[c].dataset = std::move(made[c].dataset);
    manifest.corpora[c].callee = std::move(made[c].callee);
    manifest.corpora[c].facts = std::move(made[c].facts);
    manifest.corpora[c].counts = std::move(made[c].counts);
  }
  with_heard(manifest, leave_out_known_bad);
  if (task != nullptr && task->dialogues)
    leave_out_short_histories(manifest, experiment.conversation, experiment.datasets, faults);
  manifest.listed_clips = manifest.clips.size();
  if (experiment.train.max_clips)
    limit_clips(manifest, *experiment.train.max_clips, experiment.conversation);
  if (takes_audio(experiment)) {
    with_heard(manifest, [&](Manifest& all) {
      find_files(all);
      read_headers(all, experiment.datasets, faults);
    });
  }
  manifest.hash = hash_of(manifest);
  return manifest;
}

}  // namespace serhost::data
