// One manifest from several lists. Names are tidied (tidy.hpp). Where there are several corpora,
// keys are prefixed by the corpus, and speakers and sessions by whose they are.
#include "data/manifest/assemble.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/words.hpp"
#include "data/manifest/clip_names.hpp"
#include "data/manifest/dimensions.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/keep.hpp"
#include "data/manifest/labels.hpp"
#include "data/manifest/tidy.hpp"
#include "data/manifest/votes.hpp"

namespace serhost::data {
namespace {

constexpr const char *kNone = "(none)", *kUnrated = "(not rated)", *kNoVotes = "(no votes)";

std::vector<std::string> choose_classes(const std::vector<Listing>& listings,
                                        const Counts& occurring, Faults& faults) {
  const config::DatasetTable* first = nullptr;
  for (const auto& listing : listings) {
    const auto& table = *listing.table;
    if (table.classes.empty()) continue;
    if (first == nullptr) first = &table;
    else if (std::set(table.classes.begin(), table.classes.end()) !=
             std::set(first->classes.begin(), first->classes.end())) {
      faults.add(Exit::config, table.classes_place,
                 "datasets '" + first->name + "' and '" + table.name +
                     "' have different classes (" + join(first->classes, ", ") + " and " +
                     join(table.classes, ", ") +
                     "); one experiment has one list: use merge or a labels file");
    }
  }
  if (first == nullptr) return names_of(occurring);
  std::vector<std::string> out;
  for (const auto& name : first->classes) out.push_back(tidy(name));
  return out;
}

void check_classes(const std::vector<Listing>& listings, const std::vector<std::string>& classes,
                   const Counts& occurring, Faults& faults) {
  const auto known = names_of(occurring);
  const auto naming = std::find_if(listings.begin(), listings.end(), [](const Listing& listing) {
    return !listing.table->classes.empty();
  });
  const auto& place = naming == listings.end() ? listings.front().table->component.place
                                               : naming->table->classes_place;
  if (classes.empty()) {
    faults.add(Exit::damaged, place,
               "dataset '" + listings.front().table->name + "': no clip has a label");
    return;
  }
  const auto may_be_absent = [&](const std::string& name) {
    return std::ranges::any_of(listings, [&](const Listing& listing) {
      const auto& absent = listing.table->absent_classes;
      return std::ranges::find(absent, name) != absent.end();
    });
  };
  for (const auto& name : classes) {
    if (occurring.contains(name) || may_be_absent(name)) continue;
    const auto near = faults.all().size() < kMostFaults ? nearest(name, known) : std::string();
    faults.add(Exit::config, place,
               "no clip has the class '" + name + "'." +
                   (near.empty() ? "" : " Did you mean '" + near + "'?") +
                   " Labels that occur: " + counts_text(occurring) + ".");
  }
}

void check_keys(const Manifest& manifest, const std::vector<Listing>& listings, Faults& faults) {
  std::vector<std::size_t> without(manifest.corpora.size());
  std::vector<std::vector<std::string>> repeated(manifest.corpora.size());
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    const auto& clip = manifest.clips[i];
    if ((clip.listed ? *clip.listed : clip.utterance).key.empty()) ++without[clip.corpus];
    else if (i > 0 && manifest.clips[i - 1].utterance.key == clip.utterance.key) {
      auto& keys = repeated[clip.corpus];
      if (keys.empty() || keys.back() != clip.utterance.key) keys.push_back(clip.utterance.key);
    }
  }
  for (std::size_t c = 0; c < manifest.corpora.size(); ++c) {
    const std::string who = "dataset '" + manifest.corpora[c].name + "': ";
    const auto& place = listings[c].table->component.place;
    if (without[c] > 0)
      faults.add(Exit::damaged, place,
                 who + count_of(without[c], "clip") + " without a key; every clip needs one");
    if (auto& keys = repeated[c]; !keys.empty()) {
      const auto count = keys.size();
      keys.resize(std::min<std::size_t>(count, 5));
      faults.add(Exit::damaged, place,
                 who + count_of(count, "key") + " given more than once: " + join(keys, ", ") +
                     (count > 5 ? ", ..." : "") + "; keys must be unique");
    }
  }
}

/// Whether a clip has what the task learns from.
bool is_kept(const Clip& clip, const Manifest& manifest) {
  switch (manifest.wanted) {
    case Wanted::label:
      return clip.label >= 0;
    case Wanted::dimensions:
      return is_rated(clip.utterance, manifest.dimensions);
    case Wanted::votes:
      return has_votes(clip.utterance, manifest.classes);
    case Wanted::marks:
      return !clip.utterance.votes.empty();
    case Wanted::any:
      break;
  }
  return true;
}

std::string why_left_out(Wanted wanted, const std::string* name) {
  if (wanted == Wanted::label) return name == nullptr ? kNone : *name;
  return wanted == Wanted::dimensions ? kUnrated : kNoVotes;
}

/// Numbers classes, and keeps the clips that have what the task learns from; counts the others.
/// `names`: of each clip's class, null where it has none. Where dialogues are heard all are kept.
void keep_clips(const std::vector<const std::string*>& names, Manifest& manifest, bool dialogues) {
  const auto wanted = manifest.wanted;
  const bool of_votes = config::has_classes(wanted) && wanted != Wanted::label;
  std::map<std::string, std::int64_t> index;
  for (std::size_t i = 0; i < manifest.classes.size(); ++i)
    index.emplace(manifest.classes[i], static_cast<std::int64_t>(i));
  std::vector<bool> kept(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& clip = manifest.clips[i];
    const auto at = names[i] != nullptr ? index.find(*names[i]) : index.end();
    if (at != index.end()) clip.label = at->second;
    if (of_votes)
      clip.label = wanted == Wanted::votes ? majority(clip.utterance, manifest.classes) : -1;
    kept[i] = is_kept(clip, manifest);
    if (!kept[i]) ++manifest.left_out[why_left_out(wanted, names[i])];
  }
  if (!dialogues) keep(manifest.clips, kept);
}

/// Votes become those of classes, and marks 1 or 0; `occurring` counts the clips that a class has
/// some in.
void count_votes(Utterance& utterance, LabelRule& rule, const Listing& listing, Wanted wanted,
                 Counts& occurring, Faults& faults) {
  if (!are_votes(utterance.votes))
    faults.add(Exit::damaged, listing.table->component.place,
               "dataset '" + listing.table->name + "': " + utterance.key +
                   " has votes that are negative or no numbers");
  utterance.votes = votes_by_class(utterance, rule);
  for (auto& [name, votes] : utterance.votes) {
    if (wanted == Wanted::marks) votes = votes > listing.table->present_above ? 1.0 : 0.0;
    if (votes > 0.0) ++occurring[name];
  }
}

/// What decides, beside a listing itself, how its clips are named.
struct Surroundings {
  std::size_t corpus = 0;
  Wanted wanted = Wanted::label;
  bool several_corpora = false, several_peoples = false;
};

/// What is known of the names of all clips so far.
struct Named {
  Counts occurring, rated;                ///< clips by class and by dimension
  std::set<std::string> classes;          ///< a million clips share them
  std::vector<const std::string*> names;  ///< of each clip's class; null where it has none
};

/// The clips of one corpus under keys, speakers and labels that are compared from here on.
void name_clips(Listing& listing, const Surroundings& around, LabelRule& rule, Named& named,
                Manifest& manifest, Faults& faults) {
  std::set<std::string> unseen;
  // Moved out, so that the list is gone before the next corpus comes.
  auto utterances = std::move(listing.utterances);
  const auto repeated = repeated_when_composed(utterances);
  for (auto& utterance : utterances) {
    const auto listed = utterance;
    Clip clip;
    compose_key(utterance, repeated);
    tidy_names(utterance, unseen);
    const auto name = rule.name(utterance);
    named.names.push_back(name ? &*named.classes.insert(*name).first : nullptr);
    if (config::has_classes(around.wanted) && around.wanted != Wanted::label)
      count_votes(utterance, rule, listing, around.wanted, named.occurring, faults);
    else if (name) ++named.occurring[*name];
    for (const auto& [dimension, rating] : utterance.dimensions) ++named.rated[dimension];
    clip.corpus = around.corpus;
    if (utterance.start && utterance.end)
      clip.seconds = std::max(0.0, *utterance.end - *utterance.start);
    clip.utterance = std::move(utterance);
    make_unique(clip, *listing.table, around.several_corpora, around.several_peoples);
    // A dataset that reads audio itself is asked by its own names.
    const auto& u = clip.utterance;
    if (u.key != listed.key || u.speaker != listed.speaker || u.session != listed.session)
      clip.listed = std::make_shared<const Utterance>(listed);
    manifest.clips.push_back(std::move(clip));
  }
  if (!unseen.empty())
    manifest.warnings.push_back(
        "dataset '" + listing.table->name + "': " + count_of(unseen.size(), "name") +
        " had characters that cannot be seen (zero width), which were taken out, for instance '" +
        *unseen.begin() + "'");
}

/// What the task has: its classes or dimensions, and what each corpus's labels are of them.
void choose_targets(const std::vector<Listing>& listings, std::vector<LabelRule>& rules,
                    const Counts& occurring, const Counts& rated, bool ratings, Manifest& manifest,
                    Faults& faults) {
  const auto wanted = manifest.wanted;
  manifest.classes = choose_classes(listings, occurring, faults);
  if (ratings || wanted == Wanted::dimensions)
    manifest.dimensions = choose_dimensions(listings, rated, faults);
  if (config::has_classes(wanted)) check_classes(listings, manifest.classes, occurring, faults);
  for (std::size_t c = 0; c < rules.size(); ++c) {
    rules[c].check(manifest.classes, faults);
    auto& corpus = manifest.corpora[c];
    corpus.labels = rules[c].uses(manifest.classes);
    Counts by_class;
    for (const auto& use : corpus.labels) {
      if (!use.counts_as.empty()) by_class[use.counts_as] += use.clips;
    }
    corpus.class_differences = compare_classes(listings[c].table->class_counts, by_class);
  }
}

}  // namespace

