// Everything that is no tensor is passed over, except where it stands in the place of one.
#include "weights/pickle_tensors.hpp"

#include <stdexcept>

#include "base/text.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

/// Checks that all elements lie in the storage, and sets begin and extent.
void place(StoredTensor& out, std::uint64_t begin, std::uint64_t offset, std::uint64_t elements,
           std::uint64_t width) {
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

}  // namespace

bool PickleTensors::is_tensor(NodeId id) const {
  return pickle_.name(pickle_[id]).starts_with("torch._utils._rebuild_") || wrapped(id) != kNoNode;
}

StoredTensor PickleTensors::read(NodeId id) const {
  for (int depth = 0; depth < 4; ++depth) {
    const auto inner = wrapped(id);
    if (inner == kNoNode) return rebuilt(id);
    id = inner;
  }
  fail("parameters within parameters");
}

/// What a parameter is made of, or kNoNode.
NodeId PickleTensors::wrapped(NodeId id) const {
  const auto& node = pickle_[id];
  const auto& name = pickle_.name(node);
  if (node.kind != NodeKind::object || pickle_[node.args].items.empty()) return kNoNode;
  const bool parameter = name == "torch._utils._rebuild_parameter" ||
                         name == "torch._utils._rebuild_parameter_with_state" ||
                         name == "torch.nn.parameter.Parameter";
  return parameter ? pickle_[node.args].items[0] : kNoNode;
}

std::int64_t PickleTensors::count(NodeId id, const char* what) const {
  const auto& node = pickle_[id];
  if (node.kind != NodeKind::integer || node.integer < 0)
    fail(std::string(what) + " is " + pickle_.described(id) + " that is no count");
  return node.integer;
}

std::vector<std::int64_t> PickleTensors::counts(NodeId id, const char* what) const {
  const auto& node = pickle_[id];
  if ((node.kind != NodeKind::tuple && node.kind != NodeKind::list) ||
      node.items.size() > kMostDimensions) {
    fail(std::string(what) + " is no tuple of at most 64 counts");
  }
  std::vector<std::int64_t> out;
  for (const auto item : node.items) out.push_back(count(item, what));
  return out;
}

StoredTensor PickleTensors::rebuilt(NodeId id) const {
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
    fail("its storage " + shown(storage.key) + " should hold " + std::to_string(storage.elements) +
         " elements, but holds " + std::to_string(elements));
  }
  std::uint64_t offset = 0;
  if (__builtin_add_overflow(storage.offset,
                             static_cast<std::uint64_t>(count(args[1], "the offset")), &offset))
    fail("the offset overflows");
  place(out, found->second.begin, offset, elements, width);
  return out;
}

}  // namespace serhost::weights
