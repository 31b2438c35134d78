// Damaged files apart from what is wrong with the command.
#include "app/given_audio.hpp"

#include <utility>

namespace serhost::app {

std::vector<features::AudioFile> readable_files(const std::vector<std::filesystem::path>& given,
                                                const std::optional<std::filesystem::path>& list,
                                                features::KeyRule key, Faults& damaged) {
  Faults found, others;
  auto files = features::audio_files(given, list, key, found);
  for (const auto& fault : found.all())
    (fault.exit == Exit::damaged ? damaged : others).add(fault.exit, fault.message);
  others.throw_if_any();
  std::erase_if(files, [](const auto& file) { return file.samples <= 0; });
  return files;
}

data::Manifest manifest_of_files(const std::vector<features::AudioFile>& files) {
  data::Manifest out;
  for (const auto& file : files) {
    data::Clip one;
    one.utterance.key = file.key;
    one.utterance.audio = file.file;
    one.seconds = static_cast<double>(file.samples) / static_cast<double>(file.sample_rate);
    out.clips.push_back(std::move(one));
  }
  return out;
}

}  // namespace serhost::app
