// Pre-training, labels and clips, by resolved.toml and the lists; with several corpora each of
// them.
#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "app/record_parts.hpp"
#include "app/version.hpp"
#include "base/text.hpp"
#include "run/contradiction.hpp"
#include "run/partition.hpp"
#include "run/pretraining_corpora.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

/// A table of [[dataset]] as resolved.toml has it.
struct RecordedTable {
  std::string name, plugin;
  std::size_t clips = 0;
  bool tested = false;
};

std::vector<RecordedTable> tables_in(const std::map<std::string, std::string>& keys) {
  const auto text = [&](const std::string& key) {
    const auto at = keys.find(key);
    return at == keys.end() ? std::string() : at->second;
  };
  if (keys.contains("dataset.name"))
    return {{text("dataset.name"), bare_name(text("dataset.plugin"))}};
  std::vector<RecordedTable> out;
  for (std::size_t i = 0; keys.contains("dataset." + std::to_string(i) + ".name"); ++i) {
    const auto table = "dataset." + std::to_string(i) + ".";
    out.push_back({text(table + "name"), bare_name(text(table + "plugin"))});
  }
  return out;
}

class Corpora {
 public:
  Corpora(const run::EvaluatedRun& read, const RecordParts& parts)
      : read_(read), parts_(parts), facts_(read.run.facts), tables_(tables_in(read.keys)) {
    const auto* const folds = facts_.signature.find("folds");
    whole_ = folds != nullptr && run::part_of_folds(*folds).empty();
    if (!parts_.folds) return;
    for (const auto& clip : parts_.folds->clips) {
      if (auto* const table = clip.part == "test" ? table_of(clip.key) : nullptr)
        table->tested = true;
    }
    if (!parts_.clips) return;
    for (const auto& clip : std::span(*parts_.clips).first(targets_in(*parts_.clips, facts_))) {
      if (auto* const table = table_of(clip.key)) ++table->clips;
    }
  }

  void check() const {
    check_part_of_clips();
    if (tables_.empty() || read_.keys.empty()) return;
    check_pretraining();
    check_labels();
    if (tables_.size() > 1 && whole_ && parts_.folds && parts_.clips) check_several();
  }

 private:
  [[noreturn]] void refuse(const std::string& field, const std::string& recorded,
                           const std::string& file, const std::string& computed) const {
    run::contradiction(parts_.folder, "the signature and " + file, "the field " + field,
                       "it is \"" + recorded + "\", but \"" + computed + "\" by the file");
  }

  /// A key of several corpora begins with the name of its table.
  RecordedTable* table_of(const std::string& key) {
    if (tables_.size() == 1) return tables_.data();
    const auto name = key.substr(0, key.find('/'));
    const auto at = std::find_if(tables_.begin(), tables_.end(),
                                 [&](const auto& table) { return table.name == name; });
    return at == tables_.end() ? nullptr : &*at;
  }

  /// "20 of 40 clips", or nothing.
  void check_part_of_clips() const {
    const auto said = run::part_of_clips(facts_.signature.label);
    const auto shown = [](const std::string& part) { return part.empty() ? "all clips" : part; };
    if (!said.empty() && !read_.keys.empty() && !read_.keys.contains("train.max_clips"))
      run::contradiction(parts_.folder, "the signature's line and resolved.toml", "the clips",
                         "the line says " + said + ", and no train.max_clips left any out");
    if (!parts_.clips || facts_.listed_clips == 0) return;
    const auto computed =
        run::part_of_clips(targets_in(*parts_.clips, facts_), facts_.listed_clips);
    if (said != computed)
      run::contradiction(parts_.folder, "the signature's line and clips.csv", "the clips",
                         "the line says " + shown(said) + ", but the lists " + shown(computed));
  }

  /// By the names and bundles that this version knows; another may know more.
  void check_pretraining() const {
    const auto* const recorded = facts_.signature.find("pretraining");
    const auto by = facts_.versions.find("serhost");
    if (recorded == nullptr || by == facts_.versions.end() || by->second != version()) return;
    if (tables_.size() > 1 && (!whole_ || !parts_.folds)) return;
    std::vector<run::TestedCorpus> tested;
    for (const auto& table : tables_) {
      if (table.tested || tables_.size() == 1) tested.push_back({table.name, table.plugin});
    }
    const auto computed =
        run::seen_in_pretraining({facts_.pretraining, facts_.pretraining_known}, tested);
    if (*recorded != computed) refuse("pretraining", *recorded, "run.json", computed);
  }

  /// "excitement as joy" of every label that the experiment's tables merge.
  std::set<std::string> mergers() const {
    std::set<std::string> out;
    for (const auto& [key, target] : read_.keys) {
      const auto at = key.find(".merge.");
      if (key.starts_with("dataset.") && at != std::string::npos)
        out.insert(key.substr(at + std::string(".merge.").size()) + " as " + target);
    }
    return out;
  }

  /// The classes, what is merged into them, and which labels are left out. Of labels that the
  /// tables merge only those stand there that a clip has, which no list says.
  void check_labels() const {
    const auto* const recorded = facts_.signature.find("labels");
    if (recorded == nullptr || !facts_.is_classification() || parts_.evaluated) return;
    const auto all = mergers();
    if (std::any_of(all.begin(), all.end(), [](const auto& text) {  // escaped in the file
          return text.find_first_of("\\$") != std::string::npos;
        }))
      return;
    const auto classes = join(facts_.classes, ", ");
    std::vector<std::string> left_out;
    for (const auto& [label, count] : facts_.left_out) left_out.push_back(label);
    const auto end = left_out.empty() ? std::string() : "; without " + join(left_out, ", ");
    const auto merged = join(std::vector<std::string>(all.begin(), all.end()), ", ");
    if (!recorded->starts_with(classes) || !recorded->ends_with(end) ||
        recorded->size() < classes.size() + end.size())
      refuse("labels", *recorded, "run.json", classes + end);
    auto between = recorded->substr(classes.size(), recorded->size() - classes.size() - end.size());
    for (const auto& text : all) {  // in the order in which they stand there
      for (const auto* const before : {"; ", ", "}) {
        if (between == before + text || between.starts_with(before + text + ", ")) {
          between.erase(0, std::string(before).size() + text.size());
          break;
        }
      }
    }
    if (!between.empty())
      refuse("labels", *recorded, "resolved.toml",
             classes + (merged.empty() ? "" : "; " + merged) + end);
  }

