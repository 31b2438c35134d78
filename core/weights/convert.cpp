// Tensors are written from where they lie in the mapped file: a checkpoint of any size is never
// held in memory.
#include <serhost/weights/convert.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/remedy.hpp"

namespace serhost::weights {
namespace fs = std::filesystem;
namespace {

/// The directory's own text where there is one, else the translated config; nothing where it says
/// nothing.
void write_config(const fs::path& folder, const char* name, const Checkpoint& checkpoint,
                  const Config& translated) {
  std::error_code ignored;
  const auto beside =
      (fs::is_directory(checkpoint.path(), ignored) ? checkpoint.path()
                                                    : checkpoint.path().parent_path()) /
      name;
  const bool own = translated.file() == beside.string() && fs::exists(beside, ignored);
  if (own) replace_file(folder / name, read_file(beside));
  else if (!translated.empty()) replace_file(folder / name, translated.json(2) + "\n");
}

}  // namespace

Converted convert(const Checkpoint& checkpoint, const fs::path& folder, Families families) {
  std::error_code fault;
  if (fs::exists(fs::symlink_status(folder, fault))) {
    throw RemediableError(Exit::cannot_create, folder.string() + ": exists already",
                          Remedy::other_folder);
  }
  const auto encoder = recognized(checkpoint, families);
  const bool renames =
      encoder && (encoder->layout().name != "Hugging Face" || !encoder->prefix().empty());
  Tensors tensors;
  for (const auto& [name, info] : checkpoint.tensors()) {
    if (!renames) tensors.emplace(name, checkpoint.tensor(name));
  }
  if (renames) {
    for (const auto& name : encoder->names()) tensors.emplace(name, encoder->tensor(name));
  }
  replace_folder(folder_path(fs::absolute(folder)), [&](const fs::path& fresh) {
    write_config(fresh, "config.json", checkpoint,
                 encoder ? encoder->config() : checkpoint.config());
    write_config(fresh, "preprocessor_config.json", checkpoint,
                 encoder ? encoder->preprocessor() : checkpoint.preprocessor());
    write_safetensors(fresh / "model.safetensors", tensors, {{"format", "pt"}});
  });
  return {folder, encoder ? std::string(encoder->family().name) : "", tensors.size()};
}

}  // namespace serhost::weights
