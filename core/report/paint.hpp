// What the tables of the terminal share: colors, where they are wanted, and lines that keep to the
// width.
#pragma once

#include <string>
#include <vector>

namespace serhost::report {

/// Escape sequences, or nothing where the terminal has no colors.
struct Paint {
  bool color = false;
  std::string bold(const std::string& text) const { return wrap("1", text); }
  std::string dim(const std::string& text) const { return wrap("2", text); }
  std::string warn(const std::string& text) const { return wrap("1;33", text); }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    return color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }
};

/// `parts` with `between` in as many lines as the width needs.
std::vector<std::string> wrapped(const std::vector<std::string>& parts, const std::string& between,
                                 std::size_t width);

/// Columns as wide as their widest cell, the first to the left, the others to the right; the first
/// row is dimmed. Columns that do not fit are left out from the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t width,
                    const Paint& paint);

}  // namespace serhost::report
