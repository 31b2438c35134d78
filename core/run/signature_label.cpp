// Reading and altering of labels, by their parts.
#include "run/signature_label.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "run/partition.hpp"

namespace serhost::run {
namespace {

constexpr const char* kBetween = " | ";

/// "2 of 6 folds", "20 of 40 clips".
bool says(const std::string& part, const std::string& what) {
  return (part.ends_with(" " + what) || part.ends_with(" " + what + "s")) &&
         part.find(" of ") != std::string::npos;
}

bool says_folds(const std::string& part) { return says(part, "fold"); }

}  // namespace

std::vector<std::string> label_parts(const std::string& label) {
  std::vector<std::string> out;
  const std::string between = kBetween;
  for (std::size_t begin = 0;;) {
    const auto end = label.find(between, begin);
    out.push_back(label.substr(begin, end == std::string::npos ? end : end - begin));
    if (end == std::string::npos) return out;
    begin = end + between.size();
  }
}

std::string label_of(const std::vector<std::string>& parts) { return join(parts, kBetween); }

std::string corpora_of(const Signature& signature) {
  const auto* const corpus = signature.find("corpus");
  if (corpus == nullptr) return "";
  const auto first = label_parts(signature.label).front();
  const auto colon = first.rfind(':');
  return colon != std::string::npos ? first.substr(0, colon) : corpus->substr(0, corpus->find(','));
}

std::string part_of_clips(std::size_t clips, std::size_t listed) {
  return clips < listed ? std::to_string(clips) + " of " + count_of(listed, "clip") : "";
}

std::string part_of_clips(const std::string& label) {
  const auto parts = label_parts(label);
  return parts.size() > 1 && says(parts[1], "clip") ? parts[1] : "";
}

std::string part_of_training(const std::vector<std::pair<std::string, double>>& corpora) {
  std::vector<std::string> parts;
  bool same = true;
  for (const auto& [name, fraction] : corpora) {
    same = same && fraction == corpora.front().second;
    if (fraction < 1.0) parts.push_back(exact(100.0 * fraction) + " % of " + name);
  }
  if (parts.empty()) return "";
  return "train:" + (same ? exact(100.0 * corpora.front().second) + " %" : join(parts, ", "));
}

std::string part_of_folds(const std::string& partition) {
  const auto [run, folds] = folds_in(partition);
  if (folds == 0 || run == folds) return "";
  return std::to_string(run) + " of " + count_of(folds, "fold");
}

std::string with_part_of_folds(const std::string& label, const std::string& partition) {
  auto parts = label_parts(label);
  const auto said = std::find_if(parts.begin(), parts.end(), says_folds);
  const auto now = part_of_folds(partition);
  if (said == parts.end()) return label;  // of all folds, or of a label that never said it
  if (now.empty()) parts.erase(said);
  else *said = now;
  return label_of(parts);
}

std::string with_test_speakers(const std::string& label, TestSpeakers speakers) {
  auto parts = label_parts(label);
  std::erase_if(parts, [](const auto& part) {
    return part == words_of(TestSpeakers::shared) || part == words_of(TestSpeakers::unknown);
  });
  if (speakers == TestSpeakers::others) return label_of(parts);
  const auto seeds = std::find_if(parts.begin(), parts.end(),
                                  [](const auto& part) { return part.starts_with("seeds:"); });
  parts.insert(seeds, words_of(speakers));
  return label_of(parts);
}

}  // namespace serhost::run
