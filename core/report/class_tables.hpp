// Tables of a system's classes and speakers, for papers and pages alike.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/confusion.hpp"
#include "report/document.hpp"
#include "run/evaluated_run.hpp"
#include "run/run_record.hpp"

namespace serhost::report {

/// One class against all others; NaN where nothing can be said: recall without a clip of the class,
/// precision without a prediction of it.
struct ClassScores {
  double precision, recall, f1;
  std::int64_t clips;  ///< of the class
};
std::vector<ClassScores> class_scores(const metrics::Confusion& confusion);

/// What a model makes of one person.
struct SpeakerScores {
  std::string speaker;
  std::size_t clips;  ///< of one seed
  double wa, ua;      ///< all seeds together; UA over the classes that the speaker has
};
/// in the order of their names; empty where speakers are unknown or there are no classes.
std::vector<SpeakerScores> speaker_scores(const run::EvaluatedRun& run);
/// The same of a run that has just ended.
std::vector<SpeakerScores> speaker_scores(const run::Run& run, const run::TestedClips& clips);

/// `id` is the place among the page's systems, `name` what tables call it. Without rows where the
/// run has no such thing.
Table confusion_table(const run::Run& run, std::size_t id, const std::string& name);
Table class_table(const run::Run& run, std::size_t id, const std::string& name);
Table speaker_table(const run::EvaluatedRun& run, std::size_t id, const std::string& name);

}  // namespace serhost::report
