// Whether the people of the test part were trained on: an accuracy on other clips of the same
// people is another quantity, and higher.
#pragma once

#include <cstdint>
#include <string>

namespace serhost::run {

enum class TestSpeakers : std::uint8_t {
  others,   ///< nobody who is tested was trained on
  shared,   ///< some were
  unknown,  ///< a clip's speaker is not known, so that it cannot be told
};

/// "speaker-independent", "speaker-dependent" or "speakers unknown": in signatures, tables and
/// records.
std::string words_of(TestSpeakers speakers);
/// The inverse; `unknown` for any other text.
TestSpeakers test_speakers_from(const std::string& words);

/// What must stand beside every metric; "" of `others`.
std::string stamp_of(TestSpeakers speakers);
/// What an interval speaks of where it does not speak of other people; "" of `others`.
std::string interval_is_of(TestSpeakers speakers);

}  // namespace serhost::run
