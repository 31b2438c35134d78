// From a pickle's tree to tensors. Calls that rebuild a tensor are known by name; everything else
// that is no container is passed over, except where it stands in the place of a tensor.
#include "weights/torch_file.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"
#include "weights/pickle_config.hpp"
#include "weights/text.hpp"
#include "weights/torch_container.hpp"

namespace serhost::weights {
namespace {

/// Rebuilds tensors of one file: of calls, where their elements lie.
class Tensors {
 public:
  explicit Tensors(const TorchContainer& container)
      : container_(container), pickle_(container.pickle) {}

  /// Whether the node is a tensor, or a parameter around one.
  bool is_tensor(NodeId id) const {
    return pickle_.name(pickle_[id]).starts_with("torch._utils._rebuild_") ||
           wrapped(id) != kNoNode;
  }

  StoredTensor read(NodeId id) const {
    for (int depth = 0; depth < 4; ++depth) {
      const auto inner = wrapped(id);
      if (inner == kNoNode) return rebuilt(id);
      id = inner;
    }
    fail("parameters within parameters");
  }

 private:
  /// What a parameter is made of, or kNoNode.
  NodeId wrapped(NodeId id) const {
    const auto& node = pickle_[id];
    const auto& name = pickle_.name(node);
    if (node.kind != NodeKind::object || pickle_[node.args].items.empty()) return kNoNode;
    const bool parameter = name == "torch._utils._rebuild_parameter" ||
                           name == "torch._utils._rebuild_parameter_with_state" ||
                           name == "torch.nn.parameter.Parameter";
    return parameter ? pickle_[node.args].items[0] : kNoNode;
  }

  std::int64_t count(NodeId id, const char* what) const {
    const auto& node = pickle_[id];
    if (node.kind != NodeKind::integer || node.integer < 0)
      fail(std::string(what) + " is " + pickle_.described(id) + " that is no count");
    return node.integer;
  }

  std::vector<std::int64_t> counts(NodeId id, const char* what) const {
    const auto& node = pickle_[id];
    if ((node.kind != NodeKind::tuple && node.kind != NodeKind::list) ||
        node.items.size() > kMostDimensions) {
      fail(std::string(what) + " is no tuple of at most 64 counts");
    }
    std::vector<std::int64_t> out;
    for (const auto item : node.items) out.push_back(count(item, what));
    return out;
  }

  StoredTensor rebuilt(NodeId id) const {
    const auto& node = pickle_[id];
    const auto& name = pickle_.name(node);
    if (node.kind != NodeKind::object)
      fail("the function " + shown(name) + " stands where a tensor is expected");
    if (name != "torch._utils._rebuild_tensor_v2" && name != "torch._utils._rebuild_tensor") {
      fail("a tensor made by " + shown(name) +
           " is not supported (sparse, quantized, or of another library)");
    }
    const auto& args = pickle_[node.args].items;  // (storage, offset, shape, strides, …)
    if (args.size() < 4) fail("a tensor with too few arguments");
    const auto storage = storage_id(pickle_, args[0]);
    const auto found = container_.storages.find(storage.key);
    if (found == container_.storages.end())
      fail("its storage " + shown(storage.key) + " is not in the file");
    StoredTensor out;
    out.dtype = storage.dtype;
    out.shape = counts(args[2], "the shape");
    out.strides = counts(args[3], "the strides");
    out.mapping = container_.mapping;
    const auto width = name_of(storage.dtype).bytes;
    const auto elements = found->second.size / width;
    if (storage.elements > elements) {
      fail("its storage " + shown(storage.key) + " should hold " +
           std::to_string(storage.elements) + " elements, but holds " + std::to_string(elements));
    }
    std::uint64_t offset = 0;
    if (__builtin_add_overflow(storage.offset,
                               static_cast<std::uint64_t>(count(args[1], "the offset")), &offset))
      fail("the offset overflows");
    place(out, found->second.begin, offset, elements, width);
    return out;
  }

  /// Checks that all elements lie in the storage, and sets begin and extent.
  static void place(StoredTensor& out, std::uint64_t begin, std::uint64_t offset,
                    std::uint64_t elements, std::uint64_t width) {
    if (out.shape.size() != out.strides.size())
      fail("shape " + shape_text(out.shape) + " and strides " + shape_text(out.strides) +
           " do not belong together");
    std::uint64_t total = 1, last = 0;
    bool empty = false, contiguous = true;
    for (std::size_t i = out.shape.size(); i-- > 0;) {
      const auto length = static_cast<std::uint64_t>(out.shape[i]),
                 stride = static_cast<std::uint64_t>(out.strides[i]);
      if (length == 0) {
        empty = true;
        continue;
      }
      contiguous = contiguous && (length == 1 || stride == total);
      std::uint64_t reach = 0;
      if (__builtin_mul_overflow(length - 1, stride, &reach) ||
          __builtin_add_overflow(last, reach, &last) ||
          __builtin_mul_overflow(total, length, &total) ||
          total > static_cast<std::uint64_t>(INT64_MAX) / width) {
        fail("shape " + shape_text(out.shape) + " overflows");
      }
    }
    if (empty) {
      out.strides.clear();
      out.begin = begin;
      return;
    }
    if (offset >= elements || last >= elements - offset) {
      fail("shape " + shape_text(out.shape) + " with strides " + shape_text(out.strides) +
           " from element " + std::to_string(offset) + " reaches beyond its storage of " +
           std::to_string(elements));
    }
    if (total > elements)
      fail("shape " + shape_text(out.shape) + " has more elements than its storage, which holds " +
           std::to_string(elements));
    if (contiguous) out.strides.clear();
    out.begin = begin + offset * width;
    out.extent = (last + 1) * width;
  }

  const TorchContainer& container_;
  const Pickle& pickle_;
};

bool is_dict(const PickleNode& node) {
  return node.kind == NodeKind::dict || (node.kind == NodeKind::object && !node.entries.empty());
}

/// The node that holds the state: the file's own object, or what it has under the usual names.
NodeId state_node(const Pickle& pickle) {
  auto id = pickle.root_id();
  for (const auto* name : {"state_dict", "model_state_dict", "model"}) {
    const auto inner = pickle.find(pickle[id], name);
    if (inner != kNoNode && is_dict(pickle[inner])) id = inner;
  }
  return id;
}

/// Tensors of a dict and of dicts in it (`_ema`), under "outer.inner".
class Flattened {
 public:
  Flattened(const Pickle& pickle, const Tensors& tensors) : pickle_(pickle), tensors_(tensors) {}

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
      if (named_ > kMostPickleCopies || ++visited_ > kMostPickleNodes)
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
  const Tensors& tensors_;
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

Config config_of(const Pickle& pickle, const std::string& file) {
  for (const auto* name : {"cfg", "args", "dims"}) {
    const auto id = pickle.find(pickle.root(), name);
    if (id == kNoNode || pickle[id].kind == NodeKind::none) continue;
    auto config = config_of(pickle, id, file);
    if (!config.empty()) return config;
  }
  return Config();
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
    out.tensors = without_module(Flattened(pickle, Tensors(container)).of(state_node(pickle)));
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
