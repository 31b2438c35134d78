// Workers chose a major emotion, and any number of secondary ones, which are not counted.
#include "labels.hpp"

#include <serhost/corpus.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/labels.hpp>
#include <set>

namespace msp_podcast {
namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

/// "anger" of "Angry", "other" of "Other-concerned".
std::string voted(const std::string& word) {
  static const std::set<std::string> known = {"anger", "sadness", "happiness", "surprise",
                                              "fear",  "disgust", "contempt",  "neutral"};
  const auto name = readers::canonical(word);
  return known.contains(name) ? name : "other";
}

/// The major emotion of "WORKER00000001; Angry; Sad,Depressed; A:4.0; V:2.0; D:3.0;".
std::string major_of_detail(const std::string& detail) {
  const auto first = detail.find(';');
  if (first == std::string::npos) return "";
  const auto end = std::min(detail.find(';', first + 1), detail.size());
  return detail.substr(first + 1, end - first - 1);
}

}  // namespace

readers::Table read_consensus(const fs::path& file, readers::Problems& problems) {
  if (serhost::corpus::extension_of(file) != "json") return readers::read_table(file, problems);
  readers::Table table;
  const auto json = readers::read_json_object(file, "labels by the name of the file");
  for (const auto& [name, members] : json.items()) {
    if (!members.is_object()) {
      problems.add(file.string() + ": '" + name + "' is no object");
      continue;
    }
    table.rows.push_back(readers::row_of(members, 0));
    table.rows.back().fields["FileName"] = name;
  }
  return table;
}

std::map<std::string, std::map<std::string, double>> read_votes(const fs::path& file,
                                                                readers::Problems& problems) {
  std::map<std::string, std::map<std::string, double>> out;
  const auto count = [&out](const std::string& name, const std::string& word) {
    if (!word.empty()) out[name][voted(word)] += 1.0;
  };
  if (serhost::corpus::extension_of(file) == "json") {
    const auto json = readers::read_json_object(file, "workers by the name of the file");
    for (const auto& [name, workers] : json.items())
      if (workers.is_object())
        for (const auto& [worker, answer] : workers.items())
          count(name, readers::text_of_member(answer, "EmoClass_Major"));
    return out;
  }
  for (const auto& row : readers::read_table(file, problems).rows) {
    const auto field = [&row](const char* name) {
      const auto at = row.fields.find(name);
      return at == row.fields.end() ? std::string() : at->second;
    };
    const auto major = field("EmoClass_Major");
    count(field("FileName"), major.empty() ? major_of_detail(field("EmoDetail")) : major);
  }
  return out;
}

}  // namespace msp_podcast
