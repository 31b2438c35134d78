// One list a kind. Before a key is added, look for components that declare it, bundled or not (a
// test does, for the first names of keys too).
#include "host/host_keys.hpp"

#include <array>

namespace serhost::host {
namespace {

constexpr std::array<std::string_view, 5> kBackbone = {"plugin", "freeze", "layers", "take",
                                                       "adapt"};
constexpr std::array<std::string_view, 1> kLoss = {"plugin"};
constexpr std::array<std::string_view, 16> kDataset = {
    "plugin",  "name",         "root",   "classes",       "merge",          "labels",
    "columns", "dimensions",   "ranges", "present_above", "absent_classes", "unused_merge",
    "people",  "skip_damaged", "weight", "fraction"};
constexpr std::array<std::string_view, 6> kOptimizer = {
    "plugin", "name", "lr", "weight_decay", "backbone_lr", "layer_decay"};
constexpr std::array<std::string_view, 1> kHead = {"plugin"};
constexpr std::array<std::string_view, 2> kAugment = {"plugin", "probability"};

/// In the order of Kind.
constexpr std::array<std::span<const std::string_view>, kKinds.size()> kKeys = {
    kBackbone, kLoss, kDataset, kOptimizer, kHead, kAugment};

}  // namespace

std::span<const std::string_view> host_keys(Kind kind) {
  return kKeys[static_cast<std::size_t>(kind)];
}

}  // namespace serhost::host
