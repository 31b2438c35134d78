// Parquet files as the data set asks for them: texts by column, and the bytes of one audio clip.
// What reads them is a library of its own (arrow_tables.cpp), which is loaded when the first file
// is opened: `serhost list` needs no Arrow.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tables {

struct Column {
  enum class Kind {
    text,   ///< texts, numbers, booleans
    audio,  ///< bytes, or a struct of `bytes` and `path`, as Hugging Face embeds audio
    other   ///< lists, other structs: not read
  };
  std::string name, type;  ///< `type` as Arrow writes it
  Kind kind = Kind::other;
};

/// Values of a column, row by row; of an audio column its paths. Nulls and NaN are absent.
using Texts = std::vector<std::optional<std::string>>;

/// An open file. [any]
class File {
 public:
  virtual ~File() = default;
  virtual const std::vector<Column>& columns() const = 0;
  virtual std::size_t groups() const = 0;  ///< of rows
  /// What the schema's metadata hold under "huggingface", JSON; "" where there is none.
  virtual const std::string& features() const = 0;
  /// Gives the rows of a group block by block to `take`: a Texts for each of `wanted`, which are
  /// positions in `columns`, ascending.
  virtual void read(std::size_t group, const std::vector<std::size_t>& wanted,
                    const std::function<void(const std::vector<Texts>&)>& take) const = 0;
  /// The bytes of an audio column in a row of a group; nullopt for null. Only the page that holds
  /// the row is read.
  virtual std::optional<std::string> bytes(std::size_t group, std::size_t column,
                                           std::int64_t row) const = 0;
};

/// Opens a file. `plugins`: the folder of this plugin's own file. [any] Throws std::runtime_error
/// that names the file, for what is no whole Parquet file and where Arrow's libraries are not
/// there; so do the functions of File.
std::shared_ptr<const File> open(const std::filesystem::path& file,
                                 const std::filesystem::path& plugins);

}  // namespace tables
