// The library beside the plugin is there only where the build found Arrow, and loads only where
// Arrow still is.
#include "tables.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace tables {
namespace {

struct Absent : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Open = const File* (*)(const std::string&);

Open opener(const std::filesystem::path& library) {
  // Never closed: Arrow keeps state of its own.
  auto* const loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  auto* const found = loaded == nullptr ? nullptr : dlsym(loaded, "serhost_open_parquet");
  if (found != nullptr) return reinterpret_cast<Open>(found);
  const auto* const said = dlerror();
  throw Absent(
      std::string(
          "is read with the libraries of pyarrow " SERHOST_ARROW_WANTED
          ", which are not found where they were: pip install pyarrow==" SERHOST_ARROW_WANTED
          " (") +
      (said == nullptr ? "no reason given" : said) + ")");
}

}  // namespace

std::shared_ptr<const File> open(const std::filesystem::path& file,
                                 const std::filesystem::path& plugins) {
  try {
    static const Open with = opener(plugins / "parquet" / "arrow_tables.so");
    return std::shared_ptr<const File>(with(file.string()));
  } catch (const Absent& error) { throw std::runtime_error(file.string() + ": " + error.what()); }
}

}  // namespace tables