  /// "12 clips" and ", not tested" of each corpus, as the field has them around the hash.
  struct Said {
    std::string hash, text;
  };
  static std::vector<Said> said_of(const std::string& field) {
    std::vector<Said> out;
    for (std::size_t begin = 0;;) {
      const auto end = field.find(" + ", begin);
      const auto one = field.substr(begin, end == std::string::npos ? end : end - begin);
      const auto hash = one.find(", ");
      if (hash == std::string::npos) return {};
      const auto behind = one.find(", ", hash + 2);
      const auto tail = behind == std::string::npos ? std::string() : one.substr(behind);
      out.push_back({one.substr(hash + 2, behind == std::string::npos ? behind : behind - hash - 2),
                     one.substr(0, hash) + tail});
      if (end == std::string::npos) return out;
      begin = end + 3;
    }
  }

  void check_several() const {
    const auto* const recorded = facts_.signature.find("corpus");
    if (recorded == nullptr) return;
    const auto said = said_of(*recorded);
    std::vector<std::string> before, now;
    for (const auto& one : said) before.push_back(one.text);
    for (const auto& table : tables_)
      now.push_back(count_of(table.clips, "clip") + (table.tested ? "" : ", not tested"));
    auto sorted_before = before, sorted_now = now;
    std::sort(sorted_before.begin(), sorted_before.end());
    std::sort(sorted_now.begin(), sorted_now.end());
    if (sorted_before != sorted_now)
      refuse("corpus", *recorded, "clips.csv", join(sorted_now, " + "));
    check_hashes(said, now);
  }

  /// The fields' hashes are of names that begin with the hash of the clip's corpus. Which of the
  /// hashes is which table's is not said: one order of them must fit.
  void check_hashes(const std::vector<Said>& said, const std::vector<std::string>& tables) const {
    constexpr std::size_t kMostCorpora = 4;
    const auto is_plain = [](const auto& clip) {  // others may have another form in the corpus
      return std::all_of(clip.key.begin(), clip.key.end(), [](char c) { return c > 0; });
    };
    const auto& listed = parts_.folds->clips;
    if (tables.size() > kMostCorpora || !std::all_of(listed.begin(), listed.end(), is_plain))
      return;
    std::vector<std::size_t> order(tables.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::pair<std::string, std::string>> computed;
    do {
      bool fits = true;
      for (std::size_t i = 0; i < tables.size(); ++i)
        fits = fits && said[order[i]].text == tables[i];
      if (!fits) continue;
      std::map<std::string, std::string> hashes;
      for (std::size_t i = 0; i < tables.size(); ++i) hashes[tables_[i].name] = said[order[i]].hash;
      computed.push_back(hashed(hashes));
      if (computed.back() == std::pair(value("folds"), value("validation"))) return;
    } while (std::next_permutation(order.begin(), order.end()));
    if (computed.empty()) return;
    if (value("folds") != computed.front().first)
      refuse("folds", value("folds"), "folds.csv", computed.front().first);
    refuse("validation", value("validation"), "folds.csv", computed.front().second);
  }

  std::string value(const char* field) const {
    const auto* const found = facts_.signature.find(field);
    return found == nullptr ? std::string() : *found;
  }

  /// The fields `folds` and `validation` of clips whose corpora have these hashes.
  std::pair<std::string, std::string> hashed(
      const std::map<std::string, std::string>& hashes) const {
    std::vector<std::map<std::int64_t, run::FoldClips>> folds;
    std::vector<std::vector<run::ValidationClip>> validation;
    std::set<std::int64_t> numbers;
    bool validates = false;
    const std::span<const ListedPart> all(parts_.folds->clips);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i].seed != all[i - 1].seed) {
        folds.emplace_back();
        validation.emplace_back();
      }
      const auto& clip = all[i];
      const auto slash = clip.key.find('/');
      const auto corpus = hashes.find(clip.key.substr(0, slash));
      const auto name = corpus == hashes.end() || slash == std::string::npos
                            ? clip.key
                            : corpus->second + clip.key.substr(slash);
      auto& fold = folds.back()[clip.fold];
      (clip.part == "test" ? fold.tested : fold.learned).push_back(name);
      numbers.insert(clip.fold);
      if (clip.part == "validation") validation.back().push_back({clip.fold, name});
      validates = validates || clip.part == "validation";
    }
    const bool is_rule = facts_.validation_is_test || !validates;
    return {run::partition_text(facts_.protocol, numbers.size(), run::partition_hash(folds),
                                {numbers.begin(), numbers.end()}),
            is_rule ? facts_.validation
                    : run::validation_text(facts_.validation, std::move(validation))};
  }

  const run::EvaluatedRun& read_;
  const RecordParts& parts_;
  const run::RunFacts& facts_;
  std::vector<RecordedTable> tables_;
  bool whole_ = false;
};

}  // namespace

void check_corpora(const run::EvaluatedRun& read, const RecordParts& parts) {
  Corpora(read, parts).check();
}

}  // namespace serhost::app
