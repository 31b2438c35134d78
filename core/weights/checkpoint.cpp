// Everything about files is in opened.cpp; here tensors are made of what was found.
#include <algorithm>
#include <serhost/weights/checkpoint.hpp>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "weights/opened.hpp"
#include "weights/tensor.hpp"
#include "weights/tensor_index.hpp"
#include "weights/text.hpp"

namespace serhost::weights {

struct Checkpoint::Content {
  std::filesystem::path path;
  Opened opened;
  std::map<std::string, TensorInfo> infos;
};

Checkpoint Checkpoint::open(const std::filesystem::path& path) {
  auto content = std::make_shared<Content>();
  content->path = path;
  content->opened = open_checkpoint(path);
  for (const auto& [name, stored] : content->opened.tensors) {
    content->infos.emplace(
        name, TensorInfo{std::string(name_of(stored.dtype).name), stored.shape, size_of(stored)});
  }
  return Checkpoint(std::move(content));
}

const std::filesystem::path& Checkpoint::path() const { return content_->path; }
const std::string& Checkpoint::format() const { return content_->opened.format; }
const Config& Checkpoint::config() const { return content_->opened.config; }
const Config& Checkpoint::preprocessor() const { return content_->opened.preprocessor; }
const std::vector<std::filesystem::path>& Checkpoint::files() const {
  return content_->opened.files;
}
const std::map<std::string, TensorInfo>& Checkpoint::tensors() const { return content_->infos; }
bool Checkpoint::is_tensor_index() const { return content_->opened.tensor_index; }

at::Tensor Checkpoint::tensor(const std::string& name) const {
  if (is_tensor_index())
    throw Error(Exit::config,
                path().string() + ": holds shapes without values; open the checkpoint itself");
  try {
    return tensor_of(content_->opened.tensors.at(name), name);
  } catch (const std::runtime_error& fault) {
    throw Error(Exit::damaged, content_->path.string() + ": " + fault.what());
  }
}

std::string tensor_index_json(const Checkpoint& checkpoint) {
  StoredTensors shapes;
  for (const auto& [name, info] : checkpoint.tensors()) {
    StoredTensor stored;
    for (const auto& each : kDtypes) {
      if (each.name == info.dtype) stored.dtype = each.dtype;
    }
    stored.shape = info.shape;
    shapes.emplace(name, std::move(stored));
  }
  return tensor_index_text(checkpoint.config(), checkpoint.preprocessor(), shapes);
}

namespace {

bool is_of_an_adapter(const std::string& name) {
  return name.find(".lora_A.") != std::string::npos || name.find(".lora_B.") != std::string::npos;
}

}  // namespace

EncoderWeights::EncoderWeights(const std::filesystem::path& path, const Family& family)
    : EncoderWeights(Checkpoint::open(path), family) {}

EncoderWeights::EncoderWeights(Checkpoint checkpoint, const Family& family)
    : checkpoint_(std::move(checkpoint)), family_(&family) {
  std::vector<std::string> names;
  for (const auto& [name, info] : checkpoint_.tensors()) names.push_back(name);
  const auto where = checkpoint_.path().string();
  try {
    names_ = map_names(family, names);
  } catch (const Error& fault) { throw Error(fault.exit(), where + ": " + fault.what()); }
  if (names_.layout == nullptr && !names_.several.empty()) {
    throw Error(Exit::config, where + ": holds more than one " + std::string(family.name) +
                                  " model, below " + listed(names_.several) +
                                  "; save the state_dict() of the one that is meant");
  }
  if (names_.layout == nullptr && std::any_of(names.begin(), names.end(), is_of_an_adapter)) {
    throw Error(Exit::damaged,
                where +
                    ": holds an adapter (LoRA), not a model; merge it into its base model "
                    "(merge_and_unload() of PEFT) and save that");
  }
  if (names_.layout == nullptr) {
    std::string marks;
    for (const auto& layout : family.layouts)
      marks += (marks.empty() ? "" : " or ") + std::string(layout.mark) + " (" +
               std::string(layout.name) + ")";
    throw Error(Exit::config, where + ": holds no " + std::string(family.name) +
                                  " model: none of its " + std::to_string(names.size()) +
                                  " tensors is named " + marks + "; see: serhost weights show " +
                                  where);
  }
  config_ =
      names_.layout->config ? names_.layout->config(checkpoint_.config()) : checkpoint_.config();
  preprocessor_ = checkpoint_.preprocessor();
  if (preprocessor_.empty() && names_.layout->preprocessor)
    preprocessor_ = names_.layout->preprocessor(checkpoint_.config());
}

std::vector<std::string> EncoderWeights::names() const {
  std::vector<std::string> out;
  for (const auto& [name, source] : names_.sources) out.push_back(name);
  return out;
}

std::vector<std::int64_t> EncoderWeights::shape(const std::string& name) const {
  const auto source = names_.sources.find(name);
  if (source == names_.sources.end()) {
    throw Error(Exit::damaged,
                checkpoint_.path().string() + ": do not fit the model; missing: " + name);
  }
  auto out = checkpoint_.tensors().at(source->second).shape;
  if (const auto part = names_.parts.find(name); part != names_.parts.end()) {
    if (out.empty() || out.front() % part->second.of != 0) {
      throw Error(Exit::damaged, checkpoint_.path().string() + ": " + shown(source->second) +
                                     " must be " + std::to_string(part->second.of) +
                                     " tensors of the model, one after the other, but is " +
                                     shape_text(out));
    }
    out.front() /= part->second.of;
  }
  return out;
}

at::Tensor EncoderWeights::tensor(const std::string& name) const {
  const auto whole = checkpoint_.tensor(names_.sources.at(name));
  const auto part = names_.parts.find(name);
  if (part == names_.parts.end()) return whole;
  const auto length = shape(name).front();
  return whole.narrow(0, part->second.index * length, length);
}

std::int64_t EncoderWeights::count(std::string_view pattern) const {
  const auto mark = pattern.substr(pattern.find('{'), pattern.find('}') + 1 - pattern.find('{'));
  std::set<std::string> values;
  for (const auto& [name, source] : names_.sources) {
    if (auto value = renamed({pattern, mark}, name); !value.empty())
      values.insert(std::move(value));
  }
  return static_cast<std::int64_t>(values.size());
}

void require(const EncoderWeights& weights, const Needs& needs, const std::string& source) {
  std::vector<std::string> missing, different;
  for (const auto& [pattern, count] : needs.counts) {
    if (const auto own = weights.count(pattern); own != count)
      different.push_back("there are " + std::to_string(own) + " of " + pattern + ", but must be " +
                          std::to_string(count));
  }
  for (const auto& [name, shape] : needs.shapes) {
    if (!weights.has(name)) missing.push_back(name);
    else if (weights.shape(name) != shape)
      different.push_back(name + " is " + shape_text(weights.shape(name)) + ", but must be " +
                          shape_text(shape));
  }
  std::vector<std::string> faults;
  if (!missing.empty()) faults.push_back("missing: " + listed(missing));
  if (!different.empty()) faults.push_back("shapes: " + listed(different));
  if (!faults.empty())
    throw Error(Exit::damaged, source + ": do not fit the model; " + join(faults, "; "));
}

}  // namespace serhost::weights
