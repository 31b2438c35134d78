// Validation rules. One rule applies to all folds of a run: if the default is impossible in one
// fold, it is replaced in all, so that folds are comparable.
#include "data/protocol/validation.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {
namespace {

std::string where(const config::ProtocolTable& protocol, const Fold& fold) {
  return "protocol '" + protocol.name + "', " + fold.name + ": ";
}

bool given(const Folds& folds) {
  return std::any_of(folds.folds.begin(), folds.folds.end(),
                     [](const Fold& fold) { return !fold.validation.empty(); });
}

/// Why validation by speakers is not possible, or "".
std::string no_speakers(const Manifest& manifest, const Folds& folds) {
  for (const auto& fold : folds.folds) {
    if (count_unknown(manifest, fold.train, GroupKind::speaker) > 0) return "speakers unknown";
    if (groups_of(manifest, fold.train, GroupKind::speaker).size() < 2)
      return "one training speaker";
  }
  return "";
}

void drop_given(Folds& folds) {
  std::size_t dropped = 0;
  for (auto& fold : folds.folds) {
    dropped += fold.validation.size();
    fold.validation.clear();
  }
  if (dropped > 0)
    folds.notes.push_back("the given validation part (" + count_of(dropped, "clip") +
                          " over all folds) is not used: [protocol] asks for another");
}

void take(Fold& fold, Indices validation) {
  fold.validation = std::move(validation);
  fold.train = rest_of(fold.train, fold.validation);
}

void by_units(const Manifest& manifest, const config::ProtocolTable& protocol, std::uint64_t seed,
              GroupKind kind, Folds& folds, Faults& faults) {
  for (auto& fold : folds.folds) {
    const auto groups = groups_of(manifest, fold.train, kind);
    if (groups.size() < 2) {
      faults.add(Exit::config, where(protocol, fold) + "validation needs two training " +
                                   (kind == GroupKind::clip ? "clips" : "speakers") +
                                   "; there is " + (groups.empty() ? "none" : "one") +
                                   ". Use validation = { from = \"none\" } or another rule");
      continue;
    }
    Random random(stream_seed(seed, "validation", static_cast<std::uint64_t>(fold.number)));
    take(fold, sample_groups(groups, round_fraction(protocol.validation.fraction, groups.size()),
                             protocol.stratify, random));
  }
}

/// The session after the one left out, cyclically: over a leave-one-session-out each session
/// validates once.
void by_session(const Manifest& manifest, const config::ProtocolTable& protocol, Folds& folds,
                Faults& faults) {
  for (auto& fold : folds.folds) {
    const auto sessions = groups_of(manifest, fold.train, GroupKind::session);
    if (const auto unknown = count_unknown(manifest, fold.train, GroupKind::session);
        unknown > 0 || sessions.size() < 2) {
      faults.add(Exit::config, where(protocol, fold) +
                                   "validation by session needs at least two training sessions, "
                                   "known for every clip; there are " +
                                   std::to_string(sessions.size()) + ", and " +
                                   count_of(unknown, "clip") + " without a session");
      continue;
    }
    take(fold, sessions[static_cast<std::size_t>(fold.number - 1) % sessions.size()].clips);
  }
}

/// Speakers of test parts that are also in the parts that are learned from.
std::size_t speakers_shared_with_test(const Manifest& manifest, const Folds& folds) {
  std::set<std::string> shared;
  for (const auto& fold : folds.folds) {
    std::set<std::string> learned;
    for (const auto* part : {&fold.train, &fold.validation}) {
      for (const auto& group : groups_of(manifest, *part, GroupKind::speaker))
        learned.insert(group.name);
    }
    for (const auto& group : groups_of(manifest, fold.test, GroupKind::speaker)) {
      if (learned.contains(group.name)) shared.insert(group.name);
    }
  }
  return shared.size();
}

/// Whole speakers, where all of them are known.
void by_speakers(const Manifest& manifest, const config::ProtocolTable& protocol,
                 std::uint64_t seed, Folds& folds, Faults& faults) {
  for (const auto& fold : folds.folds) {
    if (const auto unknown = count_unknown(manifest, fold.train, GroupKind::speaker); unknown > 0) {
      faults.add(Exit::config, where(protocol, fold) +
                                   "validation by speakers needs the speaker of every training "
                                   "clip; it is unknown for " +
                                   std::to_string(unknown) + " of " +
                                   std::to_string(fold.train.size()) + "; " +
                                   how_to_name(GroupKind::speaker) +
                                   ". Without speakers, use validation = { from = \"random\" }");
      return;
    }
  }
  folds.validation_by_speaker = true;
  if (const auto shared = speakers_shared_with_test(manifest, folds); shared > 0)
    folds.notes.push_back(
        "validation holds whole speakers out, but " +
        count_of(shared, "speaker is", "speakers are") +
        " in train and test: the epoch is selected for strangers and tested on speakers that it "
        "knows, and their clips are missing from training; validation = { from = \"random\" } "
        "validates as the test does");
  by_units(manifest, protocol, seed, GroupKind::speaker, folds, faults);
}

}  // namespace

void apply_validation(const Manifest& manifest, const config::ProtocolTable& protocol,
                      std::uint64_t seed, Folds& folds, Faults& faults) {
  const auto& rule = protocol.validation;
  auto from = rule.from.value_or("speakers");
  std::string reason;
  if (!rule.from && given(folds)) from = "official";
  else if (!rule.from) {
    reason = no_speakers(manifest, folds);
    if (!reason.empty()) {
      from = "random";
      folds.notes.push_back("validation clips are sampled at random (" + reason +
                            "): training and validation may share speakers");
    }
  }
  if (from != "official") drop_given(folds);
  folds.validation = from;
  if (from == "speakers" || from == "random") folds.validation += " " + exact(rule.fraction);
  if (!reason.empty()) folds.validation += " (" + reason + ")";

  if (from == "speakers") {
    by_speakers(manifest, protocol, seed, folds, faults);
  } else if (from == "random") {
    by_units(manifest, protocol, seed, GroupKind::clip, folds, faults);
  } else if (from == "session") {
    by_session(manifest, protocol, folds, faults);
  } else if (from == "official") {
    for (const auto& fold : folds.folds) {
      if (fold.validation.empty())
        faults.add(
            Exit::config,
            where(protocol, fold) + "the data have no validation set; use another validation rule");
    }
  } else if (from == "test") {
    for (auto& fold : folds.folds) fold.validation = fold.test;
    folds.validation_is_test = true;
    folds.notes.push_back(
        "validation is test: the checkpoint is selected on "
        "the clips it is tested on, so numbers "
        "are optimistic");
  } else if (from != "none") {
    faults.add(Exit::config,
               "protocol '" + protocol.name + "': no validation rule '" + from + "'." +
                   suggestion(from, std::vector<std::string>{"speakers", "random", "session",
                                                             "official", "test", "none"}));
  }
}

}  // namespace serhost::data
