// What a method of parameter-efficient fine-tuning is: [backbone] adapt = { name = "lora", ... }.
// The backbone is frozen; the method says what little is trained in its place. One is a file in
// this folder:
//
//   class Norms final : public AdaptationMethod {
//    public:
//     void apply(const ToAdapt& to) const override { ... }
//   };
//   SERHOST_ADAPTATION(Norms, "norms", "only the norms are trained", 60);
//
// One with keys of its own has `struct Options`, `static void declare(Schema<Options>&)` and the
// constructor `T(const Options&)`.
#pragma once

#include <map>
#include <memory>
#include <serhost/adapt.hpp>
#include <string>
#include <vector>

#include "config/pieces.hpp"

namespace serhost::model {

/// A linear map of a backbone; `name` is its module's: "encoder.layers.0.attention.q_proj".
struct NamedMap {
  std::string name;
  Adaptable* map = nullptr;
};

/// What a method may change: nothing in stages that `freeze` names is among it.
struct ToAdapt {
  std::vector<NamedMap> maps;                    ///< in the order of the modules
  std::map<std::string, at::Tensor> parameters;  ///< by name; frozen, as all of the backbone are
};

class AdaptationMethod {
 public:
  virtual ~AdaptationMethod() = default;
  /// [run] Once, when the backbone has its weights. Initial values come from torch's default
  /// generator, which the host has seeded. Throws std::invalid_argument with a sentence where
  /// nothing of `to` is what it works on.
  virtual void apply(const ToAdapt& to) const = 0;
};

/// The maps whose name is, or ends with a dot and, one of `targets`. Throws std::invalid_argument
/// with the names that there are where one of `targets` is none of them, or where all are `any_of`
/// (defaults, of which a backbone has some) and none fits.
std::vector<NamedMap> chosen_maps(const ToAdapt& to, const std::vector<std::string>& targets,
                                  bool any_of);

template <class T>
std::unique_ptr<AdaptationMethod> make_adaptation(const Values& values) {
  if constexpr (requires { typename T::Options; })
    return std::make_unique<T>(config::OwnKeys<T>::options(values));
  else return std::make_unique<T>();
}

template <class T>
std::vector<ParamSpec> keys_of_adaptation() {
  if constexpr (requires { typename T::Options; }) return config::OwnKeys<T>::parameters();
  else return {};
}

using MakeAdaptation = std::unique_ptr<AdaptationMethod> (*)(const Values&);

}  // namespace serhost::model

/// Class, name, summary, and its place in lists.
#define SERHOST_ADAPTATION(Class, method_name, summary_text, place)            \
  static ::serhost::config::Piece serhost_piece_##Class{                       \
      "adaptation",                                                            \
      method_name,                                                             \
      summary_text,                                                            \
      place,                                                                   \
      &::serhost::model::keys_of_adaptation<Class>,                            \
      reinterpret_cast<void (*)()>(&::serhost::model::make_adaptation<Class>), \
      true};                                                                   \
  static const ::serhost::config::RegisteredPiece serhost_registered_##Class(serhost_piece_##Class)
