// Audio in memory, as libsndfile reads it (WAV, FLAC, Ogg, mp3 and others). Whoever calls it links
// libsndfile.
#pragma once

#include <serhost/dataset.hpp>
#include <string>
#include <system_error>

namespace serhost::readers {

/// What is thrown where a recording of a container cannot be used: the host then takes the data to
/// be at fault, and not the plugin, and leaves the clip out under `skip_damaged`.
std::system_error damaged_sound(const Utterance& one, const std::string& what);

/// The utterance's section and channel of an audio file's bytes; without a channel the average.
/// [any] Throws `damaged_sound`.
Waveform decoded(const std::string& bytes, const Utterance& one);

}  // namespace serhost::readers