Wanted wanted_by(const std::string& task) {
  const auto* info = config::find_task(task);
  return info == nullptr ? Wanted::label : info->wanted;
}

Manifest assemble(std::vector<Listing> listings, Wanted wanted, Faults& faults, bool ratings,
                  bool dialogues) {
  Manifest manifest;
  manifest.wanted = wanted;
  manifest.dialogues = dialogues;
  std::set<std::string> peoples;
  for (const auto& listing : listings) {
    peoples.insert(people_of(*listing.table));
    Corpus corpus;
    corpus.name = listing.table->name;
    corpus.weight = listing.table->weight;
    corpus.fraction = listing.table->fraction;
    manifest.corpora.push_back(std::move(corpus));
  }
  std::size_t listed_clips = 0;
  for (const auto& listing : listings) listed_clips += listing.utterances.size();
  manifest.clips.reserve(listed_clips);
  Named named;
  named.names.reserve(listed_clips);
  std::vector<LabelRule> rules;
  rules.reserve(listings.size());
  for (std::size_t c = 0; c < listings.size(); ++c) {
    const Surroundings around{c, wanted, listings.size() > 1, peoples.size() > 1};
    auto& rule = rules.emplace_back(*listings[c].table);
    name_clips(listings[c], around, rule, named, manifest, faults);
  }
  if (manifest.clips.empty()) {
    if (!listings.empty()) {
      faults.add(Exit::missing, listings.front().table->component.place,
                 "dataset '" + listings.front().table->name + "': found no clips");
    }
    return manifest;
  }
  choose_targets(listings, rules, named.occurring, named.rated, ratings, manifest, faults);
  keep_clips(named.names, manifest, dialogues);
  std::stable_sort(manifest.clips.begin(), manifest.clips.end(), by_corpus_and_key);
  check_keys(manifest, listings, faults);
  if (dialogues) hear(manifest, [&](const Clip& clip) { return !is_kept(clip, manifest); });
  fit_ratings(manifest, listings, faults);
  return manifest;
}

Manifest without_clips(const Manifest& manifest) {
  Manifest out;
  out.wanted = manifest.wanted;
  out.dialogues = manifest.dialogues;
  out.classes = manifest.classes;
  out.dimensions = manifest.dimensions;
  return out;
}

Manifest manifest_of(std::vector<Utterance> utterances, const config::DatasetTable& table,
                     Faults& faults) {
  std::vector<Listing> listings;
  listings.push_back({&table, std::move(utterances)});
  auto manifest = assemble(std::move(listings), Wanted::label, faults);
  manifest.hash = hash_of(manifest);
  return manifest;
}

}  // namespace serhost::data
