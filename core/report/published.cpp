// Names are compared by their letters and digits, since every paper writes them in its own way.
#include "report/published.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "report/grid.hpp"

namespace serhost::report {
namespace {

std::string bare(const std::string& name) {
  std::string out;
  for (const unsigned char c : name) {
    if (std::isalnum(c)) out += static_cast<char>(std::tolower(c));
  }
  return out;
}

/// Rows as maps from the header's names.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& file) {
  const auto at = published_files().find(file);
  SERHOST_CHECK(at != published_files().end());
  const auto table = read_csv(at->second);
  SERHOST_CHECK(!table.rows.empty());
  std::vector<std::map<std::string, std::string>> out;
  const auto& names = table.rows.front().fields;
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    SERHOST_CHECK(table.rows[r].fields.size() == names.size());
    auto& row = out.emplace_back();
    for (std::size_t c = 0; c < names.size(); ++c) row[names[c]] = table.rows[r].fields[c];
  }
  return out;
}

std::string field(const std::map<std::string, std::string>& row, const std::string& name) {
  const auto at = row.find(name);
  return at == row.end() ? "" : at->second;
}

/// The names under which papers speak of our losses.
std::string loss_of(const std::string& printed) {
  static const std::map<std::string, std::string> names = {{"CE", "cross_entropy"},
                                                           {"LS-CE", "label_smoothing"},
                                                           {"Focal", "focal"},
                                                           {"AAM", "aam"},
                                                           {"CCC", "ccc"}};
  const auto at = names.find(printed);
  return at == names.end() ? bare(printed) : at->second;
}

/// "WavLM-base+" and "emotion2vec*" as the family that a backbone is called after.
std::string family_of(const std::string& printed) {
  auto out = bare(printed.substr(0, printed.find(" (")));
  for (const auto* size : {"base", "large"}) {
    if (out.size() > std::string(size).size() && out.ends_with(size))
      out.resize(out.size() - std::string(size).size());
  }
  return out == "wav2vec20" ? "wav2vec2" : out;
}

std::vector<Published> read_all() {
  std::vector<Published> out;
  for (const auto& table : rows_of("tables.csv")) {
    for (const auto& row : rows_of(field(table, "file"))) {
      Published value;
      value.source = field(table, "source");
      value.dataset =
          field(table, "dataset").empty() ? field(row, "dataset") : field(table, "dataset");
      value.model = field(row, "model");
      value.loss = loss_of(field(row, "loss"));
      value.protocol = field(table, "protocol");
      value.k = field(table, "k");
      value.validation = field(row, "val_is_test") == "1" ? "test" : field(table, "validation");
      if (const auto own = field(row, "protocol"); !own.empty()) {
        value.protocol = own.ends_with("leave_one_session_out")   ? "leave-one-session-out"
                         : own.ends_with("leave_one_speaker_out") ? "leave-one-speaker-out"
                                                                  : "not stated";
      }
      value.weights = field(row, "upstream") == "Finetune" ? "fine-tuned" : field(table, "weights");
      value.classes = field(table, "classes");
      value.note = field(table, "note");
      for (const auto& [column, metric] :
           std::map<std::string, std::string>{{"accuracy_percent", "wa"},
                                              {"wa_percent", "wa"},
                                              {"wa", "wa"},
                                              {"ua", "ua"},
                                              {"wf1", "wf1"}}) {
        const auto text = field(row, column);
        if (text.empty()) continue;
        char* end = nullptr;
        const double percent = std::strtod(text.c_str(), &end);
        SERHOST_CHECK(end != text.c_str() && *end == '\0' && percent >= 0.0 && percent <= 100.0);
        value.metrics[metric] = percent / 100.0;
      }
      SERHOST_CHECK(!value.metrics.empty() && !value.model.empty());
      out.push_back(std::move(value));
    }
  }
  return out;
}

}  // namespace

const std::vector<Published>& published() {
  static const auto all = read_all();
  return all;
}

std::vector<Published> published_beside(const run::EvaluatedRun& run) {
  std::vector<Published> out;
  for (const auto& value : published()) {
    if (family_of(value.model) != bare(run.run.facts.backbone)) continue;
    if (!value.loss.empty() && value.loss != run.run.facts.loss) continue;
    if (value.loss.empty() && run.run.facts.loss != "cross_entropy") continue;
    if (value.loss.empty() && bare(value.dataset) != bare(corpus_of(run))) continue;
    out.push_back(value);
  }
  return out;
}

std::vector<std::string> protocol_differences(const Published& paper,
                                              const run::EvaluatedRun& run) {
  const auto& facts = run.run.facts;
  std::vector<std::string> out;
  const auto compare = [&](const std::string& what, const std::string& there,
                           const std::string& here, bool same) {
    if (!same) out.push_back(what + ": " + there + " there, " + here + " here");
  };
  const auto dataset = corpus_of(run);
  compare("corpus", paper.dataset, dataset, bare(paper.dataset) == bare(dataset));
  if (!paper.classes.empty())
    compare("classes", paper.classes, std::to_string(facts.classes.size()),
            paper.classes == std::to_string(facts.classes.size()));
  const auto folds = facts.protocol == "k-fold" ? std::to_string(run.run.folds) : "";
  const auto named = [](const std::string& protocol, const std::string& k) {
    return k.empty() ? protocol : k + "-fold";
  };
  compare("protocol", named(paper.protocol, paper.k), named(facts.protocol, folds),
          paper.protocol == facts.protocol && paper.k == folds);
  if (paper.protocol == "holdout" || paper.protocol == "k-fold") {
    const auto unit = run.keys.find("protocol.unit");
    const bool by_clip = unit != run.keys.end() && unit->second == "clip";
    if (paper.protocol == facts.protocol) compare("parts", "of clips", "of speakers", by_clip);
  }
  const auto validation = facts.validation.substr(0, facts.validation.find(' '));
  compare("validation", paper.validation, validation, paper.validation == validation);
  const auto frozen = std::any_of(run.keys.begin(), run.keys.end(), [](const auto& entry) {
    return entry.first.starts_with("backbone.") && entry.first.ends_with("freeze") &&
           entry.second == "all";
  });
  const bool trained_from_nothing = facts.pretraining_known && facts.pretraining.empty();
  if (trained_from_nothing && bare(paper.model) != "lstm")
    compare("weights", "pre-trained", "random", false);
  else if (bare(paper.model) != "lstm")
    compare("encoder", paper.weights, frozen ? "frozen" : "fine-tuned",
            (paper.weights == "frozen") == frozen);
  return out;
}

}  // namespace serhost::report
