// Event files that TensorBoard opens, written by hand: three message types do not justify a
// protobuf dependency.
//
// A file is a sequence of TFRecords; a record holds an Event of tensorflow/core/util/event.proto.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/events.hpp"

namespace serhost::run {

/// CRC-32C (Castagnoli).
std::uint32_t crc32c(std::string_view bytes);

/// Length, masked CRC of the length, content, masked CRC of the content; little endian.
std::string tf_record(std::string_view content);

/// The first record of a file.
std::string version_event(double wall_time);

/// One point of several curves.
std::string scalar_event(double wall_time, std::int64_t step,
                         const std::vector<std::pair<std::string, double>>& scalars);

/// A text, which TensorBoard shows as Markdown.
std::string text_event(double wall_time, const std::string& tag, const std::string& markdown);

/// A picture: the bytes of a PNG, whose header says its size.
std::string image_event(double wall_time, const std::string& tag, const std::string& png);

/// The records of one epoch: train/loss, lr, val/<metric> and logged/<name>; its step is the epoch.
std::string epoch_event(double wall_time, const EpochEnded& epoch);

/// What TensorBoard's HPARAMS tab shows of a session: `keys` as numbers, true or false, or texts.
/// Sessions of one `group`, the folds and seeds of an experiment, are shown as one with the means
/// of their metrics. Its table of all keys is made by TensorBoard itself.
std::string hparams_event(double wall_time, const std::map<std::string, std::string>& keys,
                          const std::string& group);

/// A whole file of the epochs of one fold and seed; the last of them ended at `wall_time`. `begin`
/// follows the version: hparams_event, or nothing.
std::string event_file(double wall_time, const std::vector<EpochEnded>& epochs,
                       const std::string& begin = "");

/// The text of an experiment.
std::string experiment_event(double wall_time, const std::string& toml);

/// tensorboard/events.out.tfevents.1.serhost, relative to the run directory: texts and pictures of
/// the run as a whole.
std::filesystem::path board_path();

/// tensorboard/fold-F/seed-S/events.out.tfevents.1.serhost below the run directory.
std::filesystem::path event_path(const std::filesystem::path& run_directory, std::int64_t fold,
                                 std::int64_t seed);

}  // namespace serhost::run
