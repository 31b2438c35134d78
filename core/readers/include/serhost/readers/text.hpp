// The text of a list or of a label file in UTF-8, whatever a spreadsheet or an editor has written.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::readers {

/// Without byte order mark; UTF-16 is converted, also where its mark is absent or was damaged by a
/// conversion. Anything else stays as it is. Throws std::runtime_error for what is no readable
/// file, and for UTF-16 that is damaged. `what` is expected: "a CSV or JSON-lines file".
std::string text_of(const std::filesystem::path& file,
                    const std::string& what = "a CSV or JSON-lines file");

/// What `text_of` does with the bytes of a file.
std::string as_utf8(std::string bytes, const std::string& file);

/// `text` itself where it is UTF-8, else what it says as Latin-1.
std::string latin1_as_utf8(std::string_view text);

/// A line of a file.
struct Line {
  std::size_t number = 1;  ///< from 1
  std::string text;        ///< without its end, LF or CRLF
};

/// The lines of a small text file that are not blank, in UTF-8 (else taken as Latin-1). Throws as
/// text_of.
std::vector<Line> lines_of(const std::filesystem::path& file, const std::string& what);

/// The words of a line, with blanks or tabs between; the last of `most` holds the rest of the line.
std::vector<std::string> words_of(std::string_view line, std::size_t most = 1 << 20);

}  // namespace serhost::readers
