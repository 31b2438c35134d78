// The kinds of component a plugin may hold: one list, which commands, messages and docs iterate.
//
//   for (const auto& kind : serhost::kKinds) std::cout << kind.plural << '\n';
#pragma once

#include <array>
#include <cstddef>

namespace serhost {

/// What a component is. New kinds are added at the end.
enum class Kind { backbone, loss, dataset, optimizer, head, augment };

/// How a kind is called.
struct KindInfo {
  /// Which.
  Kind kind;
  const char* name;      ///< "loss": in messages, `serhost describe loss NAME`, `serhost new loss`
  const char* plural;    ///< "losses": `serhost list losses`, folders below plugins/
  const char* registry;  ///< the macro that registers one
  const char* meaning;   ///< one line
};

/// Every kind, in the order of the enumeration.
inline constexpr std::array kKinds = {
    KindInfo{Kind::backbone, "backbone", "backbones", "SERHOST_BACKBONE",
             "gives frames from a waveform, or from another backbone's frames"},
    KindInfo{Kind::loss, "loss", "losses", "SERHOST_LOSS",
             "gives a value a clip to be minimized, and the scores that are predicted"},
    KindInfo{Kind::dataset, "dataset", "datasets", "SERHOST_DATASET",
             "lists the clips of a corpus with what is known of each"},
    KindInfo{Kind::optimizer, "optimizer", "optimizers", "SERHOST_OPTIMIZER",
             "updates the weights from their gradients"},
    KindInfo{Kind::head, "head", "heads", "SERHOST_HEAD",
             "gives one vector per clip, and the outputs, from a backbone's frames"},
    KindInfo{Kind::augment, "augment", "augmentations", "SERHOST_AUGMENT",
             "changes a training clip's waveform at random"},
};

/// Of a kind that exists.
constexpr const KindInfo& info_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

/// "backbone", "loss", "dataset", "optimizer", "head" or "augment".
constexpr const char* name_of(Kind kind) { return info_of(kind).name; }

static_assert([] {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
  }
  return true;
}());

}  // namespace serhost
