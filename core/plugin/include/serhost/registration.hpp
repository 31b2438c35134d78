// How a plugin says what is in it. A registration links a node into a list private to the plugin
// and does nothing else: no work happens while a library is being loaded.
//
//   SERHOST_LOSS(Aam, "aam", "softmax over cosines with a margin", .title = "AAM", .order = 40);
//   SERHOST_PLUGIN();
#pragma once

#include <serhost/abi.h>
#include <torch/version.h>  // macros only

#include <cstdint>
#include <memory>
#include <serhost/abilities.hpp>
#include <serhost/export.hpp>
#include <serhost/schema.hpp>
#include <serhost/values.hpp>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace serhost::weights {
struct Family;  // serhost/weights/key_map.hpp
}

namespace serhost {

class Dataset;
class Optimizer;
class Head;
class Augment;
struct Task;
struct Context;
struct DataRoot;
struct ParamGroup;
struct HeadSpec;

/// How tables and reports show a component; what stands behind the summary in a registration:
/// `SERHOST_LOSS(Aam, "aam", "softmax over cosines ...", .title = "AAM", .order = 40);`
struct Shown {
  const char* title = "";  ///< as the field writes it; empty: the name
  int order = 1000;        ///< place among its kind: small numbers first, equal ones by name
};

/// Makes a backbone.
using MakeBackbone = std::shared_ptr<Backbone> (*)(const Values&, const Context&);
/// Makes a loss.
using MakeLoss = std::shared_ptr<Loss> (*)(const Values&, const Task&, const Context&);
/// Makes a dataset.
using MakeDataset = std::shared_ptr<Dataset> (*)(const Values&, const DataRoot&);
/// Makes an optimizer.
using MakeOptimizer = std::shared_ptr<Optimizer> (*)(const Values&, const std::vector<ParamGroup>&,
                                                     const Context&);
/// The makers of a head.
struct MakeHead {
  /// Makes one.
  std::shared_ptr<Head> (*make)(const Values&, const HeadSpec&, const Context&);
  /// Width of its embeddings, before it is made.
  std::int64_t (*embedding_width)(const Values&, std::int64_t width);
};
/// Makes an augmentation.
using MakeAugment = std::shared_ptr<Augment> (*)(const Values&, const Context&);

/// The maker of a component; alternatives in the order of Kind.
using Maker =
    std::variant<MakeBackbone, MakeLoss, MakeDataset, MakeOptimizer, MakeHead, MakeAugment>;

/// One component of a plugin.
struct Component {
  /// What it is.
  Kind kind;
  const char* name;     ///< [a-z][a-z0-9_]*, unique per kind
  const char* summary;  ///< one line, no full stop
  /// Title and place in tables.
  Shown shown;
  /// Its declared parameters.
  std::vector<ParamSpec> (*parameters)();
  std::vector<std::string> (*abilities)();  ///< names of the optional interfaces it has
  Maker maker;                              ///< the alternative of `kind`
  /// The checkpoints that it reads; nullptr where it has not the ability ReadsCheckpoints.
  const weights::Family& (*checkpoint_family)();
  /// The plugin's next one.
  const Component* next;
};

namespace detail {

SERHOST_PRIVATE inline const Component*& components() noexcept {
  static const Component* first = nullptr;
  return first;
}

struct SERHOST_PRIVATE Registered {
  explicit Registered(Component& component) noexcept {
    component.next = components();
    components() = &component;
  }
};

/// What registration needs to know of a kind: `Interface`, the class that authors derive from, and
/// `maker<T>()`. Specialized beside each interface.
template <Kind kind>
struct KindTraits;

template <class T>
constexpr const weights::Family& (*family_of())() {
  if constexpr (implements<ReadsCheckpoints, T>) return &T::checkpoint_family;
  else return nullptr;
}

/// The one way from a class to a component.
template <Kind kind, class T>
constexpr Component component_of(const char* name, const char* summary, Shown shown = {}) {
  static_assert(std::is_base_of_v<typename KindTraits<kind>::Interface, T>,
                "the class that is registered does not derive from the interface of its kind");
  static_assert(std::variant_size_v<Maker> == kKinds.size());
  return {kind,
          name,
          summary,
          shown,
          &specs_of<T>,
          &abilities_of<kind, T>,
          KindTraits<kind>::template maker<T>(),
          family_of<T>(),
          nullptr};
}

}  // namespace detail
}  // namespace serhost

