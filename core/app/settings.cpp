// Each variable is read by the function that uses it.
#include "app/settings.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/user_folders.hpp"
#include "features/cache_settings.hpp"
#include "train/run.hpp"

namespace serhost::app {

double checkpoint_seconds() {
  const auto text = environment_variable("SERHOST_CHECKPOINT_SECONDS");
  if (text.empty()) return train::RunOptions().checkpoint_seconds;
  double value = 0.0;
  if (read_number(text, value) && std::isfinite(value) && value >= 0.0) return value;
  throw UsageError("SERHOST_CHECKPOINT_SECONDS is '" + text +
                   "', but must be a number of seconds, 0 or more");
}

void require_settings() {
  checkpoint_seconds();
  features::cache_settings();
}

}  // namespace serhost::app
