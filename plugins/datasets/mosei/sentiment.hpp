// What CMU-MOSEI and CMU-MOSI share: a rating of sentiment from -3 to 3, the official folds by
// video, and the packaging of MMSA.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/dataset.hpp>
#include <serhost/readers/problems.hpp>
#include <string>
#include <vector>

namespace cmu {

/// "negative", "neutral" (0) or "positive", with the rating as the dimension `sentiment` and its
/// class of seven, as the corpus's own software rounds it, as the column `sentiment_7`.
void set_sentiment(serhost::Utterance& one, double sentiment);

/// -3 to 3: below -2 is -3, from -2 and below -1 is -2, above 1 and up to 2 is 2, and so on; 0 is 0
/// alone.
int seven_classes(double sentiment);

/// Parts by video from cmu_mosei_std_folds.py (or cmu_mosi_std_folds.py, standard_folds.py), a file
/// of Python lists standard_train_fold, standard_valid_fold and standard_test_fold. Not a line of
/// it is run. Throws std::runtime_error where it names no video, or one in two parts.
std::map<std::string, std::string> read_folds(const std::filesystem::path& file);

/// Sets the parts of clips whose video (their session) such a file in `folder` names, where there
/// is one.
void take_folds(const std::filesystem::path& folder, std::vector<serhost::Utterance>& clips);

/// Clips of MMSA's label.csv: video_id, clip_id, text, label, mode; audio at Raw/<video>/<clip>.mp4
/// or, taken out of it, .wav or .flac; or where the corpus's own archive has it, in
/// Raw/Audio/WAV_16000/Segmented/<video>_<clip>.wav.
std::vector<serhost::Utterance> read_mmsa(const std::filesystem::path& folder);

/// The segment's name: "-3g5yACwYnA/10".
std::string key_of(const std::string& video, const std::string& clip);

}  // namespace cmu
