// Lines of the resolved text, and values as they stand in it.
#pragma once

#include <cstdint>
#include <serhost/schema.hpp>
#include <string>
#include <vector>

namespace serhost::config {

/// Whether a key stands in the resolved text and in the part of it that decides the result
/// (resolved.hpp). A key that came later is hashed only where it is set: what ran before has the
/// hash that it had.
enum class Recorded {
  always,
  where_set,          ///< in both only where its value is not the default
  decides_where_set,  ///< always in the resolved text
  decides_nothing,    ///< likewise
  shown_where_set,    ///< in the resolved text only where its value is not the default
  never               ///< what it says stands elsewhere
};

inline bool asks_whether_set(Recorded when) {
  return when == Recorded::where_set || when == Recorded::decides_where_set ||
         when == Recorded::shown_where_set;
}

class Writer {
 public:
  explicit Writer(bool deciding) : deciding_(deciding) {}

  /// The name of a key: what decides is hashed by the first one that it had.
  std::string key(const ParamSpec& spec) const {
    return deciding_ && !spec.former.empty() ? spec.former : spec.name;
  }
  bool records(Recorded when, bool set) const {
    if (when == Recorded::never) return false;
    if (when == Recorded::where_set) return set;
    if (when == Recorded::shown_where_set) return set && !deciding_;
    return !deciding_ || when == Recorded::always || (when == Recorded::decides_where_set && set);
  }

  void header(const std::string& name, bool several = false);
  void line(const std::string& key, const std::string& value);
  /// A line a parameter, in the order of `specs`.
  void parameters(const std::vector<ParamSpec>& specs, const Values& values);
  std::string take() { return std::move(out_); }

 private:
  bool deciding_;
  std::string out_;
};

/// "" where there is nothing to write.
std::string parameter_text(const ParamSpec& spec, const Value& value, const Writer& to);

/// ", KEY = VALUE" of each parameter, for inline tables; a value that is not there is the default.
std::string parameters_inline(const std::vector<ParamSpec>& specs, const Values& values,
                              const Writer& to);

}  // namespace serhost::config
