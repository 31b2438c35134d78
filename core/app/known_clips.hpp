// Which clips of other data a run has trained on: told by the sound, whatever they are called.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/trained_run.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::app {

class KnownClips {
 public:
  /// From clips.csv and folds.csv of the run; knows none where they are not there.
  explicit KnownClips(const TrainedRun& trained);

  /// Indices of the members that neither trained on the clip nor chose their weights by it.
  std::vector<std::size_t> strangers(const data::Clip& clip) const;

  /// Whether a speaker of this name is among those that some member has heard.
  bool heard_speaker(const std::string& speaker) const { return speakers_.contains(speaker); }

 private:
  const std::vector<Member>& members_;
  std::map<std::string, std::string> keys_;  ///< by digest
  /// Key, then fold, then seed where folds were drawn for each.
  std::map<std::string, std::set<std::pair<std::int64_t, std::optional<std::int64_t>>>> learned_;
  std::set<std::string> speakers_;
};

}  // namespace serhost::app
