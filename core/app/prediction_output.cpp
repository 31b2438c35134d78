// Writes predictions; a file appears whole, except that of a live listener.
#include "app/prediction_output.hpp"

#include "app/output_place.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::app {

namespace fs = std::filesystem;

PredictionOutput::PredictionOutput(const std::string& format, std::optional<fs::path> out,
                                   bool live, Print print)
    : name_(format),
      format_(find_prediction_format(format)),
      out_(std::move(out)),
      live_(live),
      print_(std::move(print)) {
  if (!out_) return;
  std::error_code ignored;
  folder_ = format_.one_recording() && fs::is_directory(*out_, ignored);
  if (!folder_) check_output(*out_, {ending_of(format)});
  if (live_) return;
  if (folder_) journal_ = *out_ / ".serhost-predictions.log";
  else if (destination_of(*out_) != Destination::stream)
    journal_ = fs::path(out_->string() + ".partial");
}

void PredictionOutput::begin(const std::vector<std::string>& columns, std::size_t clips) {
  columns_ = columns;
  if (format_.one_recording() && clips > 1) {
    std::error_code ignored;
    if (!out_ || (!folder_ && fs::exists(*out_, ignored)))
      throw UsageError("the format " + name_ + " holds one recording, and there are " +
                       std::to_string(clips) +
                       ": name a folder for the results, which gets a file for each, or choose "
                       "csv, jsonl or rttm");
    folder_ = true;
  }
  if (folder_) return make_directory(*out_);
  if (out_ && live_)
    growing_ = std::make_unique<features::OutputFile>(*out_, features::OutputFile::Open::fresh);
  else if (out_) file_ = std::make_unique<FileReplacement>(*out_);
  if (!format_.needs_whole()) write(format_.begin(columns_));
}

void PredictionOutput::write(std::string_view text) {
  if (text.empty()) return;
  if (folder_) text_ += text;
  else if (growing_) growing_->append(text);
  else if (file_) file_->write(text.data(), text.size());
  else print_(text);
}

fs::path PredictionOutput::file_for(const std::string& key) const {
  const auto relative = fs::path(key).relative_path().lexically_normal();
  if (relative.empty() || *relative.begin() == "..")
    throw UsageError("the key '" + key + "' leads outside the folder " + out_->string() +
                     "; take stems as keys, or begin in a folder above the audio");
  return *out_ / (relative.generic_string() + ending_of(name_));
}

void PredictionOutput::end_recording() {
  if (!any_) return;
  if (format_.needs_whole()) write(format_.whole(columns_, whole_));
  if (folder_) {
    const auto file = file_for(recording_);
    make_directory(file.parent_path());
    replace_file(file, text_);
  }
  text_.clear();
  whole_.clear();
}

void PredictionOutput::say(const Said& said) {
  if (any_ && said.key != recording_) end_recording();
  if (!any_ || said.key != recording_) {
    if (folder_ && !format_.needs_whole()) text_ = format_.begin(columns_);
    recording_ = said.key;
    any_ = true;
  }
  if (format_.needs_whole()) whole_.push_back(said);
  else write(format_.line(columns_, said));
}

void PredictionOutput::finish() {
  end_recording();
  if (file_) file_->commit();
  file_.reset();
  if (growing_) growing_->sync();
  if (journal_) {
    std::error_code ignored;
    fs::remove(*journal_, ignored);
  }
}

}  // namespace serhost::app
