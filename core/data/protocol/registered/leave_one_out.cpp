// Each speaker, or each session, is tested once.
#include "base/text.hpp"
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

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

}  // namespace

void leave_one_out(const Draw& draw, GroupKind kind, Folds& folds) {
  const std::string unit = kind == GroupKind::speaker ? "speaker" : "session";
  const auto all = all_clips(draw.manifest);
  const auto unknown = count_unknown(draw.manifest, all, kind);
  if (unknown == all.size())
    return draw.fault("the data has no " + unit + "s; " + how_to_name(kind) +
                      ". Without them, holdout and k-fold draw clips one by one");
  if (unknown > 0) {
    return draw.fault("the " + unit + " of " + std::to_string(unknown) + " of " +
                      count_of(all.size(), "clip") + " is unknown, for instance " +
                      first_unknown(draw.manifest, kind) + "; " + how_to_name(kind));
  }
  auto groups = groups_of(draw.manifest, all, kind);
  if (groups.size() < 2)
    return draw.fault("needs at least 2 " + unit + "s; the data has one, '" + groups.front().name +
                      "'");
  for (std::size_t f = 0; f < groups.size(); ++f) {
    folds.folds.push_back(
        fold_with(draw, f + 1, unit + " " + groups[f].name, std::move(groups[f].clips)));
  }
  folds.speaker_independent = kind == GroupKind::speaker;
  folds.session_independent = kind == GroupKind::session;
  if (kind != GroupKind::session) return;
  folds.dialogue_independent = in_one_session(draw.manifest, GroupKind::dialogue, folds);
  // Sessions with different people (IEMOCAP) make it speaker-independent too; one person in two
  // sessions does not.
  if (count_unknown(draw.manifest, all, GroupKind::speaker) > 0) return;
  folds.speaker_independent = in_one_session(draw.manifest, GroupKind::speaker, folds);
}

namespace {

void leave_one_speaker_out(const Draw& draw, Folds& folds) {
  leave_one_out(draw, GroupKind::speaker, folds);
}

void leave_one_session_out(const Draw& draw, Folds& folds) {
  leave_one_out(draw, GroupKind::session, folds);
}

SERHOST_PROTOCOL(leave_one_speaker_out, "leave-one-speaker-out", "each speaker tested once", 30,
                 no_keys);
SERHOST_PROTOCOL(leave_one_session_out, "leave-one-session-out", "each session tested once", 40,
                 no_keys);

}  // namespace
}  // namespace serhost::data
