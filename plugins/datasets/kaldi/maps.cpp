// What a name may not hold (blanks) is what separates it from the rest.
#include "maps.hpp"

#include <serhost/readers/fields.hpp>
#include <serhost/readers/text.hpp>

namespace kaldi {

namespace readers = serhost::readers;

Map read_map(const std::filesystem::path& file, readers::Problems& problems) {
  Map out;
  for (const auto& line : readers::lines_of(file, "lines of a name and what belongs to it")) {
    auto words = readers::words_of(line.text, 2);
    if (words.size() < 2) {
      problems.add(file, line.number, "has nothing behind '" + words.front() + "'");
      continue;
    }
    const auto [at, fresh] = out.emplace(words[0], Entry{std::move(words[1]), line.number});
    if (!fresh)
      problems.add(file, line.number,
                   "'" + at->first + "' is already in line " + std::to_string(at->second.line));
  }
  return out;
}

std::optional<std::string> why_no_file(const std::string& value) {
  if (value.ends_with('|'))
    return "is a command, and commands in lists are not run; write what it prints to a file and "
           "name that, for example: sph2pipe -f wav IN.sph OUT.wav, or ffmpeg -i IN OUT.wav";
  const auto colon = value.rfind(':');
  if (colon != std::string::npos && colon + 1 < value.size() &&
      value.find_first_not_of("0123456789", colon + 1) == std::string::npos)
    return "is a place in an archive of Kaldi; write the audio to files: wav-copy scp:wav.scp "
           "scp,t:... or extract it with kaldiio";
  return std::nullopt;
}

std::optional<Segment> segment_of(const std::string& value) {
  const auto words = readers::words_of(value);
  if (words.size() != 3) return std::nullopt;
  const auto start = readers::number_of(words[1]), end = readers::number_of(words[2]);
  if (!start || !end || *start < 0.0 || (*end != -1.0 && *end <= *start)) return std::nullopt;
  return Segment{words[0], *start, *end};
}

}  // namespace kaldi
