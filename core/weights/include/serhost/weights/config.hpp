// What a checkpoint says about its model, and how an encoder reads it: every field is read, fixed
// to what the encoder computes, or known to be harmless; anything else is refused by name, so that
// no number is wrong in silence.
//
//   const auto config = weights::Config::parse(R"({"hidden_size": 768})", "config.json");
//   std::int64_t width = 0;
//   weights::ConfigFields().reads("hidden_size", width, 1).apply(config);
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serhost::weights {

/// The most numbers in a list of a config that is read.
inline constexpr std::size_t kLongestConfigList = 64;

/// The deepest nesting of a config that is read.
inline constexpr int kDeepestConfig = 32;

/// A JSON object: config.json, preprocessor_config.json, or what a .pt file holds beside its
/// weights. A value; copies share.
class Config {
 public:
  Config();  ///< empty
  ~Config();
  /// Shares the content.
  Config(const Config&) = default;
  /// Shares the content.
  Config& operator=(const Config&) = default;

  /// [any] Throws Error(damaged) with `file` and the byte for what is not one JSON object, for a
  /// name that occurs twice in one table, and for nesting deeper than kDeepestConfig. `file` is
  /// named in every later error, too.
  static Config parse(std::string_view json, std::string file);

  /// For messages.
  const std::string& file() const;
  /// No field at all.
  bool empty() const;
  std::vector<std::string> names() const;   ///< sorted
  bool has(const std::string& name) const;  ///< there and not null
  /// There and a table. Files of other programs may have a text of the same name.
  bool has_table(const std::string& name) const;
  bool says_nothing(const std::string& name) const;  ///< absent, null, {} or []

  /// One field; nullopt where it is absent or null. Throws Error(damaged) for a value of another
  /// type.
  std::optional<bool> boolean(const std::string& name) const;
  std::optional<std::int64_t> integer(const std::string& name) const;  ///< 3.0 is one, 3.5 is not
  /// A number.
  std::optional<double> real(const std::string& name) const;
  /// A text.
  std::optional<std::string> text(const std::string& name) const;
  /// A list of integers.
  std::optional<std::vector<std::int64_t>> integers(const std::string& name) const;
  Config table(const std::string& name) const;  ///< empty where it is absent or null

  /// The field as JSON, cut to 80 characters: for messages. "nothing" where it is absent.
  std::string shown(const std::string& name) const;
  /// The whole object.
  std::string json(int indent = -1) const;

 private:
  struct Content;
  explicit Config(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::shared_ptr<const Content> content_;
};

/// A value that a field may be fixed to; monostate is null.
using ConfigValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// The fields that an encoder knows, each with what it does with them. Declared once, applied to a
/// config:
///
///     HubertConfig out;
///     ConfigFields()
///         .reads("hidden_size", out.width, 1)
///         .reads("feat_extract_norm", out.norm, {"group", "layer"})
///         .fixed("hidden_act", {"gelu"})
///         .harmless({"vocab_size"})
///         .apply(config);
///
/// A field that is absent or null leaves the member as it is: its initializer is the default of the
/// format.
class ConfigFields {
 public:
  /// Into a flag.
  ConfigFields& reads(const std::string& name, bool& into);
  /// Into an integer between `least` and `most`.
  ConfigFields& reads(const std::string& name, std::int64_t& into,
                      std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                      std::int64_t most = std::numeric_limits<std::int64_t>::max());
  /// Into a number between `least` and `most`.
  ConfigFields& reads(const std::string& name, double& into,
                      double least = -std::numeric_limits<double>::infinity(),
                      double most = std::numeric_limits<double>::infinity());
  /// Into a text, one of `choices` unless those are empty.
  ConfigFields& reads(const std::string& name, std::string& into,
                      std::vector<std::string> choices = {});
  /// Into a list of at most kLongestConfigList integers, each between `least` and `most`.
  ConfigFields& reads(const std::string& name, std::vector<std::int64_t>& into,
                      std::int64_t least = 1,
                      std::int64_t most = std::numeric_limits<std::int64_t>::max());

  /// The encoder computes as with one of these values and no other. Absent and null are fine:
  /// `values` must hold the default.
  ConfigFields& fixed(const std::string& name, std::vector<ConfigValue> values);

  /// Known, and of no effect on what the encoder computes: heads, vocabularies, training.
  ConfigFields& harmless(const std::vector<std::string>& names);

  /// [any] Reads the config. Throws one Error(config) that names every field that is of another
  /// type, out of range, fixed to another value, or unknown. What every Hugging Face config may
  /// hold (`model_type` aside) is known to be harmless, and so is what says nothing (null, {} and
  /// []); `ignore` names more fields to pass over, for a user who knows. Gives the fields that were
  /// passed over because they are of heads that recognize emotions ("pooling_mode"), for a note.
  std::vector<std::string> apply(const Config& config,
                                 const std::vector<std::string>& ignore = {}) const;

 private:
  struct Field {
    std::string name;
    std::function<std::string(const Config&)> apply;  ///< what is wrong, or ""
  };
  ConfigFields& add(const std::string& name, std::function<std::string(const Config&)> apply);
  std::vector<Field> fields_;
};

}  // namespace serhost::weights
