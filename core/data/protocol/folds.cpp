// What is done with every protocol's folds: claims, validation, checks, and the choice of those
// that are run. How they are drawn is each protocol's own file (data/protocol/registered).
#include "data/protocol/folds.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "config/pieces.hpp"
#include "data/manifest/speaker_ids.hpp"
#include "data/protocol/fraction.hpp"
#include "data/protocol/groups.hpp"
#include "data/protocol/protocol.hpp"
#include "data/protocol/validation.hpp"

namespace serhost::data {
namespace {

/// `protocol.folds`. Comes last: drawing and checking are those of a whole run.
void choose(const Draw& draw, Folds& folds) {
  const auto& only = draw.protocol.folds;
  if (!only) return;
  std::set<std::int64_t> wanted(only->begin(), only->end()), known;
  for (const auto& fold : folds.folds) known.insert(fold.number);
  for (const auto number : wanted) {
    if (!known.contains(number))
      draw.fault("folds names fold " + std::to_string(number) + ", but there " +
                 (known.size() == 1 ? "is " : "are ") + count_of(known.size(), "fold"));
  }
  const auto kept =
      std::stable_partition(folds.folds.begin(), folds.folds.end(),
                            [&](const Fold& fold) { return wanted.contains(fold.number); });
  folds.left_out.assign(std::make_move_iterator(kept), std::make_move_iterator(folds.folds.end()));
  folds.folds.erase(kept, folds.folds.end());
}

/// What the experiment claims beyond its protocol. A claim that cannot be decided is refused.
void claim(const Draw& draw, Folds& folds) {
  folds.copies_allowed = draw.protocol.copies == "allow";
  const std::pair<GroupKind, bool*> known[] = {{GroupKind::speaker, &folds.speaker_independent},
                                               {GroupKind::session, &folds.session_independent},
                                               {GroupKind::dialogue, &folds.dialogue_independent},
                                               {GroupKind::sentence, &folds.sentence_independent}};
  for (const auto& [kind, claimed] : known) {
    const auto name = name_of(kind) + std::string("s");
    if (std::find(draw.protocol.claims.begin(), draw.protocol.claims.end(), name) ==
        draw.protocol.claims.end())
      continue;
    *claimed = true;
    const auto unknown = count_unknown(draw.manifest, all_clips(draw.manifest), kind);
    if (unknown > 0)
      draw.fault("claims that no " + std::string(name_of(kind)) +
                 " of test is elsewhere, but it is unknown for " + std::to_string(unknown) +
                 " of " + count_of(draw.manifest.clips.size(), "clip") + ", for instance " +
                 first_unknown(draw.manifest, kind) + ". Take '" + name + "' out of claims");
  }
  if (!folds.speaker_independent) return;
  const bool insists = std::find(draw.protocol.claims.begin(), draw.protocol.claims.end(),
                                 "speakers") != draw.protocol.claims.end();
  for (const auto& doubt : speaker_id_warnings(draw.manifest, all_clips(draw.manifest)).sentences) {
    if (insists)
      draw.faults.add(Exit::damaged,
                      "protocol '" + draw.protocol.name +
                          "': claims speakers, but that cannot be decided: " + doubt);
    else folds.notes.push_back("whether the parts share speakers cannot be decided: " + doubt);
  }
}

/// Whether a class was kept although no clip of any corpus has it (dataset.absent_classes).
bool is_kept_absent(const Manifest& manifest, const std::string& name) {
  const auto lists = [](const Corpus& corpus) { return !corpus.labels.empty(); };
  const auto has = [&](const Corpus& corpus) {
    return std::ranges::any_of(
        corpus.labels, [&](const auto& use) { return use.counts_as == name && use.clips > 0; });
  };
  return std::ranges::all_of(manifest.corpora, lists) &&
         std::ranges::none_of(manifest.corpora, has);
}

void check_parts(const Draw& draw, const Folds& folds) {
  for (const auto& fold : folds.folds) {
    const std::string where =
        folds.folds.size() > 1 || fold.name != draw.protocol.name ? fold.name + ": " : "";
    if (fold.test.empty()) draw.fault(where + "no clip to test");
    if (fold.train.empty()) {
      draw.fault(where + "no clip to train on");
      continue;
    }
    std::vector<bool> present(draw.manifest.classes.size());
    bool labelled = false;
    for (const auto i : fold.train) {
      const auto label = draw.manifest.clips[i].label;
      if (label >= 0) present[static_cast<std::size_t>(label)] = labelled = true;
    }
    for (std::size_t c = 0; labelled && c < present.size(); ++c) {
      if (!present[c] && !is_kept_absent(draw.manifest, draw.manifest.classes[c]))
        draw.fault(where + "no training clip has the class '" + draw.manifest.classes[c] +
                   "'; use other folds, stratify = true, or fewer classes");
    }
  }
}

}  // namespace

Folds make_folds(const Manifest& manifest, const config::ProtocolTable& protocol, std::int64_t seed,
                 Faults& faults) {
  const Draw draw{manifest, protocol, static_cast<std::uint64_t>(seed), faults};
  Folds folds;
  if (manifest.clips.empty()) {
    draw.fault("there are no clips");
    return folds;
  }
  const auto before = faults.all().size();
  if (const auto* piece = config::find_piece("protocol", protocol.name)) {
    reinterpret_cast<DrawFolds>(piece->maker)(draw, folds);
  } else {
    draw.fault("no such protocol." +
               suggestion(protocol.name, config::names_of_pieces("protocol")));
  }
  if (faults.all().size() > before) return folds;
  claim(draw, folds);
  apply_validation(manifest, protocol, draw.seed, folds, faults);
  if (faults.all().size() == before) check_parts(draw, folds);
  if (faults.all().size() == before) choose(draw, folds);
  if (faults.all().size() == before) keep_fraction(manifest, draw.seed, folds);
  return folds;
}

std::string untested_warning(const Manifest& manifest, const Folds& folds) {
  if (!folds.left_out.empty()) return "";  // the others may test it
  std::vector<bool> tested(manifest.classes.size());
  for (const auto& fold : folds.folds) {
    for (const auto i : fold.test) {
      const auto label = manifest.clips[i].label;
      if (label >= 0) tested[static_cast<std::size_t>(label)] = true;
    }
  }
  std::vector<std::string> never;
  for (std::size_t c = 0; c < tested.size(); ++c) {
    if (!tested[c]) never.push_back("'" + manifest.classes[c] + "'");
  }
  if (never.empty() || never.size() == tested.size()) return "";  // none: not a task of labels
  return "no clip of class " + join(never, ", ") +
         " is tested, and how well it is recognized stays unknown; draw other folds "
         "(protocol.seed, stratify = true, k-fold)";
}

}  // namespace serhost::data
