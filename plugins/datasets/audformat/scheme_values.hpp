// What schemes say of their values: the gender of a speaker, the text of a transcription's code.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "database.hpp"

namespace audformat {

class SchemeValues {
 public:
  /// Misc tables lie in `folder`; `base` must outlive this.
  SchemeValues(std::filesystem::path folder, const Database& base)
      : folder_(std::move(folder)), base_(base) {}

  /// What `scheme` says of `value`, by the name of a member ("gender"; "" the text itself).
  std::optional<std::string> said_of(const std::string& scheme, const std::string& value,
                                     const std::string& what) const;

 private:
  using Members = std::map<std::string, std::map<std::string, std::string>>;

  const Members& misc(const std::string& name) const;

  std::filesystem::path folder_;
  const Database& base_;
  mutable std::map<std::string, Members> misc_;
};

}  // namespace audformat
