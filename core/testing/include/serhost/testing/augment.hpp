// For the tests of augmentation plugins, which need no torch header. Components are loaded as the
// program loads them, from SERHOST_PLUGIN_PATH.
//
//   TEST(Noise, KeepsWhatEveryAugmentationPromises) {
//     serhost::testing::expect_augment_conforms("noise", {"level=0.01"});
//   }
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <serhost/augment.hpp>
#include <string>
#include <vector>

namespace serhost::testing {

/// `parameters` as in an experiment file, one "key=value" each. Throws serhost::Error with the
/// reason.
std::shared_ptr<Augment> make_augment(const std::string& name,
                                      const std::vector<std::string>& parameters = {});

/// What `augment` makes of the clip with the stream that `seed` begins.
Waveform applied(const Augment& augment, Waveform clip, std::uint64_t seed = 1);

/// Expects what every augmentation promises (docs/write-an-augmentation.md lists it): the same
/// rate, finite samples, between half and twice as many; the same bits for the same clip and
/// stream, also on another instance and with several threads.
void expect_augment_conforms(const std::string& name,
                             const std::vector<std::string>& parameters = {});

/// The same for one instance; checks that need a second one are left out.
void expect_conforms(const Augment& augment);

}  // namespace serhost::testing
