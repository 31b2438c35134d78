// A protocol: sets the test part of its folds and leaves the rest to train. What is done after it
// is the same for all (folds.hpp): validation, claims, the choice of folds, the check of their
// parts.
//
// One is a file in registered/:
//
//   void odd_and_even(const Draw& draw, Folds& folds) { ... }
//   SERHOST_PROTOCOL(odd_and_even, "odd-even", "clips of odd numbers are tested", 70, no_keys);
#pragma once

#include <serhost/schema.hpp>
#include <string>
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

/// The keys of [protocol] that a protocol uses, for `serhost describe`.
template <void (*declare)(Schema<config::ProtocolTable>&)>
std::vector<ParamSpec> keys_of_protocol() {
  Schema<config::ProtocolTable> schema;
  declare(schema);
  return schema.specs();
}
inline void no_keys(Schema<config::ProtocolTable>&) {}

}  // namespace serhost::data

/// `declare` says which keys it uses, `no_keys` where there are none.
#define SERHOST_PROTOCOL(function, protocol_name, summary_text, place, declare)          \
  static ::serhost::config::Piece serhost_piece_##function{                              \
      "protocol",                                                                        \
      protocol_name,                                                                     \
      summary_text,                                                                      \
      place,                                                                             \
      &::serhost::data::keys_of_protocol<declare>,                                       \
      reinterpret_cast<void (*)()>(static_cast<::serhost::data::DrawFolds>(&function))}; \
  static const ::serhost::config::RegisteredPiece serhost_registered_##function(         \
      serhost_piece_##function)
