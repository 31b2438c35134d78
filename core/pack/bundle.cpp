// The archive form of packs, compressed as a whole.
#include "pack/bundle.hpp"

#include <algorithm>

#include "pack/compression.hpp"
#include "pack/lock.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

constexpr const char *kExperiment = "reproduce.toml", *kWritten = "experiment.toml",
                     *kPacks = "packs/", *kResults = "results/";

std::vector<File> below(const std::vector<File>& files, const std::string& folder) {
  std::vector<File> out;
  for (const auto& file : files) {
    if (file.path.starts_with(folder))
      out.push_back({file.path.substr(folder.size()), false, file.bytes});
  }
  return out;
}

}  // namespace

const File* Bundle::result(std::string_view name) const {
  const auto at = std::find_if(results.begin(), results.end(),
                               [&](const File& file) { return file.path == name; });
  return at == results.end() ? nullptr : &*at;
}

std::string write_bundle(const Bundle& bundle, const std::string& what) {
  std::vector<File> files = {{kExperiment, false, bundle.experiment},
                             {kWritten, false, bundle.written},
                             {kLockFile, false, bundle.lock}};
  for (const auto& file : bundle.packs) files.push_back({kPacks + file.path, false, file.bytes});
  for (const auto& file : bundle.results)
    files.push_back({kResults + file.path, false, file.bytes});
  return compress(write_ustar(std::move(files)), what);
}

Bundle read_bundle(std::string_view bytes, const std::string& what) {
  const auto files = read_ustar(decompress(bytes, what), what);
  const auto text = [&](const char* name) {
    const auto at = std::find_if(files.begin(), files.end(),
                                 [&](const File& file) { return file.path == name; });
    if (at == files.end()) refuse(what, std::string("it is no bundle: it holds no ") + name);
    return at->bytes;
  };
  Bundle out{text(kExperiment), text(kWritten), text(kLockFile), below(files, kPacks),
             below(files, kResults)};
  for (const auto* name : {"run.json", "predictions.csv"}) {
    if (out.result(name) == nullptr)
      refuse(what, std::string("it is no bundle: it holds no ") + kResults + name);
  }
  for (const auto& pack : out.packs) {
    if (pack.path.find('/') != std::string::npos)
      refuse(what, "it is no bundle: " + in_quotes(pack.path) + " lies in a folder of packs/");
  }
  return out;
}

}  // namespace serhost::pack
