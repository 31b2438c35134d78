// What in new audio decided what a trained model says of it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "app/trained_run.hpp"
#include "features/audio_files.hpp"
#include "run/events.hpp"
#include "train/explained.hpp"

namespace serhost::app {

struct Explained {
  std::string key;
  std::vector<float> samples{};  ///< as the model heard it
  train::Explanation what{};
};

struct ExplainJob {
  std::filesystem::path run;
  Chosen chosen{};
  std::vector<std::filesystem::path> audio{};   ///< files and folders
  std::optional<std::filesystem::path> list{};  ///< a text file with a path per line
  features::KeyRule key = features::KeyRule::stem;
  train::ExplainOptions how{};
  std::string device = "auto";
  std::function<void(const Explained&)> say{};  ///< called in the order of the clips' keys
};

struct ExplainedClips {
  std::size_t clips = 0;
  Faults damaged{};  ///< what could not be read; the others are explained
};

/// [run] Throws Error as `predict`, and UsageError for a published model, whose parts are not ours.
ExplainedClips explain(const Session& session, const ExplainJob& job, RunObserver& observer);

}  // namespace serhost::app
