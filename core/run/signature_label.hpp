// The part of a signature that people read: "emodb:4c | 20 of 40 clips | loso-speaker | 2 of 6
// folds | dev:speakers | sel:ua | seeds:3 | serhost:0.1.0". A metric with this line can stand
// alone, so that it says where a run holds a part of the clips or folds alone.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "run/signature.hpp"
#include "run/test_speakers.hpp"

namespace serhost::run {

/// The value of the field `cropping` where all test clips are heard in full.
inline constexpr const char* kNothingCropped = "none";

/// "emodb:4c", "loso-speaker", …, and the label that has them.
std::vector<std::string> label_parts(const std::string& label);
std::string label_of(const std::vector<std::string>& parts);

/// "emodb" or "emodb+ravdess", as the experiment names them; of records of version 1 the field
/// `corpus` has them, too.
std::string corpora_of(const Signature& signature);

/// "20 of 40 clips"; "" where all that are listed take part.
std::string part_of_clips(std::size_t clips, std::size_t listed);
/// What a label says of that; "".
std::string part_of_clips(const std::string& label);

/// "train:10 %" where a fraction below 1 of the training clips of each corpus is learned from,
/// "train:10 % of emodb" where of that one alone; "" where of all. Corpora are names and fractions.
std::string part_of_training(const std::vector<std::pair<std::string, double>>& corpora);

/// "2 of 6 folds" of a text of partition.hpp; "" where it is of all folds.
std::string part_of_folds(const std::string& partition);

/// The same label, of runs that hold this partition together.
std::string with_part_of_folds(const std::string& label, const std::string& partition);

/// The same label with what is said of the people of the test: "speaker-dependent", "speakers
/// unknown", or nothing.
std::string with_test_speakers(const std::string& label, TestSpeakers speakers);

}  // namespace serhost::run
