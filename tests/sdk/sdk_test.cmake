# cmake -DBUILD=<build> -DSOURCE=<source> -DWORK=<folder> -P sdk_test.cmake: installs serhost, builds the projects of docs/examples as an
# author would, runs their tests and lets the installed program list them.

function(must_run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${what} failed (${status}): ${command}\n${output}\n${errors}")
  endif()
  set(output "${output}" PARENT_SCOPE)
  set(errors "${errors}" PARENT_SCOPE)
endfunction()

# What the command says last must match: must_fail("listing" "no such" serhost list ...)
function(must_fail what pattern)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  string(REGEX REPLACE "[ \n]+" " " told "${output}${errors}")
  if(status EQUAL 0 OR NOT told MATCHES "${pattern}")
    message(FATAL_ERROR "${what} should have failed with '${pattern}' (${status}):\n${output}\n${errors}")
  endif()
endfunction()

function(must_exist file)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "expected ${file}, which does not exist")
  endif()
endfunction()

# must_build(own_loss prefix): configured with nothing but CMAKE_PREFIX_PATH, then built and tested.
function(must_build project prefix)
  set(folder ${WORK}/${project})
  file(REMOVE_RECURSE ${folder})
  must_run("configuring ${project}" ${CMAKE_COMMAND} -E env --unset=SERHOST_TORCH --unset=CMAKE_PREFIX_PATH
           ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/docs/examples/${project} -B ${folder} -DCMAKE_BUILD_TYPE=Release
             -DCMAKE_PREFIX_PATH=${prefix}
           -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
  must_run("building ${project}" ${CMAKE_COMMAND} --build ${folder})
  must_run("testing ${project}" ${CMAKE_CTEST_COMMAND} --test-dir ${folder} --output-on-failure --no-tests=error)
endfunction()

set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${prefix} ${WORK}/moved)
must_run("installing" ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
must_exist(${prefix}/include/serhost/loss.hpp)
must_exist(${prefix}/lib/serhost/plugins/cross_entropy.so)
file(RENAME ${prefix} ${WORK}/moved)  # a prefix may be moved
set(prefix ${WORK}/moved)

must_build(own_loss ${prefix})
must_exist(${WORK}/own_loss/lib/serhost/plugins/poly1.so)
must_build(own_dataset ${BUILD})

must_exist(${prefix}/bin/serhost)
must_run("listing" ${prefix}/bin/serhost list --plugin-path ${WORK}/own_loss/lib/serhost/plugins)
foreach(name IN ITEMS poly1 cross_entropy)
  if(NOT output MATCHES "${name}")
    message(FATAL_ERROR "serhost list does not name '${name}':\n${output}")
  endif()
endforeach()
file(REMOVE_RECURSE ${WORK}/run)
must_run("training with the built loss" ${prefix}/bin/serhost run ${SOURCE}/docs/examples/own_loss/experiment.toml
         --plugin-path ${WORK}/own_loss/lib/serhost/plugins -s train.epochs=1 -s train.max_clips=60 --out ${WORK}/run)
file(READ ${WORK}/run/run.json record)
if(NOT record MATCHES "\"status\": *\"finished\"" OR NOT record MATCHES "poly1")
  message(FATAL_ERROR "the record does not say that a run with poly1 has finished:\n${record}")
endif()

# What `serhost new` makes is built by `serhost build` and trains, each as its last line says. The loss: tests/end_to_end/two_labs_test.
set(home ${WORK}/scaffold)
file(REMOVE_RECURSE ${home})
file(MAKE_DIRECTORY ${home})
foreach(kind IN ITEMS backbone dataset optimizer head augment)
  set(project ${home}/my_${kind})
  must_run("making a ${kind}" ${prefix}/bin/serhost new ${kind} my_${kind} --dir ${project})
  must_run("building the new ${kind}" ${CMAKE_COMMAND} -E env --unset=SERHOST_TORCH --unset=CMAKE_PREFIX_PATH
           ${prefix}/bin/serhost build ${project} -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
  if(NOT output MATCHES "my_${kind}/build/lib/serhost/plugins/my_${kind}.so" OR NOT errors MATCHES "100% tests passed out of 1")
    message(FATAL_ERROR "serhost build does not name the plugin, or has not tested it:\n${output}\n${errors}")
  endif()
  must_exist(${project}/build/compile_commands.json)
  must_run("trying the new ${kind}" ${prefix}/bin/serhost test-plugin ${project}/build/lib/serhost/plugins/my_${kind}.so)
  set(epochs 1)
  if(kind STREQUAL "backbone")
    set(epochs 4)  # what a reader starts from must learn something
  endif()
  must_run("training with the new ${kind}" ${prefix}/bin/serhost run ${project}/experiment.toml --plugin-path
    ${project}/build/lib/serhost/plugins
           -s train.epochs=${epochs} --out ${home}/run_${kind})
  file(READ ${home}/run_${kind}/run.json record)
  if(NOT record MATCHES "\"status\": *\"finished\"" OR NOT record MATCHES "my_${kind}.so")
    message(FATAL_ERROR "the record does not say that a run with my_${kind} has finished:\n${record}")
  endif()
  string(JSON ua GET "${record}" summary ua pooled)
  if(kind STREQUAL "backbone" AND ua LESS 0.4)
    message(FATAL_ERROR "the new backbone reaches UA ${ua} at a chance of 0.25")
  endif()
endforeach()

# The sanitizer for undefined behavior needs no host that has it. A library that came with the sources is installed with the plugin.
set(project ${home}/my_dataset)
set(plugins ${project}/build/lib/serhost/plugins)
file(WRITE ${project}/vendor/one.cpp "extern \"C\" int one() { return 1; }")
must_run("making a library" ${COMPILER} -shared -fPIC -Wl,-soname,libone.so.1 -o ${project}/vendor/libone.so.1 ${project}/vendor/one.cpp)
file(APPEND ${project}/my_dataset.cpp "extern \"C\" int one();\nint used = one();\n")
file(READ ${project}/CMakeLists.txt text)
string(REPLACE "TEST my_dataset_test.cpp" "TEST my_dataset_test.cpp LINK \${PROJECT_SOURCE_DIR}/vendor/libone.so.1" text "${text}")
file(WRITE ${project}/CMakeLists.txt "${text}")
must_run("building with -fsanitize=undefined" ${prefix}/bin/serhost build ${project} --debug -D CMAKE_CXX_FLAGS=-fsanitize=undefined)
must_run("installing it" ${CMAKE_COMMAND} --install ${project}/build --prefix ${home}/installed --component runtime)
file(RENAME ${project}/vendor ${home}/vendor)
must_run("describing it" ${prefix}/bin/serhost describe dataset my_dataset --plugin-path ${home}/installed/lib/serhost/plugins)
file(RENAME ${home}/vendor ${project}/vendor)

# The sanitizer for addresses must be in both: the plugin is refused before it is loaded.
must_run("building with -fsanitize=address" ${prefix}/bin/serhost build ${project} --no-test -D CMAKE_CXX_FLAGS=-fsanitize=address)
must_fail("describing that" "built as 'asan plain', this host as 'plain'"
          ${prefix}/bin/serhost describe dataset my_dataset --plugin-path ${plugins})

# Sources in CUDA where CMake was told of no compiler for it.
file(WRITE ${home}/with_cuda/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(with_cuda VERSION 0.1.0 LANGUAGES CXX)
find_package(serhost REQUIRED CONFIG)
serhost_add_plugin(with_cuda SOURCES with_cuda.cpp kernel.cu)
")
file(WRITE ${home}/with_cuda/with_cuda.cpp "")
file(WRITE ${home}/with_cuda/kernel.cu "")
must_fail("building CUDA" "write project\\(... LANGUAGES CXX CUDA\\), and have nvcc on PATH" ${prefix}/bin/serhost build ${home}/with_cuda)
message(STATUS "built against the prefix and the build folder")
