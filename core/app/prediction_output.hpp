// Where predictions go: printed as they come, into one file, or into a folder with a file for each
// recording.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/prediction_text.hpp"
#include "base/files.hpp"
#include "features/output_file.hpp"

namespace serhost::app {

class PredictionOutput {
 public:
  using Print = std::function<void(std::string_view)>;

  /// `out`: the file or folder; absent: `print` gets the text. `live`: what is said is in the file
  /// at once, for a listener that may be ended at any time. Throws Error(usage) for an unknown
  /// format, Error(cannot_create) for a file that is something else.
  PredictionOutput(const std::string& format, std::optional<std::filesystem::path> out, bool live,
                   Print print);

  /// Where an interrupted job keeps what it has; absent where nothing could be taken over.
  const std::optional<std::filesystem::path>& journal() const { return journal_; }

  /// Throws Error(usage) where `clips` do not fit into one text of this format.
  void begin(const std::vector<std::string>& columns, std::size_t clips);
  void say(const Said& said);
  void finish();  ///< what is in a file is complete and in its place

 private:
  void write(std::string_view text);
  void end_recording();
  std::filesystem::path file_for(const std::string& key) const;

  std::string name_;
  const PredictionFormat& format_;
  std::optional<std::filesystem::path> out_, journal_;
  bool live_, folder_ = false;
  Print print_;
  std::vector<std::string> columns_;
  std::unique_ptr<FileReplacement> file_;
  std::unique_ptr<features::OutputFile> growing_;
  std::string recording_;    ///< the key of the one that is being written
  std::string text_;         ///< of it, where each has its file
  std::vector<Said> whole_;  ///< of it, where the format needs all
  bool any_ = false;
};

}  // namespace serhost::app
