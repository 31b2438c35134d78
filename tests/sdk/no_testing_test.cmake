# cmake -DMODULE=<SerhostPlugin.cmake> -DWORK=<folder> -P no_testing_test.cmake: a plugin's TEST that cannot be built is an error and not
# a test that is left out.
file(REMOVE_RECURSE ${WORK})
file(WRITE ${WORK}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(quiet LANGUAGES NONE)
include(\"${MODULE}\")
serhost_add_plugin(quiet SOURCES quiet.cpp TEST quiet_test.cpp)
")
execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK} -B ${WORK}/build -DBUILD_TESTING=ON RESULT_VARIABLE status OUTPUT_VARIABLE output
  ERROR_VARIABLE errors)
string(REGEX REPLACE "[ \n]+" " " told "${errors}")
if(status EQUAL 0 OR NOT told MATCHES "its TEST quiet_test.cpp cannot be built: there is no serhost::testing")
  message(FATAL_ERROR "a test was left out in silence (${status}):\n${output}\n${errors}")
endif()
