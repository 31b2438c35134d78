// The protocols. Each sets the test part of its folds and leaves the rest to train; the validation
// rule comes after, the same for all.
#include "data/folds.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "data/fold_list.hpp"
#include "data/groups.hpp"
#include "data/speaker_ids.hpp"
#include "data/validation.hpp"

namespace serhost::data {
namespace {

/// What every protocol needs.
struct Request {
  const Manifest& manifest;
  const config::ProtocolTable& protocol;
  std::uint64_t seed;
  Faults& faults;

  void fault(const std::string& message) const {
    faults.add(Exit::config, "protocol '" + protocol.name + "': " + message);
  }
};

Fold fold_with(const Request& request, std::size_t number, std::string name, Indices test) {
  Fold fold;
  fold.number = static_cast<std::int64_t>(number);
  fold.name = std::move(name);
  fold.train = rest_of(all_clips(request.manifest), test);
  fold.test = std::move(test);
  return fold;
}

/// The first keys that lack a field, for messages.
std::string first_unknown(const Manifest& manifest, GroupKind kind) {
  for (const auto& clip : manifest.clips) {
    if (name_in(clip.utterance, kind) == nullptr) return "'" + clip.utterance.key + "'";
  }
  return "";
}

/// What holdout and k-fold draw: speakers where they are known, unless clips were asked for.
std::vector<Group> protocol_groups(const Request& request, std::size_t least, Folds& folds) {
  const auto& [manifest, protocol, seed, faults] = request;
  const auto all = all_clips(manifest);
  const auto unknown = count_unknown(manifest, all, GroupKind::speaker);
  bool by_speaker = protocol.by_speaker;
  if (by_speaker && unknown > 0) {
    if (protocol.unit_given) {
      request.fault("unit = \"speaker\" needs the speaker of every clip; it is unknown for " +
                    std::to_string(unknown) + " of " + std::to_string(all.size()) +
                    ", for instance " + first_unknown(manifest, GroupKind::speaker) +
                    ". Use unit = \"clip\"");
      return {};
    }
    by_speaker = false;
    folds.notes.push_back("clips are drawn one by one: the speaker of " + std::to_string(unknown) +
                          " of " + count_of(all.size(), "clip") +
                          " is unknown, so train and test may share speakers");
  }
  auto groups = groups_of(manifest, all, by_speaker ? GroupKind::speaker : GroupKind::clip);
  if (groups.size() < least) {
    const std::string unit = by_speaker ? "speaker" : "clip";
    request.fault("needs at least " + count_of(least, unit) + "; the data has " +
                  std::to_string(groups.size()) +
                  (by_speaker
                       ? ". Use unit = \"clip\"" + std::string(least > 2 ? " or a smaller k" : "")
                       : ""));
    return {};
  }
  folds.speaker_independent = by_speaker;
  return groups;
}

void holdout(const Request& request, Folds& folds) {
  const auto groups = protocol_groups(request, 2, folds);
  if (groups.empty()) return;
  Random random(stream_seed(request.seed, "holdout"));
  folds.folds.push_back(
      fold_with(request, 1, "holdout",
                sample_groups(groups, round_fraction(request.protocol.test, groups.size()),
                              request.protocol.stratify, random)));
}

void k_fold(const Request& request, Folds& folds) {
  if (request.protocol.k < 2)
    return request.fault("k must be at least 2, found " + std::to_string(request.protocol.k));
  const auto k = static_cast<std::size_t>(request.protocol.k);
  const auto groups = protocol_groups(request, k, folds);
  if (groups.empty()) return;
  Random random(stream_seed(request.seed, "k-fold"));
  auto folds_out = split_into_folds(groups, k, request.protocol.stratify, random);
  for (std::size_t f = 0; f < k; ++f)
    folds.folds.push_back(
        fold_with(request, f + 1, "fold " + std::to_string(f + 1), std::move(folds_out[f])));
}

/// Whether every speaker or dialogue is in one session only, so that leaving sessions out keeps it
/// together; a note where not.
bool in_one_session(const Manifest& manifest, GroupKind kind, Folds& folds) {
  const auto groups = groups_of(manifest, all_clips(manifest), kind);
  for (const auto& unit : groups) {
    const auto sessions = groups_of(manifest, unit.clips, GroupKind::session);
    if (sessions.size() < 2) continue;
    folds.notes.push_back(std::string("leaving sessions out is not ") + name_of(kind) +
                          "-independent here: " + name_of(kind) + " '" + unit.name + "' is in " +
                          count_of(sessions.size(), "session"));
    return false;
  }
  return !groups.empty();
}

void leave_one_out(const Request& request, GroupKind kind, Folds& folds) {
  const std::string unit = kind == GroupKind::speaker ? "speaker" : "session";
  const auto all = all_clips(request.manifest);
  const auto unknown = count_unknown(request.manifest, all, kind);
  if (unknown == all.size())
    return request.fault("the data has no " + unit + "s. Use holdout or k-fold");
  if (unknown > 0) {
    return request.fault("the " + unit + " of " + std::to_string(unknown) + " of " +
                         count_of(all.size(), "clip") + " is unknown, for instance " +
                         first_unknown(request.manifest, kind));
  }
  auto groups = groups_of(request.manifest, all, kind);
  if (groups.size() < 2)
    return request.fault("needs at least 2 " + unit + "s; the data has one, '" +
                         groups.front().name + "'");
  for (std::size_t f = 0; f < groups.size(); ++f) {
    folds.folds.push_back(
        fold_with(request, f + 1, unit + " " + groups[f].name, std::move(groups[f].clips)));
  }
  folds.speaker_independent = kind == GroupKind::speaker;
  folds.session_independent = kind == GroupKind::session;
  if (kind != GroupKind::session) return;
  folds.dialogue_independent = in_one_session(request.manifest, GroupKind::dialogue, folds);
  // Sessions with different people (IEMOCAP) make it speaker-independent too; one person in two
  // sessions does not.
  if (count_unknown(request.manifest, all, GroupKind::speaker) > 0) return;
  folds.speaker_independent = in_one_session(request.manifest, GroupKind::speaker, folds);
}

void official(const Request& request, Folds& folds) {
  Fold fold;
  fold.name = "official";
  std::map<std::string, std::size_t> unused;
  for (std::size_t i = 0; i < request.manifest.clips.size(); ++i) {
    const auto& split = request.manifest.clips[i].utterance.split;
    const auto part =
        split ? (lower(*split) == "test1" ? FoldPart::test : part_from(*split)) : std::nullopt;
    if (part == FoldPart::train) fold.train.push_back(i);
    else if (part == FoldPart::validation) fold.validation.push_back(i);
    else if (part == FoldPart::test) fold.test.push_back(i);
    else ++unused[split.value_or("(none)")];
  }
  if (fold.train.empty() || fold.test.empty()) {
    std::vector<std::string> found;
    for (const auto& [name, count] : unused)
      found.push_back("'" + name + "' " + std::to_string(count));
    return request.fault(
        "the data has no official " + std::string(fold.train.empty() ? "train" : "test") + " part" +
        (found.empty() ? "" : "; clips by split: " + join(found, ", ")) + ". Use another protocol");
  }
  for (const auto& [name, count] : unused)
    folds.notes.push_back(count_of(count, "clip") + " of split '" + name + "' left out");
  folds.folds.push_back(std::move(fold));
}

void listed(const Request& request, Folds& folds) {
  if (!request.protocol.file)
    return request.fault(
        "needs file = \"...\": a CSV file with key,fold,part, or a folder of EmoBox fold lists");
  try {
    folds = folds_from(read_fold_list(*request.protocol.file), request.manifest, request.faults);
  } catch (const Error& error) {
    request.faults.add(error.exit(), std::string("protocol 'folds': ") + error.what());
  }
}

/// `protocol.only`. Comes last: drawing and checking are those of a whole run.
void choose(const Request& request, Folds& folds) {
  const auto& only = request.protocol.only;
  if (only.empty()) return;
  std::set<std::int64_t> wanted(only.begin(), only.end()), known;
  for (const auto& fold : folds.folds) known.insert(fold.number);
  for (const auto number : wanted) {
    if (!known.contains(number))
      request.fault("only names fold " + std::to_string(number) + ", but there " +
                    (known.size() == 1 ? "is " : "are ") + count_of(known.size(), "fold"));
  }
  const auto kept =
      std::stable_partition(folds.folds.begin(), folds.folds.end(),
                            [&](const Fold& fold) { return wanted.contains(fold.number); });
  folds.left_out.assign(std::make_move_iterator(kept), std::make_move_iterator(folds.folds.end()));
  folds.folds.erase(kept, folds.folds.end());
}

/// What the experiment claims beyond its protocol. A claim that cannot be decided is refused.
void claim(const Request& request, Folds& folds) {
  folds.copies_allowed = request.protocol.copies_allowed;
  const std::pair<GroupKind, bool*> known[] = {{GroupKind::speaker, &folds.speaker_independent},
                                               {GroupKind::session, &folds.session_independent},
                                               {GroupKind::dialogue, &folds.dialogue_independent},
                                               {GroupKind::sentence, &folds.sentence_independent}};
  for (const auto& [kind, claimed] : known) {
    const auto name = name_of(kind) + std::string("s");
    if (std::find(request.protocol.claims.begin(), request.protocol.claims.end(), name) ==
        request.protocol.claims.end())
      continue;
    *claimed = true;
    const auto unknown = count_unknown(request.manifest, all_clips(request.manifest), kind);
    if (unknown > 0)
      request.fault("claims that no " + std::string(name_of(kind)) +
                    " of test is elsewhere, but it is unknown for " + std::to_string(unknown) +
                    " of " + count_of(request.manifest.clips.size(), "clip") + ", for instance " +
                    first_unknown(request.manifest, kind) + ". Take '" + name + "' out of claims");
  }
  if (!folds.speaker_independent) return;
  const bool insists = std::find(request.protocol.claims.begin(), request.protocol.claims.end(),
                                 "speakers") != request.protocol.claims.end();
  for (const auto& doubt :
       speaker_id_warnings(request.manifest, all_clips(request.manifest)).sentences) {
    if (insists)
      request.faults.add(Exit::damaged,
                         "protocol '" + request.protocol.name +
                             "': claims speakers, but that cannot be decided: " + doubt);
    else folds.notes.push_back("whether the parts share speakers cannot be decided: " + doubt);
  }
}

void check_parts(const Request& request, const Folds& folds) {
  for (const auto& fold : folds.folds) {
    const std::string where =
        folds.folds.size() > 1 || fold.name != request.protocol.name ? fold.name + ": " : "";
    if (fold.test.empty()) request.fault(where + "no clip to test");
    if (fold.train.empty()) {
      request.fault(where + "no clip to train on");
      continue;
    }
    std::vector<bool> present(request.manifest.classes.size());
    bool labelled = false;
    for (const auto i : fold.train) {
      const auto label = request.manifest.clips[i].label;
      if (label >= 0) present[static_cast<std::size_t>(label)] = labelled = true;
    }
    for (std::size_t c = 0; labelled && c < present.size(); ++c) {
      if (!present[c])
        request.fault(where + "no training clip has the class '" + request.manifest.classes[c] +
                      "'; use other folds, stratify = true, or fewer classes");
    }
  }
}

}  // namespace

Folds make_folds(const Manifest& manifest, const config::ProtocolTable& protocol, std::int64_t seed,
                 Faults& faults) {
  const Request request{manifest, protocol, static_cast<std::uint64_t>(seed), faults};
  Folds folds;
  if (manifest.clips.empty()) {
    request.fault("there are no clips");
    return folds;
  }
  const auto before = faults.all().size();
  if (protocol.name == "holdout") holdout(request, folds);
  else if (protocol.name == "k-fold") k_fold(request, folds);
  else if (protocol.name == "leave-one-speaker-out")
    leave_one_out(request, GroupKind::speaker, folds);
  else if (protocol.name == "leave-one-session-out")
    leave_one_out(request, GroupKind::session, folds);
  else if (protocol.name == "official") official(request, folds);
  else if (protocol.name == "folds") listed(request, folds);
  else
    request.fault(
        "no such protocol. Known: holdout, k-fold, leave-one-speaker-out, leave-one-session-out, "
        "official, folds");
  if (faults.all().size() > before) return folds;
  claim(request, folds);
  apply_validation(manifest, protocol, request.seed, folds, faults);
  if (faults.all().size() == before) check_parts(request, folds);
  if (faults.all().size() == before) choose(request, folds);
  return folds;
}

namespace {

std::string folds_rows(const Manifest& manifest, const Folds& folds, const std::string& more) {
  std::string out;
  for (const auto& fold : folds.folds) {
    std::map<std::size_t, FoldPart> parts;
    for (const auto i : fold.train) parts[i] = FoldPart::train;
    for (const auto i : fold.validation) parts[i] = FoldPart::validation;
    for (const auto i : fold.test)
      parts[i] =
          FoldPart::test;  // last: where the validation part is the test part, a clip has one line
    for (const auto& [i, part] : parts) {
      out += csv_field(manifest.clips[i].utterance.key) + "," + std::to_string(fold.number) + "," +
             name_of(part) + more + "\n";
    }
  }
  return out;
}

}  // namespace

std::string folds_csv(const Manifest& manifest, const Folds& folds) {
  return "key,fold,part\n" + folds_rows(manifest, folds, "");
}

std::string folds_csv(const Manifest& manifest, const std::vector<Folds>& folds,
                      const std::vector<std::int64_t>& seeds) {
  if (folds.size() == 1) return folds_csv(manifest, folds.front());
  std::string out = "key,fold,part,seed\n";
  for (std::size_t i = 0; i < folds.size(); ++i)
    out += folds_rows(manifest, folds[i], "," + std::to_string(seeds.at(i)));
  return out;
}

}  // namespace serhost::data
