// Published weights, wherever they are from: a Hugging Face directory, a safetensors file, or a .pt
// or .bin file of PyTorch, fairseq, FunASR or WavLM. Files are mapped: a tensor costs memory only
// where it is copied into a module.
//
//   const weights::EncoderWeights file(path, family());   // throws for another family's
//   MyConfig config = read(file.config());
//   Encoder encoder(config);
//   weights::load_into(encoder, file, {.source = path.string()});
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <serhost/weights/config.hpp>
#include <serhost/weights/key_map.hpp>
#include <serhost/weights/module_state.hpp>
#include <serhost/weights/needs.hpp>
#include <string>
#include <vector>

namespace serhost::weights {

/// What is known of a tensor before it is read.
struct TensorInfo {
  std::string dtype;  ///< "F32", as safetensors names it
  /// Its sizes.
  std::vector<std::int64_t> shape;
  std::uint64_t bytes = 0;  ///< without gaps
};

/// An opened checkpoint. A value; copies share the mapped files.
class Checkpoint {
 public:
  /// [any] Opens a directory or a file. A directory holds config.json and model.safetensors,
  /// pytorch_model.bin or the index of several such files; of a folder of Hugging Face's cache
  /// (models--org--name) the snapshot is opened that its refs/main says. Throws Error(missing) for
  /// what is not there, Error(damaged) with file and byte for what cannot be read. No code in a
  /// file is ever run.
  static Checkpoint open(const std::filesystem::path& path);

  /// As it was opened.
  const std::filesystem::path& path() const;
  /// "Hugging Face directory", "safetensors file", "PyTorch file", "skeleton".
  const std::string& format() const;
  /// Config.json, or `cfg`, `args`, `dims` of a .pt file; empty where there is none.
  const Config& config() const;
  /// The feature extractor's config, of processor_config.json or preprocessor_config.json; empty
  /// where there is none.
  const Config& preprocessor() const;
  const std::vector<std::filesystem::path>& files() const;  ///< what Provenance::weight_files gives

  /// Every tensor of the state by the file's own name.
  const std::map<std::string, TensorInfo>& tensors() const;

  /// [any] A tensor on the CPU. It shares the mapped file where the file's layout allows; writing
  /// to it leaves the file alone. Throws std::out_of_range for a name that is not there,
  /// Error(config) for a skeleton.
  at::Tensor tensor(const std::string& name) const;

  /// Shapes without values: written by `tensor_index_json`, its values are elsewhere.
  bool is_tensor_index() const;

 private:
  struct Content;
  explicit Checkpoint(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::shared_ptr<const Content> content_;
};

/// A checkpoint in the terms of one family: what an encoder plugin works with.
class EncoderWeights {
 public:
  /// [any] Opens `path`. Throws as Checkpoint::open, and Error(config) where it holds no model of
  /// this family.
  EncoderWeights(const std::filesystem::path& path, const Family& family);
  /// Of an opened one.
  EncoderWeights(Checkpoint checkpoint, const Family& family);

  /// The files.
  const Checkpoint& checkpoint() const { return checkpoint_; }
  /// Whose names these are.
  const Family& family() const { return *family_; }
  /// How the file names tensors.
  const Layout& layout() const { return *names_.layout; }
  /// In the family's terms.
  const Config& config() const { return config_; }
  /// In the family's terms.
  const Config& preprocessor() const { return preprocessor_; }
  /// What stands before the model's names in the file and is none of the layout's prefixes:
  /// "_orig_mod."; mostly "".
  const std::string& prefix() const { return names_.prefix; }
  /// Names that a module need not have.
  const std::vector<std::string>& extras() const { return names_.extras; }

  std::vector<std::string> names() const;  ///< the module's
  /// Whether the file has the tensor that the module calls `name`.
  bool has(const std::string& name) const { return names_.sources.contains(name); }
  /// Throws Error(damaged) where it is missing.
  std::vector<std::int64_t> shape(const std::string& name) const;
  /// On the CPU, sharing the mapped file. Throws Error(damaged) where it is missing, or is a part
  /// of a tensor that has no such parts.
  at::Tensor tensor(const std::string& name) const;
  const std::string& source(const std::string& name) const {
    return names_.sources.at(name);
  }  ///< the file's name

  /// How many different values the first mark of the pattern takes: count("blocks.{i}.*").
  std::int64_t count(std::string_view pattern) const;

 private:
  Checkpoint checkpoint_;
  const Family* family_;
  MappedNames names_;
  Config config_, preprocessor_;
};

/// [any] A look before anything is made, so that a config that lies about its sizes costs no
/// memory. Throws Error(damaged) that begins with `source` and lists every difference.
void require(const EncoderWeights& weights, const Needs& needs, const std::string& source);

/// What `load_into` did besides copying.
struct Loaded {
  /// Names of the module that `may_miss` let keep their initial values.
  std::vector<std::string> left;
  std::vector<std::string> unused;  ///< extras of the file that the module does not have
};

/// [run] Copies the weights into the module, one tensor at a time, to its devices and dtypes.
/// Extras that the module does not have are passed over; everything else must fit: an
/// Error(damaged) lists every name that is missing or unexpected and every shape that differs, and
/// nothing is copied. Weight norm in either form (a plain weight, or direction and length) becomes
/// the module's form. With the skeleton of a checkpoint everything is checked and nothing copied:
/// its reader brings the values.
Loaded load_into(torch::nn::Module& module, const EncoderWeights& weights,
                 const LoadOptions& options = {});

/// [any] All that `Checkpoint::open` needs, the values aside, as JSON: config, preprocessor, names,
/// dtypes and shapes. Written to a file ending in .json it can be opened in place of the
/// checkpoint; a model is so made again without its original weights.
std::string tensor_index_json(const Checkpoint& checkpoint);

}  // namespace serhost::weights
