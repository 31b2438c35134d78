// The words for it.
#include "run/test_speakers.hpp"

namespace serhost::run {

std::string words_of(TestSpeakers speakers) {
  switch (speakers) {
    case TestSpeakers::others:
      return "speaker-independent";
    case TestSpeakers::shared:
      return "speaker-dependent";
    default:
      return "speakers unknown";
  }
}

TestSpeakers test_speakers_from(const std::string& words) {
  for (const auto speakers : {TestSpeakers::others, TestSpeakers::shared}) {
    if (words == words_of(speakers)) return speakers;
  }
  return TestSpeakers::unknown;
}

std::string stamp_of(TestSpeakers speakers) {
  switch (speakers) {
    case TestSpeakers::others:
      return "";
    case TestSpeakers::shared:
      return "speaker-dependent: people who are tested were trained on, so that every metric is of "
             "other clips of these speakers";
    default:
      return "speakers unknown: whether people who are tested were trained on cannot be told, so "
             "that every metric may be of other clips of the same speakers";
  }
}

std::string interval_is_of(TestSpeakers speakers) {
  switch (speakers) {
    case TestSpeakers::others:
      return "";
    case TestSpeakers::shared:
      return "for other clips of these speakers, not for other speakers";
    default:
      return "for other clips, perhaps of the same speakers";
  }
}

}  // namespace serhost::run
