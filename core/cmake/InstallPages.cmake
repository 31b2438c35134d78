# Run by `cmake --install`, with _share, _program, _python, _source and _version set: completion for three shells and, where there is a
# Python, the manual pages.
foreach(_shell IN ITEMS bash zsh fish)
  set(_bash bash-completion/completions/serhost)
  set(_zsh zsh/site-functions/_serhost)
  set(_fish fish/vendor_completions.d/serhost.fish)
  execute_process(COMMAND ${_program} completion ${_shell} OUTPUT_VARIABLE _words COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${_share}/${_${_shell}} "${_words}")
  message(STATUS "Installing: ${_share}/${_${_shell}}")
endforeach()
if(_python)
  execute_process(COMMAND ${_python} ${_source}/scripts/man_pages.py ${_program} ${_source}/docs ${_version} ${_share}/man
                  COMMAND_ERROR_IS_FATAL ANY)
  message(STATUS "Installing: ${_share}/man")
else()
  message(STATUS "No Python: the manual pages are left out")
endif()
