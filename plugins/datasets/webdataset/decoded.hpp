// Audio in memory, as libsndfile reads it (WAV, FLAC, Ogg, mp3 and others).
#pragma once

#include <serhost/dataset.hpp>
#include <string>

namespace webdataset {

/// The utterance's section and channel of an audio file's bytes; without a channel the average.
/// [any] Throws std::runtime_error that names the utterance.
serhost::Waveform decoded(const std::string& bytes, const serhost::Utterance& one);

}  // namespace webdataset
