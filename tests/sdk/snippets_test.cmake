# cmake -DSNIPPETS=<folder> -DCOMPILER=<c++> -DINCLUDE=<folders> -DWORK=<folder> -P snippets_test.cmake: what an author reads when an
# include is missing or an
# option has a wrong type. The first line of a snippet says what its first error with its notes must match, or that it compiles.

file(GLOB snippets ${SNIPPETS}/*.cpp)
list(LENGTH snippets count)
if(count LESS 8)
  message(FATAL_ERROR "expected the snippets in ${SNIPPETS}, found ${count}")
endif()
list(TRANSFORM INCLUDE PREPEND -I)
list(TRANSFORM TORCH PREPEND -isystem)
set(faults "")
set(flags -std=c++20 -Wall -Wextra -Werror)

# Most snippets begin with this header, and nearly all of their time is its own: it is compiled once.
file(MAKE_DIRECTORY ${WORK}/serhost)
file(WRITE ${WORK}/first.hpp "#include <serhost/loss.hpp>\n")
execute_process(COMMAND ${COMPILER} ${flags} ${INCLUDE} ${TORCH} -x c++-header ${WORK}/first.hpp -o ${WORK}/serhost/loss.hpp.gch
  RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "serhost/loss.hpp does not compile:\n${errors}")
endif()

foreach(file IN LISTS snippets)
  cmake_path(GET file FILENAME name)
  file(STRINGS ${file} first LIMIT_COUNT 1)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} ${flags} -fsyntax-only -I${WORK}
    ${INCLUDE} ${TORCH} ${file}
    RESULT_VARIABLE status ERROR_VARIABLE errors OUTPUT_VARIABLE output)
  string(FIND "${errors}" "error: " from)
  if(from LESS 0)
    set(from 0)
  endif()
  string(SUBSTRING "${errors}" ${from} -1 error)
  string(REGEX REPLACE "\n[^ \n][^\n]* error: .*" "" error "${error}")  # the first, with its notes
  if(first MATCHES "^// compiles")
    if(NOT status EQUAL 0)
      string(APPEND faults "${name} should compile:\n${errors}\n")
    endif()
  elseif(first MATCHES "^// error: (.+)$")
    set(expected "error: ${CMAKE_MATCH_1}")
    if(status EQUAL 0 OR NOT error MATCHES "${expected}")
      string(APPEND faults "${name}: expected '${expected}' as the first error, found (${status}):\n${error}\n")
    endif()
  else()
    string(APPEND faults "${name}: the first line must be '// compiles' or '// error: <pattern>'\n")
  endif()
endforeach()
file(REMOVE_RECURSE ${WORK}/serhost)  # it is large
if(faults)
  message(FATAL_ERROR "${faults}")
endif()
message(STATUS "${count} snippets compile, or say what is missing")