/// @cond internal
#define SERHOST_TEXT_(x) #x
#define SERHOST_TEXT(x) SERHOST_TEXT_(x)

/// @endcond
/// Behind SERHOST_LOSS and its like: kind, class, name, summary, then what `Shown` holds.
#define SERHOST_REGISTER(...) SERHOST_REGISTER_(__COUNTER__, __VA_ARGS__)
/// @cond internal
// `id` tells apart the registrations of all files that are compiled as one unit; a line does not.
#define SERHOST_REGISTER_(id, ...) SERHOST_REGISTER_AS_(id, __VA_ARGS__)
#define SERHOST_REGISTER_AS_(id, kind, Class, component_name, summary_text, ...) \
  static ::serhost::Component serhost_component_##id =                           \
      ::serhost::detail::component_of<::serhost::Kind::kind, Class>(             \
          component_name, summary_text, ::serhost::Shown{__VA_ARGS__});          \
  static const ::serhost::detail::Registered serhost_registered_##id { serhost_component_##id }
/// @endcond

/// @cond internal
#ifdef _GLIBCXX_DEBUG
#define SERHOST_BUILD_CONTAINERS_ "debug-containers "
#else
#define SERHOST_BUILD_CONTAINERS_ ""
#endif
#ifdef __SANITIZE_ADDRESS__
#define SERHOST_BUILD_ASAN_ "asan "
#else
#define SERHOST_BUILD_ASAN_ ""
#endif
#ifdef SERHOST_PLUGIN_CUDA
#define SERHOST_BUILD_CUDA_ "cuda "
#else
#define SERHOST_BUILD_CUDA_ ""
#endif
#define SERHOST_BUILD_ SERHOST_BUILD_CONTAINERS_ SERHOST_BUILD_ASAN_ SERHOST_BUILD_CUDA_ "plain"

#if defined(_GLIBCXX_USE_CXX11_ABI) || defined(__GLIBCXX__)
#define SERHOST_STDLIB_ "libstdc++ cxx11abi=" SERHOST_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define SERHOST_STDLIB_ "libc++"
#endif
#if defined(__clang__)
#define SERHOST_COMPILER_ "clang " SERHOST_TEXT(__clang_major__)
#else
#define SERHOST_COMPILER_ "gcc " SERHOST_TEXT(__GNUC__)
#endif

#ifndef SERHOST_PLUGIN_NAME
#define SERHOST_PLUGIN_NAME "unnamed"
#endif
#ifndef SERHOST_PLUGIN_VERSION
#define SERHOST_PLUGIN_VERSION "0.0.0"
#endif

#define SERHOST_ABI_BLOCK_INITIALIZER                                                        \
  {SERHOST_ABI_MAGIC,                                                                        \
   sizeof(struct serhost_abi_block),                                                         \
   SERHOST_API_MAJOR,                                                                        \
   SERHOST_API_MINOR,                                                                        \
   SERHOST_TEXT(TORCH_VERSION_MAJOR) "." SERHOST_TEXT(TORCH_VERSION_MINOR) "." SERHOST_TEXT( \
       TORCH_VERSION_PATCH),                                                                 \
   SERHOST_STDLIB_,                                                                          \
   SERHOST_BUILD_,                                                                           \
   static_cast<uint32_t>(__cplusplus / 100),                                                 \
   SERHOST_COMPILER_,                                                                        \
   SERHOST_PLUGIN_NAME,                                                                      \
   SERHOST_PLUGIN_VERSION}

/// @endcond

/// Once in one source of every plugin: its ABI record and its one entry point.
#define SERHOST_PLUGIN()                                                                 \
  extern "C" {                                                                           \
  __attribute__((                                                                        \
      section(".serhost"), used,                                                         \
      visibility("default"))) extern const struct serhost_abi_block serhost_plugin_abi = \
      SERHOST_ABI_BLOCK_INITIALIZER;                                                     \
  SERHOST_API const ::serhost::Component* serhost_plugin_components() {                  \
    return ::serhost::detail::components();                                              \
  }                                                                                      \
  }                                                                                      \
  static_assert(true, "")
