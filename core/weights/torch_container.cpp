// Zip: <name>/data.pkl, <name>/data/<key>, <name>/byteorder. Before it: five pickles (magic number,
// version, system, the object, the keys of its storages), then for each storage its number of
// elements and its bytes.
#include "weights/torch_container.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "weights/text.hpp"
#include "weights/torch_file.hpp"
#include "weights/zip.hpp"

namespace serhost::weights {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
/// 0x1950a86a20f9469cfc6c, the lowest byte first.
constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

TorchContainer open_zip(std::shared_ptr<const Mapping> mapping) {
  TorchContainer out;
  const auto bytes = mapping->bytes();
  const auto entries = read_zip(bytes);
  const auto is_pickle = [](const auto& entry) {
    return std::string_view(entry.first).ends_with("/data.pkl");
  };
  const auto pickle = std::find_if(entries.begin(), entries.end(), is_pickle);
  if (pickle == entries.end())
    fail("is a zip archive, but torch.save did not write it: it has no data.pkl");
  const auto root = pickle->first.substr(0, pickle->first.size() - std::strlen("data.pkl"));
  if (std::any_of(entries.begin(), entries.end(),
                  [&](const auto& entry) { return entry.first.starts_with(root + "code/"); })) {
    fail("holds a TorchScript program, not weights alone; save its state_dict() with torch.save");
  }
  if (const auto order = entries.find(root + "byteorder"); order != entries.end()) {
    const auto text = bytes.substr(order->second.begin, order->second.size);
    if (text != "little") fail("its byte order is " + shown(text) + ", but must be little");
  }
  const auto is_needed = [&](const std::string& name) {
    return name == pickle->first || name.starts_with(root + "data/");
  };
  for (const auto& [name, entry] : entries) {
    if (is_needed(name) && !entry.plain)
      fail("entry " + shown(name) +
           " is compressed or encrypted; torch.save stores entries as they are");
  }
  if (pickle->second.size > kLargestPickle)
    fail("data.pkl has " + std::to_string(pickle->second.size) +
         " bytes, more than any checkpoint's");
  out.pickle =
      read_pickle(bytes.substr(pickle->second.begin, pickle->second.size), pickle->second.begin);
  for (const auto& [name, entry] : entries) {
    if (name.starts_with(root + "data/"))
      out.storages[name.substr(root.size() + 5)] = {entry.begin, entry.size};
  }
  out.mapping = std::move(mapping);
  return out;
}

/// The storages that the object refers to, by key: how large each is stands nowhere else in the
/// older format.
std::map<std::string, StorageId> referred(const Pickle& pickle,
                                          const std::vector<NodeId>& persistent) {
  std::map<std::string, StorageId> out;
  for (const auto id : persistent) {
    const auto& which = pickle[pickle[id].args];
    if (!which.items.empty() && pickle[which.items[0]].text == "module")
      continue;  // the source of a class, beside a whole model
    auto storage = storage_id(pickle, id);
    out.emplace(storage.key, std::move(storage));
  }
  return out;
}

TorchContainer open_legacy(std::shared_ptr<const Mapping> mapping) {
  TorchContainer out;
  const auto bytes = mapping->bytes();
  std::uint64_t at = 0;
  const auto next = [&] {
    auto pickle = read_pickle(bytes.substr(at), at);
    at += pickle.size();
    return pickle;
  };
  const auto magic = next();
  if (magic.root().kind != NodeKind::big || magic.root().text != kMagic) {
    fail("is a pickle of " + magic.described(magic.root_id()) +
         ", but torch.save did not write it");
  }
  if (const auto version = next(); version.root().integer != 1001)
    fail("its format has a version other than 1001");
  const auto system = next();
  if (const auto little = system.find(system.root(), "little_endian");
      little != kNoNode && system[little].integer != 1) {
    fail("its byte order is big, but must be little");
  }
  out.pickle = next();
  const auto keys = next();
  if (keys.root().kind != NodeKind::list)
    fail("byte " + std::to_string(at) + ": a list of storages is expected");
  const auto storages = referred(out.pickle, out.pickle.persistent());
  for (const auto id : keys.root().items) {
    const auto& key = keys[id].text;
    const auto storage = storages.find(key);
    if (storage == storages.end()) fail("storage " + shown(key) + " has no known type");
    std::uint64_t elements = 0;
    const auto where = "byte " + std::to_string(at) + ": storage " + shown(key) + ": ";
    if (bytes.size() - at < 8) fail(where + "the file ends before it; is it cut short?");
    std::memcpy(&elements, bytes.data() + at, 8);
    at += 8;
    const auto width = kDtypes[static_cast<std::size_t>(storage->second.dtype)].bytes;
    if (elements > (bytes.size() - at) / width)
      fail(where + std::to_string(elements) +
           " elements reach beyond the end of the file; is it cut short?");
    if (!out.storages.emplace(key, StorageBytes{at, elements * width}).second)
      fail(where + "it occurs twice");
    at += elements * width;
  }
  out.mapping = std::move(mapping);
  return out;
}

Dtype dtype_of(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, Dtype>, 10> kTypes = {
      {{"DoubleStorage", Dtype::f64},
       {"FloatStorage", Dtype::f32},
       {"HalfStorage", Dtype::f16},
       {"BFloat16Storage", Dtype::bf16},
       {"LongStorage", Dtype::i64},
       {"IntStorage", Dtype::i32},
       {"ShortStorage", Dtype::i16},
       {"CharStorage", Dtype::i8},
       {"ByteStorage", Dtype::u8},
       {"BoolStorage", Dtype::boolean}}};
  for (const auto* module : {"torch.cuda.", "torch."}) {
    if (!type.starts_with(module)) continue;
    for (const auto& [name, dtype] : kTypes) {
      if (type.substr(std::strlen(module)) == name) return dtype;
    }
  }
  fail("elements of type " + shown(type) + " are not supported");
}

}  // namespace

