# A header as Doxygen shall see it: what stands before #pragma once, in // comments, is the page of the file, with code where it is indented
# by three; and what is said above several members declared at once holds for each.
FNR == 1 && /^\/\/ / { print "/// @file" }
!body && /^#pragma once/ { body = 1 }
!body && /^\/\/   / { sub(/^\/\/   /, "///      ") }
!body && /^\/\/( |$)/ { sub(/^\/\//, "///") }
body && doc && /^ +[A-Za-z_:][A-Za-z0-9_:<>, ]* [a-z_0-9]+( = [^,;()]*|\{\})?,/ && !/\(/ { print "  /// @{"; group = 1 }
{ print }
group && /;/ { print "  /// @}"; group = 0 }
{ doc = /^ *\/\/\// }
