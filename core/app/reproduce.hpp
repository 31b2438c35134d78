// A bundle run again, and its numbers compared.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/packs.hpp"
#include "app/run.hpp"

namespace serhost::app {

struct ReproduceJob {
  std::filesystem::path bundle;
  std::filesystem::path folder;          ///< for the bundle's files and the run
  std::vector<std::string> overrides{};  ///< "key=value", such as the corpus's root
  double tolerance = 1e-6;               ///< how far a number may be off
  std::function<bool()> stop{};          ///< as RunJob has it
  std::function<void(std::int64_t epochs)> started{};
  std::function<void(const pack::Installed&)> installed{};  ///< called for each pack of the bundle
  PackReports reports{};
};

struct ReproducedMetric {
  std::string name;
  double original = 0.0, here = 0.0;  ///< NaN if it is undefined
  double difference = 0.0;            ///< here - original; 0 if both are undefined
  bool within = false;                ///< the tolerance
};

struct Reproduction {
  RunOutcome run;
  std::vector<ReproducedMetric> metrics;
  bool same_bits = false;  ///< of all predictions
  std::size_t same_predictions = 0,
              original_clips =
                  0;  ///< clips, counted over seeds; the same class, where there is one

  bool reproduced() const;  ///< every number is within the tolerance
};

/// [run] Installs the bundle's packs that are missing, runs its experiment with its lock into
/// <folder>/run, or goes on with the run there, and compares. Throws what install_pack and
/// run_experiment throw, Error(failed) if the data is not what the original run saw,
/// Error(untrusted) if the bundle lacks a pack of its lock, or its experiment reads variables of
/// this machine that are no paths. Those that are paths are told first.
Reproduction reproduce(const Session& session, const ReproduceJob& job, RunObserver& observer);

}  // namespace serhost::app