StorageId storage_id(const Pickle& pickle, NodeId persistent) {
  const auto& node = pickle[persistent];
  if (node.kind != NodeKind::persistent)
    fail("a storage is expected, found " + pickle.described(persistent));
  const auto& id = pickle[node.args];
  if (id.kind != NodeKind::tuple || id.items.size() < 5 || pickle[id.items[0]].text != "storage")
    fail("a storage is named in an unknown way");
  StorageId out;
  out.dtype = dtype_of(pickle.name(pickle[id.items[1]]));
  const auto& key = pickle[id.items[2]];
  if (key.kind != NodeKind::text) fail("the key of a storage is no text");
  out.key = key.text;
  const auto& elements = pickle[id.items[4]];
  if (elements.kind != NodeKind::integer || elements.integer < 0)
    fail("storage " + shown(out.key) + ": its number of elements is not a count");
  out.elements = static_cast<std::uint64_t>(elements.integer);
  if (id.items.size() > 5 &&
      pickle[id.items[5]].kind == NodeKind::tuple) {  // a view: (key, offset, size)
    const auto& view = pickle[id.items[5]].items;
    if (view.size() != 3 || pickle[view[1]].kind != NodeKind::integer ||
        pickle[view[1]].integer < 0)
      fail("storage " + shown(out.key) + ": a view that cannot be read");
    out.offset = static_cast<std::uint64_t>(pickle[view[1]].integer);
  }
  return out;
}

bool is_torch_file(std::string_view bytes) {
  return bytes.starts_with(kZip) ||
         (bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5);
}

TorchContainer open_torch_container(std::shared_ptr<const Mapping> mapping) {
  return mapping->bytes().starts_with(kZip) ? open_zip(std::move(mapping))
                                            : open_legacy(std::move(mapping));
}

}  // namespace serhost::weights
