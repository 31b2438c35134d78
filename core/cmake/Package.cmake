# The installed package: program, bundled plugins, headers and libraries for authors, serhost-config.cmake. The build
# folder is a package too: -DCMAKE_PREFIX_PATH=<build> works like an installed prefix.
#
# Components: `runtime` (program and plugins) and `development`. Everything lies in bin, lib and include of the prefix, also where
# Debian would say lib/x86_64-linux-gnu: the program finds its plugins beside itself, in ../lib/serhost/plugins.
include(CMakePackageConfigHelpers)

set(_package lib/cmake/serhost)
set(_libraries serhost_base serhost_pattern serhost_readers serhost_nn serhost_weights serhost_host serhost_state serhost_conformance)
if(TARGET serhost_testing)
  list(APPEND _libraries serhost_testing)
endif()
set(_include_folders ${PROJECT_SOURCE_DIR}/core/plugin/include ${PROJECT_SOURCE_DIR}/core/readers/include
    ${PROJECT_SOURCE_DIR}/core/nn/include
    ${PROJECT_SOURCE_DIR}/core/weights/include ${PROJECT_SOURCE_DIR}/core/testing/include)

# Of the build folder.
set(SERHOST_CONFIG_PREFIX "set(_serhost_prefix \"${PROJECT_BINARY_DIR}\")
set(_serhost_libraries \"${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}\")
set(_serhost_includes \"${_include_folders}\")")
configure_file(core/cmake/serhost-config.cmake.in ${PROJECT_BINARY_DIR}/${_package}/serhost-config.cmake @ONLY)

# Of an installed prefix, which may be moved.
set(SERHOST_CONFIG_PREFIX "get_filename_component(_serhost_prefix \"\${CMAKE_CURRENT_LIST_DIR}/../../..\" ABSOLUTE)
set(_serhost_libraries \"\${_serhost_prefix}/lib\")
set(_serhost_includes \"\${_serhost_prefix}/include\")")
configure_file(core/cmake/serhost-config.cmake.in ${PROJECT_BINARY_DIR}/install/serhost-config.cmake @ONLY)

write_basic_package_version_file(${PROJECT_BINARY_DIR}/${_package}/serhost-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
foreach(_file IN ITEMS LibTorch.cmake SerhostPlugin.cmake)
  configure_file(core/cmake/${_file} ${PROJECT_BINARY_DIR}/${_package}/${_file} COPYONLY)
endforeach()

install(FILES ${PROJECT_BINARY_DIR}/install/serhost-config.cmake ${PROJECT_BINARY_DIR}/${_package}/serhost-config-version.cmake
  core/cmake/LibTorch.cmake core/cmake/SerhostPlugin.cmake DESTINATION ${_package} COMPONENT development)
install(TARGETS ${_libraries} ARCHIVE DESTINATION lib COMPONENT development)
foreach(_folder IN LISTS _include_folders)
  install(DIRECTORY ${_folder}/ DESTINATION include COMPONENT development)
endforeach()
if(TARGET serhost_cli)
  install(TARGETS serhost_cli RUNTIME DESTINATION bin COMPONENT runtime)
endif()
install(DIRECTORY experiments/ DESTINATION share/serhost/experiments COMPONENT runtime FILES_MATCHING PATTERN *.toml)

# Manual pages and completion are written by the program itself, when it is installed: a build does not wait for them.
find_program(SERHOST_PYTHON NAMES python3 python)
if(TARGET serhost_cli)
  install(CODE "set(_share \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share\")
    set(_program \"$<TARGET_FILE:serhost_cli>\")
    set(_python \"${SERHOST_PYTHON}\")
    set(_source \"${PROJECT_SOURCE_DIR}\")
    set(_version \"${PROJECT_VERSION}\")" COMPONENT runtime)
  install(SCRIPT core/cmake/InstallPages.cmake COMPONENT runtime)
endif()
