// By utf8proc.
#include "unicode_forms.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace precomputed {
namespace {

std::string in_form(const std::string& name, int form) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                 static_cast<utf8proc_ssize_t>(name.size()), &raw,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | form));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  if (size < 0) return name;
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

}  // namespace

std::string composed(const std::string& name) { return in_form(name, UTF8PROC_COMPOSE); }
std::string decomposed(const std::string& name) { return in_form(name, UTF8PROC_DECOMPOSE); }

}  // namespace precomputed
