// A folder of its own below the system's temporary one, removed at the end. A name of the kit's
// own, for a public header declares it.
#pragma once

#include "base/temporary_folder.hpp"

namespace serhost::conformance {

class TemporaryDirectory : public TemporaryFolder {
 public:
  TemporaryDirectory() : TemporaryFolder("testing") {}  ///< throws Error(io) where none can be made
};

}  // namespace serhost::conformance
