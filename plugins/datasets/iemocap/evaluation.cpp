// Lines are told by how they begin: '[' a label, "C-E" what one listener heard; ratings (A-) and
// the actors' own (C-F, C-M) are passed over.
#include "evaluation.hpp"

#include <charconv>
#include <fstream>
#include <optional>
#include <serhost/corpus.hpp>
#include <serhost/readers/text.hpp>

namespace iemocap {
namespace {

const std::map<std::string, std::string> kCodes = {
    {"ang", "anger"},   {"hap", "happiness"},   {"exc", "excitement"}, {"sad", "sadness"},
    {"neu", "neutral"}, {"fru", "frustration"}, {"sur", "surprise"},   {"fea", "fear"},
    {"dis", "disgust"}, {"oth", "other"}};

/// Listeners' words; "Neutral state" is written short in the files.
const std::map<std::string, std::string> kWords = {{"anger", "anger"},
                                                   {"happiness", "happiness"},
                                                   {"excited", "excitement"},
                                                   {"sadness", "sadness"},
                                                   {"neutral", "neutral"},
                                                   {"neutral state", "neutral"},
                                                   {"frustration", "frustration"},
                                                   {"surprise", "surprise"},
                                                   {"fear", "fear"},
                                                   {"disgust", "disgust"},
                                                   {"other", "other"}};

/// Reads along a line; each step says whether what was expected is there.
class Cursor {
 public:
  explicit Cursor(const std::string& text) : text_(text) {}
  bool skip(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool number(double& value) {
    blanks();
    const auto [end, fault] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (fault != std::errc() || !(value >= 0.0 && value < 1e7)) return false;
    at_ = static_cast<std::size_t>(end - text_.data());
    return true;
  }
  bool word(std::string& value) {
    blanks();
    const auto end = std::min(text_.find_first_of(" \t\r", at_), text_.size());
    value = text_.substr(at_, end - at_);
    at_ = end;
    return !value.empty();
  }

 private:
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  const std::string& text_;
  std::size_t at_ = 0;
};

std::optional<Turn> turn_of(const std::string& line) {
  Turn turn;
  Cursor at(line);
  const bool read = at.skip('[') && at.number(turn.start) && at.skip('-') && at.number(turn.end) &&
                    at.skip(']') && at.word(turn.name) && at.word(turn.label) && at.skip('[') &&
                    at.number(turn.valence) && at.skip(',') && at.number(turn.arousal) &&
                    at.skip(',') && at.number(turn.dominance) && at.skip(']');
  if (!read) return std::nullopt;
  return turn;
}

/// "C-E2:\tNeutral; Anger;\t()": one vote, shared.
void count_votes(const std::string& line, Turn& turn) {
  const auto colon = line.find(':');
  if (colon == std::string::npos) return;
  std::vector<std::string> named;
  for (auto at = colon + 1; at < line.size();) {
    const auto end = line.find(';', at);
    if (end == std::string::npos) break;
    auto word = line.substr(at, end - at);
    word.erase(0, word.find_first_not_of(" \t"));
    word.erase(word.find_last_not_of(" \t") + 1);
    const auto known = kWords.find(serhost::corpus::lowered(word));
    named.push_back(known == kWords.end() ? "other" : known->second);
    at = end + 1;
  }
  for (const auto& name : named) turn.votes[name] += 1.0 / static_cast<double>(named.size());
}

/// Not of a pipe or a device, which would make us wait.
std::ifstream opened(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::ifstream(std::filesystem::is_regular_file(file, ignored) ? file
                                                                       : std::filesystem::path());
}

}  // namespace

std::string canonical(const std::string& code) {
  const auto at = kCodes.find(code);
  return at == kCodes.end() ? "" : at->second;
}

std::vector<Turn> read_evaluation(const std::filesystem::path& file,
                                  serhost::readers::Problems& problems) {
  auto in = opened(file);
  if (!in) problems.add(file.string() + ": cannot be read");
  std::vector<Turn> turns;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.starts_with("[")) {
      auto turn = turn_of(line);
      if (turn) {
        turn->line = number;
        turns.push_back(std::move(*turn));
      } else {
        problems.add(file, number,
                     "is not a label line; expected [start - end] name label [valence, arousal, "
                     "dominance]");
      }
    } else if (line.starts_with("C-E") && !turns.empty()) {
      count_votes(line, turns.back());
    }
  }
  return turns;
}

// Typed on several machines: what is not UTF-8 is taken as Latin-1.
std::map<std::string, std::string> read_transcription(const std::filesystem::path& file) {
  std::map<std::string, std::string> words;
  auto in = opened(file);
  std::string line;
  while (std::getline(in, line)) {  // Ses01F_impro01_F000 [006.2901-008.2357]: Excuse me.
    const auto blank = line.find(' '), colon = line.find("]:");
    if (!line.starts_with("Ses") || blank == std::string::npos || colon == std::string::npos ||
        blank > colon)
      continue;
    auto said = line.substr(colon + 2);
    said.erase(0, said.find_first_not_of(" \t"));
    said.erase(said.find_last_not_of(" \t\r") + 1);
    if (!said.empty()) words[line.substr(0, blank)] = serhost::readers::latin1_as_utf8(said);
  }
  return words;
}

}  // namespace iemocap
