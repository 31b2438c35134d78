// Lays one tree over another, recursively; overrides differ only in how they treat lists.
#include "config/merge.hpp"

#include <algorithm>
#include <charconv>

namespace serhost::config {
namespace {

bool is_index(const std::string& key) {
  return !key.empty() && key.size() < 6 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool only_indices(const Node& table) {
  return !table.members.empty() && std::all_of(table.members.begin(), table.members.end(),
                                               [](const Member& m) { return is_index(m.key); });
}

bool differ(const Node& parent, const Node& child, std::string_view key) {
  const auto* before = parent.find(key);
  const auto* after = child.find(key);
  return before && after && before->is(Node::Type::text) && after->is(Node::Type::text) &&
         before->text != after->text;
}

class Merger {
 public:
  explicit Merger(Findings* findings) : findings_(findings) {}  // null: documents, not overrides

  void lay(Node& parent, Node child, const std::string& path) {
    if (!child.is(Node::Type::table) || child.whole) {
      parent = std::move(child);
      return;
    }
    if (findings_ && reaches_into_list(parent, child, path)) return;
    if (path == "head.pooling" && parent.is(Node::Type::text)) as_table(parent);
    if (!parent.is(Node::Type::table) || names_another(parent, child, path)) {
      parent = std::move(child);
      return;
    }
    if (!findings_) parent.place = child.place;
    if (path == "train") drop_other_bound(parent, child);
    std::vector<Member> fresh;
    for (auto& member : child.members) {
      const auto below = path.empty() ? member.key : path + "." + member.key;
      auto* inherited = const_cast<Member*>(parent.member(member.key));
      if (inherited == nullptr) {
        fresh.push_back(std::move(member));
        continue;
      }
      if (!member.value.is(Node::Type::table) || member.value.whole)
        inherited->place = member.place;  // who gives the value is who is told of its faults
      lay(inherited->value, std::move(member.value), below);
    }
    parent.add_all(std::move(fresh));
  }

 private:
  /// pooling = "x" as { name = "x" }, so that its keys can be laid over it.
  static void as_table(Node& name) {
    Node table;
    table.place = name.place;
    table.add("name", name.place, name);
    name = std::move(table);
  }

  // A batch is bounded by clips or by seconds: who gives one takes back the other.
  static void drop_other_bound(Node& parent, const Node& child) {
    const bool clips = child.find("batch_size"), seconds = child.find("batch_seconds");
    if (clips == seconds) return;
    std::erase_if(parent.members, [&](const Member& member) {
      return member.key == (clips ? "batch_seconds" : "batch_size");
    });
  }

  /// One names the optimizer by `name`, the other by `plugin`.
  static bool other_way(const Node& parent, const Node& child) {
    return (parent.find("name") != nullptr && child.find("plugin") != nullptr) ||
           (parent.find("plugin") != nullptr && child.find("name") != nullptr);
  }

  static bool names_another(const Node& parent, const Node& child, const std::string& path) {
    if (path == "train.optimizer" && other_way(parent, child)) return true;
    return differ(parent, child, "plugin") ||
           ((path == "train.optimizer" || path == "train.schedule" || path == "head.pooling") &&
            differ(parent, child, "name")) ||
           (path.starts_with("backbone") && path.ends_with(".adapt") &&
            differ(parent, child, "name"));
  }

  // True where the override has been dealt with.
  bool reaches_into_list(Node& parent, Node& child, const std::string& path) {
    if (!parent.is(Node::Type::list)) {
      // backbone.0.freeze of a file with a single [backbone]
      if (parent.is(Node::Type::table) && child.members.size() == 1 &&
          child.members[0].key == "0") {
        lay(parent, std::move(child.members[0].value), path);
        return true;
      }
      return false;
    }
    if (!only_indices(child)) {
      if (parent.items.size() == 1 && parent.items[0].is(Node::Type::table)) {
        lay(parent.items[0], std::move(child), path);
      } else {
        findings_->add(child.place, path + " is a list of " + std::to_string(parent.items.size()) +
                                        "; say which: " + path + ".0." + child.members[0].key);
      }
      return true;
    }
    for (auto& member : child.members) {
      std::size_t index = 0;
      std::from_chars(member.key.data(), member.key.data() + member.key.size(), index);
      if (index < parent.items.size()) {
        lay(parent.items[index], std::move(member.value), path + "." + member.key);
      } else {
        findings_->add(member.place, path + "." + member.key + ": " + path + " has " +
                                         std::to_string(parent.items.size()) +
                                         " elements, counted from 0");
      }
    }
    return true;
  }

  Findings* findings_;
};

}  // namespace

void merge(Node& parent, Node child) { Merger(nullptr).lay(parent, std::move(child), ""); }

void merge_overrides(Node& parent, Node overrides, Findings& findings) {
  Merger(&findings).lay(parent, std::move(overrides), "");
}

}  // namespace serhost::config
