// Walks the tree beside the schemas: the tables' own, and those of the components that they name.
#include "config/foreign_variables.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "config/document.hpp"
#include "config/merge.hpp"
#include "config/overrides.hpp"
#include "config/renamed.hpp"
#include "config/tables.hpp"

namespace serhost::config {
namespace {

/// The names in a text; a literal "${" is written "$${".
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 3) == "$${") {
      at += 2;
    } else if (text.substr(at, 2) == "${") {
      const auto end = text.find('}', at);
      out.emplace_back(text.substr(at + 2, end == std::string_view::npos ? end : end - at - 2));
    }
  }
  return out;
}

class ForeignWalk {
 public:
  explicit ForeignWalk(const Find& find) : find_(find) {}

  void root(const Node& node) {
    for (const auto& member : node.members) {
      const auto& key = member.key;
      if (key == "dataset")
        tables(member.value, key, Kind::dataset, config::parameters_of<DatasetKeys>());
      else if (key == "backbone") tables(member.value, key, Kind::backbone);
      else if (key == "loss") tables(member.value, key, Kind::loss);
      else if (key == "augment") tables(member.value, key, Kind::augment);
      else if (key == "head") tables(member.value, key, Kind::head);
      else if (key == "protocol")
        tables(member.value, key, std::nullopt, config::parameters_of<ProtocolTable>());
      else if (key == "train") train(member.value, key);
      else take(member.value, key, false);
    }
  }

  std::vector<ForeignVariable> paths;
  std::vector<std::string> others;

 private:
  void train(const Node& node, const std::string& path) {
    for (const auto& member : node.members) {
      const auto key = path + "." + member.key;
      if (member.key == "optimizer") tables(member.value, key, Kind::optimizer);
      else take(member.value, key, false);
    }
    if (!node.is(Node::Type::table)) take(node, path, false);
  }

  /// A table or several, whose `plugin` adds its parameters to `specs`.
  void tables(const Node& node, const std::string& path, std::optional<Kind> kind,
              const std::vector<ParamSpec>& specs = {}) {
    for (std::size_t i = 0; i < node.items.size(); ++i)
      tables(node.items[i], path + "." + std::to_string(i), kind, specs);
    if (!node.is(Node::Type::table)) {
      if (!node.is(Node::Type::list)) take(node, path, false);
      return;
    }
    auto all = specs;
    const auto* const plugin = node.find("plugin");
    std::string ignored;
    if (kind && plugin != nullptr && plugin->is(Node::Type::text)) {
      if (const auto* const info = find_(*kind, plugin->text, ignored); info != nullptr)
        all.insert(all.end(), info->parameters.begin(), info->parameters.end());
    }
    for (const auto& member : node.members) {
      const auto key = path + "." + member.key;
      const auto spec = std::find_if(all.begin(), all.end(),
                                     [&](const auto& each) { return each.name == member.key; });
      if (spec == all.end()) take(member.value, key, false);
      else if (spec->type == ParamType::part || spec->type == ParamType::parts)
        tables(member.value, key, spec->part_kind);
      else take(member.value, key, spec->type == ParamType::path);
    }
  }

  void take(const Node& node, const std::string& key, bool is_path) {
    if (node.is(Node::Type::text) && node.place.file != kCommandLine) {
      for (const auto& name : names_in(node.text)) {
        if (is_path) paths.push_back({name, key});
        else others.push_back(node.place.text() + ": " + key + " reads the variable " + name);
      }
    }
    for (const auto& item : node.items) take(item, key, false);
    for (const auto& member : node.members) take(member.value, key + "." + member.key, false);
  }

  const Find& find_;
};

}  // namespace

std::vector<ForeignVariable> foreign_variables(const std::filesystem::path& file,
                                               const std::vector<std::string>& overrides,
                                               const Find& find) {
  Findings told_elsewhere;  // by whoever loads it
  auto root = read_toml(file);
  ForeignWalk walk(find);
  if (const auto* const extends = root.find("extends"); extends != nullptr)
    walk.others.push_back(extends->place.text() + ": extends another file, of this machine");
  use_todays_names(root, nullptr, find, told_elsewhere);
  auto laid_over = overrides_tree(overrides, told_elsewhere);
  use_todays_names(laid_over, &root, find, told_elsewhere);
  merge_overrides(root, std::move(laid_over), told_elsewhere);
  walk.root(root);
  if (walk.others.empty()) return walk.paths;
  throw Error(Exit::untrusted,
              file.string() +
                  " is refused: an experiment of somebody else may read variables for paths alone, "
                  "since what they hold is written into results that are sent back:\n  " +
                  join(walk.others, "\n  ") + "\ngive values of your own for these keys");
}

}  // namespace serhost::config
