// A tree of references can spell out to more than any memory holds: what is made is counted, not
// what is read.
#include "weights/pickle_config.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "weights/json.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

using Json = nlohmann::json;

class Spelled {
 public:
  explicit Spelled(const Pickle& pickle) : pickle_(pickle) {}

  Json of(NodeId id, int depth = 0) {
    constexpr std::size_t kMost = 100'000;
    if (++made_ > kMost)
      throw std::runtime_error("the model's config has more than 100000 values, as no config has");
    if (depth >= kDeepestConfig)
      throw std::runtime_error(
          "the model's config is nested deeper than a config may be, or holds itself");
    const auto& node = pickle_[id];
    switch (node.kind) {
      case NodeKind::none:
      case NodeKind::big:
      case NodeKind::bytes:
      case NodeKind::persistent:
        return Json();
      case NodeKind::boolean:
        return node.integer != 0;
      case NodeKind::integer:
        return node.integer;
      case NodeKind::real:
        return std::isfinite(node.real) ? Json(node.real) : Json();
      case NodeKind::text:
      case NodeKind::global:
        return text(node.text);
      case NodeKind::tuple:
      case NodeKind::list:
      case NodeKind::set:
        return list(node, depth);
      case NodeKind::dict:
        return dict(node, depth);
      case NodeKind::object:
        return object(node, depth);
    }
    return Json();
  }

 private:
  std::string text(const std::string& value) {
    constexpr std::size_t kMost = 1 << 20;
    written_ += value.size();
    if (written_ > kMost)
      throw std::runtime_error(
          "the model's config holds more than a million characters, as no config does");
    return value;
  }

  Json list(const PickleNode& node, int depth) {
    auto out = Json::array();
    for (const auto item : node.items) out.push_back(of(item, depth + 1));
    return out;
  }

  Json dict(const PickleNode& node, int depth) {
    auto out = Json::object();
    for (std::size_t i = 0; i + 1 < node.entries.size(); i += 2) {
      const auto& key = pickle_[node.entries[i]];
      if (key.kind == NodeKind::text) out[text(key.text)] = of(node.entries[i + 1], depth + 1);
      else if (key.kind == NodeKind::integer)
        out[std::to_string(key.integer)] = of(node.entries[i + 1], depth + 1);
    }
    return out;
  }

  /// Attributes; omegaconf's containers hold theirs under `_content`, its values under `_val`. An
  /// object made from one value, as members of enumerations are, stands for that value; any other
  /// for nothing.
  Json object(const PickleNode& node, int depth) {
    if (!node.entries.empty()) return dict(node, depth);
    if (node.state != kNoNode && pickle_[node.state].kind == NodeKind::dict) {
      const auto& state = pickle_[node.state];
      for (const auto* name : {"_content", "_val"}) {
        if (const auto content = pickle_.find(state, name); content != kNoNode)
          return of(content, depth + 1);
      }
      return dict(state, depth);
    }
    const auto& args = pickle_[node.args].items;
    return args.size() == 1 ? of(args[0], depth + 1) : Json();
  }

  const Pickle& pickle_;
  std::size_t made_ = 0, written_ = 0;
};

}  // namespace

Config config_of(const Pickle& pickle, NodeId id, const std::string& file) {
  const auto json = Spelled(pickle).of(id);
  return json.is_object() ? Config::parse(text_of(json), file) : Config();
}

}  // namespace serhost::weights
