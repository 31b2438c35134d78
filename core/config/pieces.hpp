// Parts of the host that a table of the experiment chooses by name, such as the protocol. Each
// registers itself from a file of its own: adding one edits no other file, and the check of the
// experiment, `serhost list` and `serhost describe` know it.
//
// A registration is a static object that links a node into a list, which is read only after main
// has begun. Nothing refers to such a file by name, so its library is linked as a whole
// (LINK_LIBRARY:WHOLE_ARCHIVE in CMake).
#pragma once

#include <serhost/schema.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::config {

/// What a piece may ask and tell of the keys of its table, where a rule spans several of them. What
/// it tells gets file and line.
class PieceKeys {
 public:
  virtual ~PieceKeys() = default;
  virtual bool has(const std::string& key) const = 0;  ///< it is written
  /// "protocol.file is missing: WHY".
  virtual void missing(const std::string& key, const std::string& why) = 0;
  /// "train.schedule.high: found 0.1, but must be WANTED".
  virtual void wrong(const std::string& key, const std::string& wanted) = 0;
};

struct Piece {
  const char* kind;                        ///< "protocol"
  const char* name;                        ///< as the experiment writes it: "k-fold"
  const char* summary;                     ///< one line, lower case, no full stop
  int order;                               ///< place in lists, small first
  std::vector<ParamSpec> (*parameters)();  ///< the keys of its table that it uses
  void (*maker)();                         ///< what makes it; its type is the kind's business
  bool own = false;  ///< `parameters` are keys of its own; else they are among the table's
  /// Checks what spans several keys; `values` are of `parameters` where they are its own.
  void (*check)(const Values& values, PieceKeys& keys) = nullptr;
  const Piece* next = nullptr;
};

/// Makes a piece's members of a class T with `Options` and `static void declare(Schema<Options>&)`,
/// as components have them, and perhaps `static void check(const Options&, PieceKeys&)`.
template <class T>
struct OwnKeys {
  static std::vector<ParamSpec> parameters() { return schema().specs(); }
  static typename T::Options options(const Values& values) { return schema().options(values); }
  static constexpr auto check() -> void (*)(const Values&, PieceKeys&) {
    if constexpr (requires(const typename T::Options& options, PieceKeys& keys) {
                    T::check(options, keys);
                  })
      return [](const Values& values, PieceKeys& keys) { T::check(options(values), keys); };
    else return nullptr;
  }

 private:
  static Schema<typename T::Options> schema() {
    Schema<typename T::Options> out;
    T::declare(out);
    return out;
  }
};

struct RegisteredPiece {
  explicit RegisteredPiece(Piece& piece) noexcept;
};

/// All of a kind, by `order`, then by name.
std::vector<const Piece*> pieces_of(std::string_view kind);
std::vector<std::string> names_of_pieces(std::string_view kind);

/// "pooling", "protocol", ...: sorted.
std::vector<std::string> piece_kinds();

/// nullptr where there is none.
const Piece* find_piece(std::string_view kind, std::string_view name);

}  // namespace serhost::config
