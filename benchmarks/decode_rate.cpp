// Hours of audio that one thread decodes and resamples to 16 kHz in a second of its processor, of
// the files that are named: `decode_rate SECONDS FILE...`. decode_against_soundfile.py runs it
// beside others.
#include <malloc.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "audio/decode.hpp"
#include "audio/resample.hpp"

int main(int count, char** arguments) {
  mallopt(M_MMAP_THRESHOLD, INT_MAX);  // freed memory is kept, as in training
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  const double wanted = count > 2 ? std::atof(arguments[1]) : 0.0;
  double audio = 0.0, seconds = 0.0;
  const auto begin = std::clock();  // of the processor: other programs do not count
  while (seconds < wanted) {
    for (int i = 2; i < count; ++i) {
      const auto clip = serhost::audio::resample(serhost::audio::decode(arguments[i]), 16000);
      audio += static_cast<double>(clip.samples.size()) / 16000.0;
    }
    seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  }
  std::printf("%.4f\n", seconds > 0.0 ? audio / 3600.0 / seconds : 0.0);
  return seconds > 0.0 ? 0 : 64;
}
