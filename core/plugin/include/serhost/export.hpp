// Symbol visibility: interface classes are one type on both sides of the boundary, everything else
// stays private.
//
//   class SERHOST_API Loss { ... };
#pragma once

/// Of interface classes.
#define SERHOST_API __attribute__((visibility("default")))
/// Of everything that must be one per plugin.
#define SERHOST_PRIVATE __attribute__((visibility("hidden")))
