// A protocol: sets the test part of its folds and leaves the rest to train.
// What is done after it is the same for all (folds.hpp): validation, claims,
// the choice of folds, the check of their parts.
//
// One is a file in registered/:
//
//   void odd_and_even(const Draw& draw, Folds& folds) { ... }
//   SERHOST_PROTOCOL(odd_and_even, "odd-even", "clips of odd numbers are
//   tested", 70, no_keys);
//
// With keys of its own:
//
//   struct Options { std::int64_t modulus = 2; };
//   void keys(Schema<Options>& schema) { schema.add("modulus",
//   ...).at_least(2).help("..."); } void modulo(const Options& options, const
//   Draw& draw, Folds& folds) { ... } SERHOST_PROTOCOL(modulo, "modulo", "every
//   n-th clip is tested", 80, keys);
#pragma once

#include <serhost/schema.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "base/seed.hpp"
#include "config/experiment.hpp"
#include "config/pieces.hpp"
#include "data/protocol/folds.hpp"
#include "data/protocol/groups.hpp"

namespace serhost::data {

/// What every protocol is given.
struct Draw {
  const Manifest& manifest;
  const config::ProtocolTable& protocol;
  std::uint64_t seed;
  Faults& faults;

  void fault(const std::string& message) const {
    faults.add(Exit::config, "protocol '" + protocol.name + "': " + message);
  }
};

/// Adds folds, with what they claim. Deterministic from the seed; faults go to `draw`.
using DrawFolds = void (*)(const Draw& draw, Folds& folds);

/// A fold with this test part, the rest to train; `number` counts from 1.
Fold fold_with(const Draw& draw, std::size_t number, std::string name, Indices test);

/// What holdout and k-fold draw: speakers where they are known, unless clips were asked for. Empty
/// where there are fewer than `least`, which has then been told.
std::vector<Group> protocol_groups(const Draw& draw, std::size_t least, Folds& folds);

/// A fold for every speaker or session, which it tests.
void leave_one_out(const Draw& draw, GroupKind kind, Folds& folds);

/// Which options a protocol declares its keys of: those of every protocol's table, or its own.
template <class Options>
Options options_of_declare(void (*)(Schema<Options>&));

template <auto declare>
std::vector<ParamSpec> keys_of_protocol() {
  Schema<decltype(options_of_declare(declare))> schema;
  declare(schema);
  return schema.specs();
}

template <auto declare>
inline constexpr bool kHasOwnKeys =
    !std::is_same_v<decltype(options_of_declare(declare)), config::ProtocolTable>;

/// Calls `function(draw, folds)`, or `function(options, draw, folds)` where the keys are its own.
template <auto function, auto declare>
void draw_by(const Draw& draw, Folds& folds) {
  if constexpr (kHasOwnKeys<declare>) {
    Schema<decltype(options_of_declare(declare))> schema;
    declare(schema);
    function(schema.options(draw.protocol.own), draw, folds);
  } else {
    function(draw, folds);
  }
}

inline void no_keys(Schema<config::ProtocolTable>&) {}

}  // namespace serhost::data

/// `declare` says which keys of [protocol] it uses, `no_keys` where there are none. One that takes
/// a Schema<config::ProtocolTable> chooses among those that every protocol may have; one that takes
/// a Schema of its own options adds keys, and `function` is then given them first. What may follow
/// checks keys together: `void check(const Values& own, config::PieceKeys&)`.
#define SERHOST_PROTOCOL(function, protocol_name, summary_text, place, declare, ...) \
  static ::serhost::config::Piece serhost_piece_##function{                          \
      "protocol",                                                                    \
      protocol_name,                                                                 \
      summary_text,                                                                  \
      place,                                                                         \
      &::serhost::data::keys_of_protocol<&declare>,                                  \
      reinterpret_cast<void (*)()>(static_cast<::serhost::data::DrawFolds>(          \
          &::serhost::data::draw_by<&function, &declare>)),                          \
      ::serhost::data::kHasOwnKeys<&declare>                                         \
          __VA_OPT__(, ) __VA_ARGS__};                                               \
  static const ::serhost::config::RegisteredPiece serhost_registered_##function(     \
      serhost_piece_##function)
