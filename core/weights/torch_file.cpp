// Finds the state dict in a pickle's tree, whatever wraps it, and gives its tensors names.
#include "weights/torch_file.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "weights/pickle_config.hpp"
#include "weights/pickle_tensors.hpp"
#include "weights/text.hpp"
#include "weights/torch_container.hpp"

namespace serhost::weights {
namespace {

bool is_dict(const PickleNode& node) {
  return node.kind == NodeKind::dict || (node.kind == NodeKind::object && !node.entries.empty());
}

/// The node that holds the state: the file's own object, or what it has under the usual names.
NodeId state_node(const Pickle& pickle) {
  auto id = pickle.root_id();
  for (const auto* name : {"state_dict", "model_state_dict", "model", "model_weight"}) {
    const auto inner = pickle.find(pickle[id], name);
    if (inner != kNoNode && is_dict(pickle[inner])) id = inner;
  }
  return id;
}

/// Tensors of a dict and of dicts in it (`_ema`), under "outer.inner".
class Flattened {
 public:
  Flattened(const Pickle& pickle, const PickleTensors& tensors)
      : pickle_(pickle), tensors_(tensors) {}

  StoredTensors of(NodeId dict) {
    add(dict, "", 0);
    return std::move(out_);
  }

 private:
  void add(NodeId id, const std::string& prefix, int depth) {
    const auto& entries = pickle_[id].entries;
    for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
      const auto& key = pickle_[entries[i]];
      if (key.kind != NodeKind::text) continue;
      named_ += prefix.size() + key.text.size();
      if (named_ > kMostPickleCopies || ++visited_ > 2 * pickle_.nodes())
        fail("its dicts spell out to more names than any checkpoint has");
      const auto value = entries[i + 1];
      if (tensors_.is_tensor(value)) add_tensor(prefix + key.text, value);
      else if (is_dict(pickle_[value]) && depth < 2) add(value, prefix + key.text + ".", depth + 1);
    }
  }

  void add_tensor(const std::string& name, NodeId value) {
    try {
      out_.insert_or_assign(name, tensors_.read(value));
    } catch (const std::runtime_error& fault) {
      fail("tensor " + shown(name) + ": " + fault.what());
    }
  }

  const Pickle& pickle_;
  const PickleTensors& tensors_;
  StoredTensors out_;
  std::size_t visited_ = 0,
              named_ = 0;  ///< dicts that share parts can spell out to more than any memory holds
};

StoredTensors without_module(StoredTensors tensors) {
  constexpr std::string_view kPrefix = "module.";  // DataParallel's
  const auto has_prefix = [&](const auto& item) { return item.first.starts_with(kPrefix); };
  if (!std::all_of(tensors.begin(), tensors.end(), has_prefix)) return tensors;
  StoredTensors out;
  for (auto& [name, tensor] : tensors) out.emplace(name.substr(kPrefix.size()), std::move(tensor));
  return out;
}

/// Files that s3prl made of fairseq's have the tables of `cfg` under names of their own.
Config s3prl_config(const Pickle& pickle, const std::string& file) {
  std::string json;
  for (const auto& [name, ours] : {std::pair{"model_cfg", "model"}, {"task_cfg", "task"}}) {
    const auto id = pickle.find(pickle.root(), name);
    if (id == kNoNode) continue;
    json += (json.empty() ? "{\"" : ", \"") + std::string(ours) +
            "\": " + config_of(pickle, id, file).json();
  }
  return json.empty() ? Config() : Config::parse(json + "}", file);
}

Config config_of(const Pickle& pickle, const std::string& file) {
  for (const auto* name : {"cfg", "args", "dims"}) {
    const auto id = pickle.find(pickle.root(), name);
    if (id == kNoNode || pickle[id].kind == NodeKind::none) continue;
    auto config = config_of(pickle, id, file);
    if (!config.empty()) return config;
  }
  return s3prl_config(pickle, file);
}

}  // namespace

TorchFile read_torch_file(const std::filesystem::path& file) {
  return read_torch_file(std::make_shared<const Mapping>(file), file);
}

TorchFile read_torch_file(std::shared_ptr<const Mapping> mapping,
                          const std::filesystem::path& file) {
  try {
    const auto container = open_torch_container(std::move(mapping));
    const auto& pickle = container.pickle;
    TorchFile out;
    out.tensors =
        without_module(Flattened(pickle, PickleTensors(container)).of(state_node(pickle)));
    if (out.tensors.empty()) {
      const auto root = pickle.root_id();
      fail("holds no tensors by name, but " + pickle.described(root) +
           (pickle[root].kind == NodeKind::object
                ? "; save the state_dict() of the model, which needs none of its code"
                : ""));
    }
    out.config = config_of(pickle, file.string());
    return out;
  } catch (const std::runtime_error& fault) {
    if (dynamic_cast<const Error*>(&fault) != nullptr) throw;
    throw Error(Exit::damaged, file.string() + ": " + fault.what());
  }
}

}  // namespace serhost::weights
