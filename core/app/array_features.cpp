// An encoder by its name, for arrays.
#include <utility>

#include "app/audio_array.hpp"
#include "app/experiment_check.hpp"
#include "app/extract.hpp"
#include "audio/resample.hpp"
#include "features/one_clip.hpp"
#include "train/run.hpp"

namespace serhost::app {

ArrayFeatures::ArrayFeatures(const Session& session, const std::string& backbone,
                             const Options& options) {
  auto registry = std::make_unique<host::Registry>(registry_of(session));
  Faults faults;
  const auto table = backbone_table(backbone, options.settings, *registry, faults);
  faults.throw_if_any();
  registry_ = std::move(registry);
  one_ = std::make_unique<features::OneClip>(table, *registry_, options.layer,
                                             train::prepare(options.device, session.threads),
                                             options.log);
}

ArrayFeatures::~ArrayFeatures() = default;

std::int64_t ArrayFeatures::sample_rate() const { return one_->sample_rate(); }
std::int64_t ArrayFeatures::width() const { return one_->width(); }

features::FeatureArray ArrayFeatures::of(const AudioArray& clip) {
  return one_->of(audio::resample(waveform_of(clip), sample_rate()).samples);
}

}  // namespace serhost::app
