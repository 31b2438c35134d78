# cmake -DPLUGINS="focal=<folder>,..." -DOUT=<file> -P HashPlugins.cmake: a table of the bundled plugins and what their
# sources hash to, the same on
# every platform. Tests and pages are left out: they decide no result. The form is that of a pack's content hash (core/pack/content.hpp).
string(REPLACE "," ";" plugins "${PLUGINS}")
set(rows "")
foreach(plugin IN LISTS plugins)
  string(REGEX MATCH "^([^=]+)=(.*)$" _ "${plugin}")
  set(name ${CMAKE_MATCH_1})
  set(folder ${CMAKE_MATCH_2})
  file(GLOB_RECURSE files RELATIVE ${folder} ${folder}/*.cpp ${folder}/*.hpp ${folder}/*.cu ${folder}/*.toml
    ${folder}/CMakeLists.txt)
  list(FILTER files EXCLUDE REGEX "_test\\.cpp$")
  list(SORT files)
  set(lines "")
  foreach(file IN LISTS files)
    file(SHA256 ${folder}/${file} hash)
    string(APPEND lines "${hash} - ${file}\n")
  endforeach()
  string(SHA256 hash "${lines}")
  string(APPEND rows "      {\"${name}\", \"${hash}\"},\n")
endforeach()
file(WRITE ${OUT}.new "// Written by core/cmake/HashPlugins.cmake.
#include \"pack/bundled.hpp\"

namespace serhost::pack {

const std::map<std::string, std::string>& bundled_plugins() {
  static const std::map<std::string, std::string> all = {
${rows}  };
  return all;
}

}  // namespace serhost::pack
")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUT}.new)
