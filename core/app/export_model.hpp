// A trained model in the terms of Transformers' sequence classification: whether it has any, its
// tensors, and what it says of a sound.
#pragma once

#include <serhost/nn/speech_encoder.hpp>
#include <serhost/weights/safetensors.hpp>
#include <string>
#include <vector>

#include "app/export_config.hpp"
#include "app/trained_run.hpp"
#include "train/restored.hpp"

namespace serhost::app {

/// Why a model of this experiment has no counterpart; empty where it may have one.
std::vector<std::string> reasons_against_export(const config::Experiment& experiment);
/// The same of the model itself, which shows more.
std::vector<std::string> reasons_against_export(train::Restored& restored);

/// Throws Error(unavailable) with all reasons and what can be exported, where there are any.
void require_exportable(const std::filesystem::path& run, const std::vector<std::string>& reasons);

/// Of a model that reasons_against_export has nothing against.
const nn::SpeechEncoder& encoder_of(train::Restored& restored);

/// By the names of Transformers; `prefix` is the encoder's.
weights::Tensors exported_tensors(train::Restored& restored, const std::string& prefix);

/// A sound that is the same everywhere, of 16000 samples or as many as a model needs.
std::vector<float> sound_for_export(std::int64_t shortest);

/// [run] The probability of each class, in full precision.
std::vector<double> probabilities_of(train::Restored& restored, const std::vector<float>& sound);

/// Of the run's model and of the exported one. Throws Error(unavailable) where they differ, or are
/// no numbers.
void require_same_answers(const std::filesystem::path& run, const std::vector<double>& own,
                          const std::vector<double>& exported);

}  // namespace serhost::app
