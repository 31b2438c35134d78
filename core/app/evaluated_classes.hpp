// The classes of the data that are evaluated beside those that the model was trained on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace serhost::app {

/// The classes of the data, then those that only the model knows, which it may say all the same.
struct JoinedClasses {
  std::vector<std::string> all, unknown_to_model, unknown_to_data;
  std::size_t shared = 0;
};

JoinedClasses join_classes(const std::vector<std::string>& data,
                           const std::vector<std::string>& model);

/// What a reader of the result must know of the classes that only one side has.
std::vector<std::string> notes_about(const JoinedClasses& classes);

}  // namespace serhost::app
