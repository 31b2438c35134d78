// The pages of one column in one group of rows, of which one is read at a time.
#pragma once

#include <arrow/io/interfaces.h>
#include <parquet/column_reader.h>
#include <parquet/metadata.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tables {

struct Page {
  std::int64_t at = 0;     ///< of its header, in the file
  std::int64_t begin = 0;  ///< its first row, in the group
  std::int64_t rows = 0;
};

/// A column of byte arrays that is not repeated. [any]
class Chunk {
 public:
  /// Reads the header of every page, and no page. Throws parquet::ParquetException.
  Chunk(std::shared_ptr<arrow::io::RandomAccessFile> file,
        const parquet::ColumnChunkMetaData& chunk, const parquet::ColumnDescriptor& column);

  /// The value of a row; nullopt for null. Throws std::runtime_error, parquet::ParquetException.
  std::optional<std::string> value(std::int64_t row) const;

 private:
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  const parquet::ColumnDescriptor& column_;
  parquet::Compression::type codec_;
  std::int64_t begin_, end_, values_;
  std::optional<std::int64_t> dictionary_;  ///< where its page is
  std::vector<Page> pages_;
};

}  // namespace tables
