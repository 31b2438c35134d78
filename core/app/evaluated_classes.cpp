// By label: a class is the same where its name is.
#include "app/evaluated_classes.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace serhost::app {

JoinedClasses join_classes(const std::vector<std::string>& data,
                           const std::vector<std::string>& model) {
  JoinedClasses out;
  out.all = data;
  for (const auto& name : data) {
    if (std::find(model.begin(), model.end(), name) == model.end())
      out.unknown_to_model.push_back(name);
    else ++out.shared;
  }
  for (const auto& name : model) {
    if (std::find(data.begin(), data.end(), name) != data.end()) continue;
    out.unknown_to_data.push_back(name);
    out.all.push_back(name);
  }
  return out;
}

std::vector<std::string> notes_about(const JoinedClasses& classes) {
  std::vector<std::string> out;
  if (!classes.unknown_to_model.empty())
    out.push_back("the model does not know " + join(classes.unknown_to_model, ", ") +
                  ": such clips count, and it is wrong about each of them");
  if (!classes.unknown_to_data.empty())
    out.push_back("the model may say " + join(classes.unknown_to_data, ", ") +
                  ", which the data do not have");
  return out;
}

}  // namespace serhost::app
