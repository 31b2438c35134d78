// Looks through the folds.
#include "app/tested_clips.hpp"

#include <set>
#include <string>

#include "base/text.hpp"
#include "data/protocol/groups.hpp"
#include "run/signature_fields.hpp"

namespace serhost::app {
namespace {

std::set<std::size_t> all_tested(const Prepared& prepared) {
  std::set<std::size_t> out;
  for (const auto& drawn : prepared.folds) {
    for (const auto& fold : drawn.folds) out.insert(fold.test.begin(), fold.test.end());
  }
  return out;
}

}  // namespace

run::TestSpeakers test_speakers(const Prepared& prepared) {
  bool unknown = false;
  const auto speaker_of = [&](std::size_t clip) {
    return data::name_in(prepared.manifest.clips[clip].utterance, data::GroupKind::speaker);
  };
  for (const auto& drawn : prepared.folds) {
    for (const auto& fold : drawn.folds) {
      std::set<std::string> trained;
      for (const auto* part : {&fold.train, &fold.validation}) {
        if (part == &fold.validation && drawn.validation_is_test) continue;
        for (const auto i : *part) {
          const auto* const speaker = speaker_of(i);
          if (speaker != nullptr) trained.insert(*speaker);
          else unknown = true;
        }
      }
      for (const auto i : fold.test) {
        const auto* const speaker = speaker_of(i);
        if (speaker == nullptr) unknown = true;
        else if (trained.contains(*speaker)) return run::TestSpeakers::shared;
      }
    }
  }
  return unknown ? run::TestSpeakers::unknown : run::TestSpeakers::others;
}

std::vector<std::string> stamps_of(const Prepared& prepared) {
  std::vector<std::string> out;
  if (auto speakers = run::stamp_of(test_speakers(prepared)); !speakers.empty())
    out.push_back(std::move(speakers));
  if (auto note = cropping_note(prepared); !note.empty()) out.push_back(std::move(note));
  return out;
}

std::size_t cropped_test_clips(const Prepared& prepared) {
  const auto most = prepared.experiment.train.max_seconds;
  if (!most || !data::takes_audio(prepared.experiment)) return 0;
  std::size_t out = 0;
  for (const auto i : all_tested(prepared)) {
    if (prepared.manifest.clips[i].seconds > *most) ++out;
  }
  return out;
}

std::string cropping(const Prepared& prepared) {
  const auto cropped = cropped_test_clips(prepared);
  return run::cropping_text(cropped, cropped == 0 ? 0.0 : *prepared.experiment.train.max_seconds);
}

std::string cropping_note(const Prepared& prepared) {
  const auto cropped = cropped_test_clips(prepared);
  if (cropped == 0) return "";
  const auto tested = all_tested(prepared).size();
  return std::to_string(cropped) + " of " + count_of(tested, "test clip") +
         " are longer than train.max_seconds = " + exact(*prepared.experiment.train.max_seconds) +
         ": only their middle is heard, in the test too";
}

}  // namespace serhost::app
