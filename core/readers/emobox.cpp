// The fields are in a fixed order, so that a comma in a key or a speaker does not end it.
#include <serhost/readers/emobox.hpp>
#include <serhost/readers/labels.hpp>

#include "base/text.hpp"

namespace serhost::readers {

std::map<std::string, std::string> speakers_of_stm(std::string_view text) {
  std::map<std::string, std::string> out;
  for (const auto& line : split(text, '\n')) {
    const auto id = line.find("<id="), language = line.find(",lang=", id);
    const auto speaker = line.find(",spk=", id);
    if (id == std::string::npos || speaker == std::string::npos) continue;
    const auto emotion = line.rfind(",emotion=");
    const auto end =
        emotion != std::string::npos && emotion > speaker ? emotion : line.find('>', speaker);
    if (end == std::string::npos) continue;
    const auto key = line.substr(id + 4, std::min(language, speaker) - id - 4);
    if (const auto name = known(line.substr(speaker + 5, end - speaker - 5)); name && !key.empty())
      out[key] = *name;
  }
  return out;
}

}  // namespace serhost::readers
