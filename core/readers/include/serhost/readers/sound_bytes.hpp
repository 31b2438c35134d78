// Audio in memory, as libsndfile reads it (WAV, FLAC, Ogg, mp3 and others). Whoever calls it links
// libsndfile.
#pragma once

#include <serhost/dataset.hpp>
#include <string>

namespace serhost::readers {

/// The utterance's section and channel of an audio file's bytes; without a channel the average.
/// [any] Throws std::runtime_error that names the utterance.
Waveform decoded(const std::string& bytes, const Utterance& one);

}  // namespace serhost::readers
