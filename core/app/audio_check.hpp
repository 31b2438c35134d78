// Checks that need the audio, before training: every clip is decoded once, and recordings are
// compared between parts.
#pragma once

#include "app/experiment_check.hpp"
#include "data/protocol/audit.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// Decodes, and reports how far it is.
data::Listen listener(RunObserver& observer);

/// Decodes every clip once and adds what cannot be used (65, 66); what skip_damaged leaves out is
/// dropped, and the rest divided anew. Nothing if the model takes features.
void read_all_audio(Prepared& prepared, RunObserver& observer, Faults& faults);

/// Where the model takes features: decodes the clips all the same if all audio is there, so that
/// the signature is that of a run that hears it. False where it is not there, or cannot be used.
bool note_audio(Prepared& prepared, RunObserver& observer);

/// Adds what cannot be decoded, what is in two parts and what has two labels (65). Copies that the
/// protocol allows, and those that harm less, become notes of the folds.
void check_copies(Prepared& prepared, RunObserver& observer, Faults& faults);

/// A run that goes on must see the audio that it began with. Throws RemediableError(damaged).
void require_same_audio(const std::filesystem::path& run, const data::Manifest& manifest);

/// The list of a run directory that says what it heard.
inline constexpr const char* kClipsFile = "clips.csv";

}  // namespace serhost::app
