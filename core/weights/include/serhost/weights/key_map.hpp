// Names of tensors in a file and in a module. A key map is data: one line a rule. The plugin that
// reads a family's checkpoints holds its table and registers it (static checkpoint_family(), see
// ReadsCheckpoints), so that `serhost weights show` knows it, too:
//
//   static const Family family = {
//       "whisper",
//       {{.name = "Hugging Face", .mark = "layers.{i}.self_attn.q_proj.weight",
//         .prefixes = {"model.encoder."}, .extras = {"model.decoder.*"}}}};
#pragma once

#include <cstdint>
#include <map>
#include <serhost/weights/config.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

/// `from` is a name as the file has it, `to` as the module has it. `{i}` stands for characters
/// other than a dot, `*` (once a pattern) for any characters, also none; the same mark in `to`
/// repeats what it stood for.
struct Rule {
  /// See the marks above.
  std::string_view from, to;
};

/// Whether `name` matches `pattern`, completely.
bool matches(std::string_view pattern, std::string_view name);

/// `name` by the rule, or "" where it does not match.
std::string renamed(const Rule& rule, std::string_view name);

/// A tensor of a file that is several of a module's, equally long, one after the other along its
/// first dimension: the queries, keys and values of an attention.
struct FusedRule {
  std::string_view from;             ///< as of a Rule
  std::vector<std::string_view> to;  ///< in the order in which they lie
};

/// How one kind of file names a family's tensors.
struct Layout {
  std::string_view name;  ///< "Hugging Face"
  std::string_view mark;  ///< a file that has such a name, once its prefix is off, has this layout
  /// The first that some name begins with is taken off. Where none of them leads to the mark, what
  /// stands before the mark is taken off ("_orig_mod.", "model.") if it is the same everywhere.
  std::vector<std::string_view> prefixes{};
  /// The first that matches wins; a name that matches none stays as it is.
  std::vector<Rule> rules{};
  /// Patterns of renamed names that a module need not have: heads, quantizers.
  std::vector<std::string_view> extras{};
  /// Patterns of renamed names that older files have without a leading dimension of 1.
  std::vector<std::string_view> may_lack_lead{};
  /// The file's own words about its model in the family's terms; nullptr where they are in them
  /// already.
  Config (*config)(const Config& own) = nullptr;
  /// The same of preprocessor_config.json.
  Config (*preprocessor)(const Config& own) = nullptr;
  /// The mark is no proof without one of `prefixes` at its front: others have such names, too.
  bool needs_prefix = false;
  /// Looked at before `rules`.
  std::vector<FusedRule> fused{};
};

/// Encoders whose modules have the same names. The module's names are those of Hugging Face where
/// it has the model. A family lives as long as the program.
struct Family {
  /// [a-z][a-z0-9_]*: "wav2vec2". A file whose config says it in "model_type", "_name" or "arch" is
  /// of this family, if a layout fits.
  std::string_view name;
  /// The first whose mark is there is the file's.
  std::vector<Layout> layouts;
  /// Patterns of the file's names, their prefix off, that only this family has. Where several fit a
  /// file that does not say what it is, the first by name that has a sign is taken, or else the
  /// first by name.
  std::vector<std::string_view> signs{};
};

/// Which of several equal parts, along the first dimension.
struct TensorPart {
  std::int64_t index = 0;  ///< from 0
  std::int64_t of = 1;     ///< how many parts there are
};

/// Names of a file in a family's terms.
struct MappedNames {
  /// nullptr: of another family.
  const Layout* layout = nullptr;
  std::map<std::string, std::string> sources;  ///< the file's name by the module's
  std::map<std::string, TensorPart> parts{};   ///< of those that are a part of their source
  std::vector<std::string> extras{};           ///< the module's names that a module need not have
  /// What was taken off and is none of the layout's prefixes: "_orig_mod.". Names without it are
  /// of other parts, and extras.
  std::string prefix{};
  /// Without a layout: where the family's mark stands more than once ("student.", "teacher.").
  std::vector<std::string> several{};
};

/// The layout whose mark is among the names, or nullptr. Families that name some tensors alike may
/// both have one.
const Layout* layout_of(const Family& family, const std::vector<std::string>& names);

/// Whether one of the family's signs is among the names.
bool has_sign_of(const Family& family, const std::vector<std::string>& names);

/// [any] Finds the layout and renames. nullptr as layout where the names are of another family.
/// Throws Error(damaged) where two names of the file become one.
MappedNames map_names(const Family& family, const std::vector<std::string>& names);

}  // namespace serhost::weights
