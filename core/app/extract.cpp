// The backbone, the files, the machine, then the work.
#include "app/extract.hpp"

#include <utility>

#include "app/experiment_check.hpp"
#include "config/load.hpp"
#include "train/run.hpp"

namespace serhost::app {

config::BackboneTable backbone_table(const std::string& name,
                                     const std::vector<std::string>& settings,
                                     const host::Registry& registry, Faults& faults) {
  config::BackboneTable table;
  std::string why;
  table.component.plugin = name;
  table.component.info = registry.find(Kind::backbone, name, why);
  if (table.component.info == nullptr) faults.add(Exit::unavailable, why);
  else
    table.component.values = config::values_from(*table.component.info, settings, registry, faults);
  return table;
}

ExtractedBy extract(const Session& session, ExtractJob job, RunObserver& observer) {
  Faults faults;
  const auto registry = registry_of(session);
  const auto backbone = backbone_table(job.backbone, job.settings, registry, faults);
  const auto clips = features::audio_files(job.audio, job.list, job.key, faults);
  faults.throw_if_any();

  train::keep_few_products();
  job.options.device = train::prepare(job.device, session.threads);
  job.options.threads = session.threads;
  job.options.log = [&](const std::string& line) { observer.log(line); };
  job.options.progress = [&](const Progress& progress) { observer.progress(progress); };
  return {features::extract(backbone, registry, clips, job.options), backbone.component.info->name};
}

}  // namespace serhost::app
