// Reads and writes serhost.lock: one [[plugin]] table per component.
#include "pack/lock.hpp"

#include <algorithm>
#include <tuple>

#include "base/error.hpp"
#include "config/table_reader.hpp"
#include "config/toml.hpp"
#include "config/toml_text.hpp"
#include "host/kinds.hpp"
#include "pack/toml_lines.hpp"

namespace serhost::pack {
namespace {

using config::Node;
using config::TableReader;

bool before(const LockedPlugin& a, const LockedPlugin& b) {
  return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
}

LockedPlugin read_plugin(const Node& node, config::Findings& findings) {
  TableReader table(node, "plugin", "[[plugin]]", findings);
  LockedPlugin out;
  table.read("kind", out.kind, host::kind_names());
  table.read("name", out.name, {});
  table.read("source", out.source, {"bundled", "pack", "file"});
  table.read("version", out.version, {});
  table.read("content", out.content, {});
  table.read("pack", out.pack, {});
  table.read("key", out.key, {});
  for (const auto* key : {"kind", "name", "source", "content"}) {
    if (!table.has(key)) findings.add(table.place(), std::string("plugin.") + key + ": is missing");
  }
  table.finish();
  return out;
}

std::string described(const LockedPlugin& plugin) {
  const auto from = plugin.source == "pack"      ? "pack " + plugin.pack
                    : plugin.source == "bundled" ? "those bundled with serhost"
                                                 : "a file";
  return "version " + plugin.version + " from " + from + ", content " + plugin.content;
}

}  // namespace

bool LockFile::lists(std::string_view content) const {
  return std::any_of(plugins.begin(), plugins.end(), [&](const auto& each) {
    return each.source == "pack" && each.content == content;
  });
}

std::string text_of(const LockFile& lock) {
  std::string out =
      "# Written by serhost pack lock. serhost run --locked takes these plugins and no "
      "others.\nversion = 1\n";
  auto plugins = lock.plugins;
  std::sort(plugins.begin(), plugins.end(), before);
  for (const auto& plugin : plugins) {
    out += "\n[[plugin]]\n";
    put(out, "kind", plugin.kind);
    put(out, "name", plugin.name);
    put(out, "source", plugin.source);
    put(out, "pack", plugin.pack);
    put(out, "version", plugin.version);
    put(out, "content", plugin.content);
    put(out, "key", plugin.key);
  }
  return out;
}

LockFile parse_lock(std::string_view text, const std::string& file) {
  const auto root = config::parse_toml(text, file);
  config::Findings findings;
  TableReader table(root, "", "", findings);
  std::int64_t version = 0;
  config::Range positive;
  positive.at_least = 1.0;
  table.read("version", version, positive);
  if (version != 1)
    findings.add(table.has("version") ? table.place_of("version") : table.place(),
                 "version: must be 1; a newer serhost may have written this");
  LockFile out;
  if (const auto* list = table.take("plugin"); list != nullptr) {
    if (!list->is(Node::Type::list)) config::wrong(*list, "plugin", "[[plugin]] tables", findings);
    for (const auto& item : list->items) {
      if (item.is(Node::Type::table)) out.plugins.push_back(read_plugin(item, findings));
      else config::wrong(item, "plugin", "[[plugin]] tables", findings);
    }
  }
  table.finish();
  Faults faults;
  findings.move_to(faults);
  faults.throw_if_any();
  std::sort(out.plugins.begin(), out.plugins.end(), before);
  return out;
}

std::vector<std::string> differences(const LockFile& lock, const std::vector<LockedPlugin>& used) {
  std::vector<std::string> out;
  for (const auto& plugin : used) {
    const auto at = std::find_if(lock.plugins.begin(), lock.plugins.end(), [&](const auto& each) {
      return each.kind == plugin.kind && each.name == plugin.name;
    });
    if (at == lock.plugins.end()) {
      out.push_back("the " + plugin.title() + " is not in the lock; here it is " +
                    described(plugin));
    } else if (at->source != plugin.source || at->content != plugin.content) {
      out.push_back("the " + plugin.title() + " is " + described(plugin) + "; the lock has " +
                    described(*at));
    }
  }
  return out;
}

}  // namespace serhost::pack
