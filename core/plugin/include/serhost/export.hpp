// Symbol visibility: interface classes are one type on both sides of the boundary, everything else
// stays private.
#pragma once

#define SERHOST_API __attribute__((visibility("default")))
#define SERHOST_PRIVATE __attribute__((visibility("hidden")))
