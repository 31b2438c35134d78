// Lists of hashes as text: written anew and compared, so that nothing need be parsed.
#include "pack/content.hpp"

#include <algorithm>
#include <map>

#include "base/hash.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

constexpr const char *kList = "files.txt", *kSignature = "files.txt.minisig";

bool by_path(const File& a, const File& b) { return a.path < b.path; }

std::string lines_of(std::vector<File> files) {
  std::sort(files.begin(), files.end(), by_path);
  std::string out;
  for (const auto& file : files)
    out += sha256(file.bytes) + (file.executable ? " x " : " - ") + file.path + "\n";
  return out;
}

}  // namespace

std::string content_hash(std::vector<File> files) {
  std::erase_if(files, [](const File& file) { return file.path.starts_with(kBinaries); });
  return sha256(lines_of(std::move(files)));
}

std::string binaries_text(const std::string& content, const Binaries& binaries) {
  return "serhost binaries 1\ncontent " + content + "\nabi " + binaries.abi + "\n" +
         lines_of(binaries.files);
}

std::vector<Binaries> binaries_of(const std::vector<File>& files, const std::string& content,
                                  const std::string& what) {
  std::map<std::string, Binaries> by_abi;
  std::map<std::string, std::string> lists;
  for (const auto& file : files) {
    if (!file.path.starts_with(kBinaries)) continue;
    const auto rest = file.path.substr(std::string_view(kBinaries).size());
    const auto slash = rest.find('/');
    if (slash == std::string::npos)
      refuse(what, in_quotes(file.path) + " does not lie in a folder of an ABI");
    const auto abi = rest.substr(0, slash), path = rest.substr(slash + 1);
    auto& binaries = by_abi[abi];
    binaries.abi = abi;
    if (path == kList) lists[abi] = file.bytes;
    else if (path == kSignature) binaries.signature = file.bytes;
    else binaries.files.push_back({path, file.executable, file.bytes});
  }
  std::vector<Binaries> out;
  for (auto& [abi, binaries] : by_abi) {
    const auto folder = kBinaries + abi;
    if (binaries.signature.empty())
      refuse(what, folder + " is not signed by whoever built it: it holds no " + kSignature);
    if (lists[abi] != binaries_text(content, binaries))
      refuse(what,
             folder + "/" + kList + " does not say what is there: files, sources or ABI differ");
    out.push_back(std::move(binaries));
  }
  return out;
}

std::vector<File> packed(const std::string& content, const Binaries& binaries) {
  const auto folder = kBinaries + binaries.abi + "/";
  std::vector<File> out = {{folder + kList, false, binaries_text(content, binaries)},
                           {folder + kSignature, false, binaries.signature}};
  for (const auto& file : binaries.files)
    out.push_back({folder + file.path, file.executable, file.bytes});
  return out;
}

}  // namespace serhost::pack
