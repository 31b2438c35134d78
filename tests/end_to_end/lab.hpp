// A lab for tests of packs: a home and a serhost of its own, a folder to work in, and what two labs
// hand to each other.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/child_process.hpp"
#include "base/files.hpp"
#include "end_to_end/process.hpp"
#include "host/abi_record.hpp"
#include "pack/keys.hpp"
#include "pack/pack.hpp"
#include "pack/store.hpp"

namespace end_to_end {

/// How the line ends that says that a pack is built from its sources.
inline std::string confinement() {
  return std::string(", which runs code of its author's in a home of its own, ") +
         (serhost::can_cut_network() ? "without a network\n"
                                     : "but with the network: this system leaves it on\n");
}

class Lab {
 public:
  /// Its serhost is looked for in <folder>/prefix.
  explicit Lab(const fs::path& folder) : folder_(folder) {
    fs::create_directories(work());
    for (const auto* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
      environment_[name] = (folder_ / name).string();
    for (const auto* name :
         {"SERHOST_PLUGIN_PATH", "SERHOST_KEY_PASSPHRASE", "CMAKE_PREFIX_PATH", "SERHOST_TORCH"})
      environment_[name] = "";
  }

  /// A line as the page shows it, in the lab's folder.
  Finished operator()(const std::string& line) const {
    shown().push_back(line);
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    if (words[0] == "serhost") words[0] = program();
    return run(words, work(), environment_);
  }

  fs::path prefix() const { return folder_ / "prefix"; }
  std::string program() const { return (prefix() / "bin/serhost").string(); }
  fs::path work() const { return folder_ / "work"; }
  fs::path keys() const { return folder_ / "XDG_CONFIG_HOME/serhost/keys"; }
  fs::path packs() const { return folder_ / "XDG_DATA_HOME/serhost/packs"; }
  const Environment& environment() const { return environment_; }
  Environment& environment() { return environment_; }

  /// Every line that any lab ran.
  static std::vector<std::string>& shown() {
    static std::vector<std::string> lines;
    return lines;
  }

 private:
  fs::path folder_;
  Environment environment_;
};

#define ASSERT_RUNS(call)                                            \
  do {                                                               \
    const auto done = (call);                                        \
    ASSERT_EQ(done.status, 0) << #call "\n" << done.out << done.err; \
  } while (false)

/// Puts `to` in the place of `from`, which the file must hold.
inline void edit(const fs::path& file, const std::string& from, const std::string& to) {
  auto text = slurp(file);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << file << " does not hold " << from;
  serhost::replace_file(file, text.replace(at, from.size(), to));
}

/// `bytes` with its binary as another LibTorch would have made it, signed again with the same key.
inline std::string for_another_libtorch(const std::string& bytes,
                                        const serhost::pack::SecretKey& key) {
  namespace pack = serhost::pack;
  const auto read = pack::read_pack(bytes, "x", {{"a", key.public_key()}});
  auto files = read.files;
  std::erase_if(files, [](const auto& file) {
    return file.path.starts_with(pack::kBinaries) || file.path == pack::kManifest;
  });
  const auto own = serhost::host::own_abi_record();
  auto other = own;
  other.torch_version = "2.99.0";
  auto binaries = read.binaries.at(0);
  for (auto& file : binaries.files) {
    if (!file.path.ends_with(".so") || file.path.find('/') != std::string::npos)
      continue;  // a library of the plugin's own
    const auto at = file.bytes.find(own.torch_version, file.bytes.find("serhost-plugin/1\n"));
    file.bytes.replace(at, own.torch_version.size(), other.torch_version);
  }
  binaries.abi = pack::abi_name(other);
  binaries.signature = key.sign(pack::binaries_text(read.content, binaries), "binaries");
  for (auto& file : pack::packed(read.content, binaries)) files.push_back(std::move(file));
  return pack::write_pack(read.manifest, files, &key);
}

}  // namespace end_to_end
