# Files that register a piece each (a metric, a section of a report): adding one edits nothing else.

# serhost_registered_files(OUT FOLDER registered NAMESPACE serhost::metrics HEADER metrics/registry.hpp)
# OUT: the sources of FOLDER, and a generated one that refers to the registration of each, whose id is the name of its file. A linker
# takes a file of a static library only if something refers to it: without the list, the pieces would be missing from the program.
function(serhost_registered_files out)
  cmake_parse_arguments(arg "" "FOLDER;NAMESPACE;HEADER" "" ${ARGN})
  file(GLOB _files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${arg_FOLDER}/*.cpp)
  set(_declared "")
  set(_referred "")
  foreach(_file IN LISTS _files)
    cmake_path(GET _file STEM _id)
    string(APPEND _declared "extern const Registration ${_id};\n")
    string(APPEND _referred "      &registered::${_id},\n")
  endforeach()
  set(_list ${CMAKE_CURRENT_BINARY_DIR}/${arg_FOLDER}_list.cpp)
  file(CONFIGURE OUTPUT ${_list} @ONLY CONTENT [[// Written by core/cmake/Registered.cmake from the files of @arg_FOLDER@.
#include <cstddef>
#include <iterator>

#include "@arg_HEADER@"

namespace @arg_NAMESPACE@ {
namespace registered {
@_declared@}  // namespace registered

std::size_t linked_registrations();
std::size_t linked_registrations() {
  static const Registration* const all[] = {
@_referred@  };
  return std::size(all);
}

}  // namespace @arg_NAMESPACE@
]])
  set(${out} ${_files} ${_list} PARENT_SCOPE)
endfunction()
