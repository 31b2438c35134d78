// The optional interfaces of components, "abilities": one list of types. What a registration finds
// in a class, what `serhost describe` prints, and what the host asks for all come from it.
//
// An ability is an interface that a component implements besides that of its kind. A new one is
// declared in a header of its own and gets a line here.
//
//   class Own : public serhost::Backbone, public serhost::Layerwise { ... };
//   SERHOST_BACKBONE(Own, "own", "mine");  // `serhost describe backbone own`: layerwise
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <array>
#include <cstddef>
#include <serhost/kind.hpp>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace torch::nn {
class Module;  // to derive from it, write #include <serhost/torch.hpp> or <torch/nn/module.h>
}

namespace serhost {

class Layerwise;            // serhost/backbone.hpp
class Staged;               // serhost/backbone.hpp
class Fitted;               // serhost/backbone.hpp
class Provenance;           // serhost/backbone.hpp
class ReadsFeatures;        // serhost/features.hpp
class ThreadSafeInference;  // serhost/thread_safe_inference.hpp
class ReadsAudio;           // serhost/dataset.hpp
class Documented;           // serhost/corpus_facts.hpp
class OnnxBackbone;         // serhost/onnx.hpp
class OnnxHead;             // serhost/onnx.hpp
class OnnxLoss;             // serhost/onnx.hpp
class MaskedEncoder;        // serhost/masked_encoder.hpp
class Objective;            // serhost/objective.hpp

/// Ability without an interface, because it is asked before anything is made: a backbone that reads
/// published checkpoints says which by a static member, and `serhost weights` knows them:
///
///     static const serhost::weights::Family& checkpoint_family();  // [any]
struct ReadsCheckpoints {};

/// An ability: the interface `I`, its name, what it means, and which kinds may have it.
template <class I>
struct Ability {
  /// The class that a component derives from.
  using Interface = I;
  /// In `serhost describe` and records.
  const char* name;
  /// One line.
  const char* meaning;
  std::array<bool, kKinds.size()> kinds;  ///< by kind
};

namespace detail {
template <class... Kinds>
constexpr std::array<bool, kKinds.size()> these_kinds(Kinds... kinds) {
  std::array<bool, kKinds.size()> out{};
  ((out[static_cast<std::size_t>(kinds)] = true), ...);
  return out;
}
}  // namespace detail

/// Every ability, in the order in which they are printed.
inline constexpr std::tuple kAbilities = {
    Ability<Layerwise>{"layerwise", "gives every hidden state, for sums of layers",
                       detail::these_kinds(Kind::backbone)},
    Ability<Staged>{"staged", "a chain of named stages, to freeze and cache up to one",
                    detail::these_kinds(Kind::backbone)},
    Ability<Fitted>{"fitted", "gathers statistics of the train part before training",
                    detail::these_kinds(Kind::backbone, Kind::loss)},
    Ability<ReadsFeatures>{"reads_features", "its frames are read from files, not computed",
                           detail::these_kinds(Kind::backbone)},
    Ability<Provenance>{"provenance", "names the files and corpora that its weights come from",
                        detail::these_kinds(Kind::backbone)},
    Ability<ReadsCheckpoints>{"reads_checkpoints",
                              "reads published checkpoints of one family (serhost weights)",
                              detail::these_kinds(Kind::backbone)},
    Ability<ThreadSafeInference>{"thread_safe_inference",
                                 "threads share one instance while nothing of it is trained",
                                 detail::these_kinds(Kind::backbone)},
    Ability<OnnxBackbone>{"onnx_backbone", "can be written as ONNX (serhost export)",
                          detail::these_kinds(Kind::backbone)},
    Ability<OnnxHead>{"onnx_head", "can be written as ONNX (serhost export)",
                      detail::these_kinds(Kind::head)},
    Ability<OnnxLoss>{"onnx_loss", "its own scores can be written as ONNX (serhost export)",
                      detail::these_kinds(Kind::loss)},
    Ability<MaskedEncoder>{"masked_encoder",
                           "encodes clips of which it sees some frames, for pre-training",
                           detail::these_kinds(Kind::backbone)},
    Ability<Objective>{"objective", "trains an encoder without labels (task \"pretrain\")",
                       detail::these_kinds(Kind::loss)},
    Ability<ReadsAudio>{"reads_audio", "its audio is not in audio files",
                        detail::these_kinds(Kind::dataset)},
    Ability<Documented>{"documented", "knows what is published of its corpus: counts, ranges",
                        detail::these_kinds(Kind::dataset)},
    Ability<torch::nn::Module>{"trainable", "has weights or buffers of its own",
                               detail::these_kinds(Kind::loss)},
};

/// Whether class T has the ability `Interface`.
template <class Interface, class T>
inline constexpr bool implements = std::is_base_of_v<Interface, T>;
/// Has the static member.
template <class T>
inline constexpr bool implements<ReadsCheckpoints, T> = requires { T::checkpoint_family(); };

/// The name of the ability `Interface`, which must be in the list.
template <class Interface>
constexpr const char* name_of_ability() {
  return std::get<Ability<Interface>>(kAbilities).name;
}

/// The names of those that class T, a component of `kind`, implements.
template <Kind kind, class T>
std::vector<std::string> abilities_of() {
  std::vector<std::string> names;
  std::apply(
      [&]<class... I>(const Ability<I>&... ability) {
        ((ability.kinds[static_cast<std::size_t>(kind)] && implements<I, T>
              ? names.push_back(ability.name)
              : void()),
         ...);
      },
      kAbilities);
  return names;
}

}  // namespace serhost
