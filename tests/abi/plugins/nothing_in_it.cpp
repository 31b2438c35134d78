// A plugin whose author forgot to register the component.
#include "empty_dataset.hpp"

SERHOST_PLUGIN();
