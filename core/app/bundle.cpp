// The experiment, the lock, the packs that it names, and the results.
#include "app/bundle.hpp"

#include <algorithm>

#include "app/output_place.hpp"
#include "app/packs.hpp"
#include "app/remedy.hpp"
#include "app/report_inputs.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "config/variables.hpp"
#include "pack/bundle.hpp"
#include "pack/lock.hpp"
#include "run/record_files.hpp"
#include "run/whole_result.hpp"
#include "train/checked_run.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// The packs that the run used, as they came; all that are missing are reported at once.
std::vector<pack::File> packs_of(const pack::LockFile& lock, const pack::Store& store) {
  Faults faults;
  std::vector<pack::File> out;
  const auto installed = store.list();
  for (const auto& plugin : lock.plugins) {
    if (plugin.source == "file") {
      faults.add(Exit::unavailable, "the run used its " + plugin.title() +
                                        " from a file that is in no pack; create a pack of its "
                                        "project (serhost pack create), install it, and run again");
    }
    if (plugin.source != "pack") continue;
    const auto at = std::find_if(installed.begin(), installed.end(),
                                 [&](const auto& each) { return each.content == plugin.content; });
    if (at == installed.end()) {
      faults.add(Exit::unavailable, "the pack " + plugin.pack + " " + plugin.version +
                                        " that the run used is no longer installed (content " +
                                        plugin.content + ")");
    } else if (const auto name = at->name + pack::kEnding; std::none_of(
                   out.begin(), out.end(), [&](const auto& each) { return each.path == name; })) {
      out.push_back({name, false, read_file(at->archive())});
    }
  }
  faults.throw_if_any();
  return out;
}

}  // namespace

WrittenBundle bundle_run(const fs::path& folder, const std::optional<fs::path>& wanted) {
  auto recorded = run::read_run(folder);
  if (!recorded.is_finished())
    throw RemediableError(Exit::failed, folder.string() + ": the run is not finished",
                          Remedy::finish);
  run::require_results(recorded, folder);
  const auto read = compared_run(std::move(recorded), folder);  // which computes it anew
  const auto& run = read.run;
  const auto folds = folder / "folds.csv";
  run::require_tested(read, fs::exists(folds) ? read_file(folds) : std::string(), folder);
  train::check_checkpoints(folder);
  const auto resolved = read_file(folder / "resolved.toml");
  const auto lock_file = folder / pack::kLockFile;
  if (!fs::exists(lock_file))
    throw Error(
        Exit::missing,
        lock_file.string() +
            ": there is no such file; this run was made by an earlier serhost. Run it again");

  pack::Bundle bundle;
  bundle.written = read_file(folder / "experiment.toml");
  bundle.experiment = config::with_variables(resolved, bundle.written);
  bundle.lock = read_file(lock_file);
  bundle.packs = packs_of(pack::parse_lock(bundle.lock, lock_file.string()), user_packs());
  for (const auto* name : run::kResultFiles) {
    if (fs::exists(folder / name))
      bundle.results.push_back({name, false, read_file(folder / name)});
  }
  const auto out = wanted.value_or(run.facts.name + std::string(pack::kBundleEnding));
  check_output(out, {pack::kBundleEnding});
  const auto bytes = pack::write_bundle(bundle, folder.string());
  pack::read_bundle(bytes, out.string());
  replace_file(out, bytes);
  return {out, run.facts.name, bundle.packs.size(), bundle.results.size()};
}

}  // namespace serhost::app
