// Answers of all workers weigh the same.
#include "raw.hpp"

#include <algorithm>
#include <array>
#include <serhost/corpus.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/text.hpp>

#include "sentiment.hpp"

namespace mosei {
namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

constexpr std::array<std::pair<const char*, const char*>, 7> kAnswers = {
    {{"sentiment", "Answer.sentiment"},
     {"happiness", "Answer.happiness"},
     {"sadness", "Answer.sadness"},
     {"anger", "Answer.anger"},
     {"surprise", "Answer.surprise"},
     {"disgust", "Answer.disgust"},
     {"fear", "Answer.fear"}}};

struct Sum {
  double total = 0.0;
  std::size_t count = 0;
};

}  // namespace

std::map<std::string, Ratings> read_labels(const fs::path& folder, readers::Problems& problems) {
  std::map<std::string, std::map<std::string, Sum>> sums;
  for (const auto& file : serhost::corpus::files_below(folder, {"csv"}, 1)) {
    readers::Problems own(file);
    auto table = readers::read_table(file, own);
    for (auto& row : table.rows) {
      const auto line = row.line;
      readers::Fields fields(std::move(row), false, own);
      auto video = fields.text("Input.VIDEO_ID");
      const auto clip = fields.text("Input.CLIP");
      if (!video || !clip) {
        own.add(line, "has no Input.VIDEO_ID or Input.CLIP");
        continue;
      }
      video->erase(0, video->rfind('/') + 1);
      auto& sum = sums[cmu::key_of(*video, *clip)];
      for (const auto& [name, column] : kAnswers)
        if (const auto rating = fields.real(column)) sum[name].total += *rating, ++sum[name].count;
    }
    try {
      own.throw_if_any();
    } catch (const std::runtime_error& error) { problems.add(error.what()); }
  }
  std::map<std::string, Ratings> out;
  for (const auto& [key, ratings] : sums)
    for (const auto& [name, sum] : ratings)
      out[key][name] = sum.total / static_cast<double>(sum.count);
  return out;
}

std::vector<Segment> read_transcript(const fs::path& file, readers::Problems& problems) {
  constexpr std::string_view kBetween = "___";
  const auto video = file.stem().string();
  std::vector<Segment> out;
  for (const auto& line : readers::lines_of(file, "lines of video___clip___start___end___text")) {
    // After the name, which may hold "_" at its end.
    const bool named = line.text.starts_with(video + std::string(kBetween));
    std::array<std::string, 3> part;
    auto at = named ? video.size() + kBetween.size() : std::string::npos;
    for (auto& one : part) {
      const auto end = at == std::string::npos ? at : line.text.find(kBetween, at);
      if (end == std::string::npos) {
        at = end;
        break;
      }
      one = line.text.substr(at, end - at);
      at = end + kBetween.size();
    }
    const auto start = readers::number_of(part[1]), end = readers::number_of(part[2]);
    if (at == std::string::npos || part[0].empty() || !start || !end || *end <= *start) {
      problems.add(file, line.number,
                   "is no segment; expected " + video + "___clip___start___end___text");
      continue;
    }
    if (*end > 0.0)
      out.push_back({part[0], line.text.substr(at), std::max(*start, 0.0), *end, line.number});
  }
  return out;
}

}  // namespace mosei
