// JSON lines: the job's signature, then the clips. A last line that an interruption has torn is
// dropped.
#include "app/prediction_journal.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

using Line = nlohmann::ordered_json;

constexpr const char* kJournalSchema = "serhost.predictions/1";

}  // namespace

PredictionJournal::PredictionJournal(std::filesystem::path file, const std::string& signature)
    : file_(std::move(file), features::OutputFile::Open::existing) {
  if (!file_.lock())
    throw Error(Exit::cannot_create, file_.path().string() +
                                         " is in use by another prediction into the same place; "
                                         "wait for it, or choose another place");
  std::string text(file_.size(), '\0');
  text.resize(file_.read_at(0, text.data(), text.size()));
  const auto first = Line{{"schema", kJournalSchema}, {"signature", signature}}.dump() + "\n";
  if (!text.starts_with(first)) {
    file_.resize(0);
    file_.append(first);
    return;
  }
  auto lines = split(text.substr(first.size()), '\n');
  lines.pop_back();  // nothing, or a line that was cut off
  auto whole = first.size();
  for (const auto& line : lines) {
    const auto json = Line::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("said")) break;
    try {
      Finished clip{json.at("identity").get<std::string>(), {}};
      const auto key = json.at("key").get<std::string>();
      for (const auto& said : json.at("said"))
        clip.said.push_back({key, said.at(0).get<double>(), said.at(1).get<double>(),
                             said.at(2).get<std::vector<std::string>>()});
      finished_[key] = std::move(clip);
    } catch (const nlohmann::json::exception&) { break; }
    whole += line.size() + 1;
  }
  file_.resize(whole);
}

const std::vector<Said>* PredictionJournal::find(const std::string& key,
                                                 const std::string& identity) const {
  const auto found = finished_.find(key);
  return found != finished_.end() && found->second.identity == identity ? &found->second.said
                                                                        : nullptr;
}

void PredictionJournal::add(const std::string& key, const std::string& identity,
                            const std::vector<Said>& said) {
  Line line = {{"key", key}, {"identity", identity}, {"said", Line::array()}};
  for (const auto& one : said) line["said"].push_back({one.start, one.end, one.answer});
  file_.append(line.dump() + "\n");
}

void PredictionJournal::remove() {
  std::error_code ignored;
  std::filesystem::remove(file_.path(), ignored);
}

}  // namespace serhost::app
