// Augmentations by name, and their checks.
#include <serhost/testing/augment.hpp>

#include "testing/augment_kit.hpp"
#include "testing/component_infos.hpp"
#include "testing/report.hpp"

namespace serhost::testing {

std::shared_ptr<Augment> make_augment(const std::string& name,
                                      const std::vector<std::string>& parameters) {
  return conformance::make_augment(registry(), registry().get(Kind::augment, name), parameters);
}

Waveform applied(const Augment& augment, Waveform clip, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  return augment.apply(std::move(clip), random);
}

void expect_augment_conforms(const std::string& name, const std::vector<std::string>& parameters) {
  expect_all(conformance::checks_of(
      conformance::Subject{registry(), registry().get(Kind::augment, name), parameters, {}, {}}));
}

void expect_conforms(const Augment& augment) {
  const std::shared_ptr<Augment> own(std::shared_ptr<void>(), const_cast<Augment*>(&augment));
  expect_all(
      conformance::checks_of(conformance::AugmentCase{[=] { return own; }, /*fresh=*/false}));
}

}  // namespace serhost::testing
