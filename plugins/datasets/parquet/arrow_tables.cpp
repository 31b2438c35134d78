// Parquet through Arrow's C++ libraries. Its threads, its pools and its exceptions stay in here:
// one thread reads, memory is the system's, and what is thrown is std::runtime_error.
#include <arrow/array/array_nested.h>
#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>

#include "chunk.hpp"
#include "tables.hpp"
#include "texts.hpp"

namespace tables {
namespace {

constexpr std::int64_t kRowsAtOnce = 4096;

/// Where a column's values are among the leaves of the schema; -1: nowhere.
struct Leaves {
  int texts = -1, bytes = -1;
};

const parquet::arrow::SchemaField* child_of(const parquet::arrow::SchemaField& field,
                                            const std::string& name) {
  for (const auto& child : field.children)
    if (child.field->name() == name && child.is_leaf()) return &child;
  return nullptr;
}

class ArrowFile final : public File {
 public:
  explicit ArrowFile(const std::string& path) : path_(path) {
    told([&] {
      PARQUET_ASSIGN_OR_THROW(file_,
                              arrow::io::ReadableFile::Open(path, arrow::system_memory_pool()));
      parquet::arrow::FileReaderBuilder builder;
      parquet::ReaderProperties properties(arrow::system_memory_pool());
      properties.set_page_checksum_verification(true);
      PARQUET_THROW_NOT_OK(builder.Open(file_, properties));
      auto how = parquet::default_arrow_reader_properties();
      how.set_pre_buffer(false);  // which would start threads
      how.set_use_threads(false);
      how.set_batch_size(kRowsAtOnce);
      PARQUET_ASSIGN_OR_THROW(
          reader_, builder.memory_pool(arrow::system_memory_pool())->properties(how)->Build());
      meta_ = reader_->parquet_reader()->metadata();
      describe();
    });
  }

  const std::vector<Column>& columns() const override { return columns_; }
  std::size_t groups() const override { return static_cast<std::size_t>(meta_->num_row_groups()); }
  const std::string& features() const override { return features_; }

  void read(std::size_t group, const std::vector<std::size_t>& wanted,
            const std::function<void(const std::vector<Texts>&)>& take) const override {
    std::vector<int> leaves;
    std::vector<std::size_t> places;  // of wanted columns that have texts
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (leaves_.at(wanted[i]).texts < 0) continue;
      leaves.push_back(leaves_[wanted[i]].texts);
      places.push_back(i);
    }
    told([&] {
      if (leaves.empty()) {  // audio alone: as many rows as the footer says
        take_rows(rows_of(group), wanted.size(), take);
        return;
      }
      const std::lock_guard lock(guard_);
      PARQUET_ASSIGN_OR_THROW(const auto batches,
                              reader_->GetRecordBatchReader({static_cast<int>(group)}, leaves));
      std::shared_ptr<arrow::RecordBatch> batch;
      for (;;) {
        PARQUET_THROW_NOT_OK(batches->ReadNext(&batch));
        if (batch == nullptr) return;
        PARQUET_THROW_NOT_OK(batch->Validate());
        if (batch->num_columns() != static_cast<int>(leaves.size()))
          throw std::runtime_error("its columns are not those of its schema");
        std::vector<Texts> out(wanted.size(), Texts(static_cast<std::size_t>(batch->num_rows())));
        for (std::size_t i = 0; i < places.size(); ++i) {
          auto values = batch->column(static_cast<int>(i));
          if (columns_[wanted[places[i]]].kind == Column::Kind::audio) {
            const auto& both = dynamic_cast<const arrow::StructArray&>(*values);
            PARQUET_ASSIGN_OR_THROW(values, both.GetFlattenedField(0));
          }
          out[places[i]] = texts_of(*values);
        }
        take(out);
      }
    });
  }

  std::optional<std::string> bytes(std::size_t group, std::size_t column,
                                   std::int64_t row) const override {
    std::optional<std::string> out;
    told([&] {
      if (leaves_.at(column).bytes >= 0) out = chunk(group, leaves_[column].bytes)->value(row);
    });
    return out;
  }

 private:
  /// Calls `what`; whatever it throws becomes a sentence that names the file.
  template <class F>
  void told(F&& what) const {
    try {
      what();
    } catch (const std::bad_alloc&) {
      throw std::runtime_error(path_ + ": memory does not hold a page of it, or it is damaged");
    } catch (const std::exception& error) {
      throw std::runtime_error(path_ + ": cannot be read as Parquet: " + error.what());
    }
  }

  static void take_rows(std::int64_t rows, std::size_t columns,
                        const std::function<void(const std::vector<Texts>&)>& take) {
    for (; rows > 0; rows -= kRowsAtOnce)
      take(std::vector<Texts>(columns,
                              Texts(static_cast<std::size_t>(std::min(rows, kRowsAtOnce)))));
  }

  std::int64_t rows_of(std::size_t group) const {
    const auto said = meta_->RowGroup(static_cast<int>(group))->num_rows();
    PARQUET_ASSIGN_OR_THROW(const auto size, file_->GetSize());
    if (said < 0 || said > size)
      throw std::runtime_error("it says that it has more rows than bytes");
    return said;
  }

  void describe() {
    const auto& manifest = reader_->manifest();
    if (const auto meta = meta_->key_value_metadata(); meta != nullptr)
      if (const auto found = meta->Get("huggingface"); found.ok()) features_ = *found;
    for (const auto& field : manifest.schema_fields) {
      Column column{field.field->name(), field.field->type()->ToString(), Column::Kind::other};
      Leaves leaves;
      if (field.is_leaf() && is_bytes(field)) leaves.bytes = field.column_index;
      else if (field.is_leaf() && is_text(*field.field->type())) leaves.texts = field.column_index;
      else if (const auto* bytes = child_of(field, "bytes"); bytes != nullptr && is_bytes(*bytes)) {
        leaves.bytes = bytes->column_index;
        if (const auto* path = child_of(field, "path");
            path != nullptr && is_text(*path->field->type()))
          leaves.texts = path->column_index;
      }
      if (leaves.bytes >= 0) column.kind = Column::Kind::audio;
      else if (leaves.texts >= 0) column.kind = Column::Kind::text;
      columns_.push_back(std::move(column));
      leaves_.push_back(leaves);
    }
  }

  /// Bytes that are no text, one a row.
  bool is_bytes(const parquet::arrow::SchemaField& field) const {
    if (!field.is_leaf()) return false;
    const auto* column = meta_->schema()->Column(field.column_index);
    const auto id = field.field->type()->id();
    return column->physical_type() == parquet::Type::BYTE_ARRAY &&
           column->max_repetition_level() == 0 &&
           (id == arrow::Type::BINARY || id == arrow::Type::LARGE_BINARY ||
            id == arrow::Type::BINARY_VIEW);
  }

  std::shared_ptr<const Chunk> chunk(std::size_t group, int leaf) const {
    const std::lock_guard lock(guard_);
    auto& known = chunks_[{group, leaf}];
    if (known == nullptr) {
      const auto rows = meta_->RowGroup(static_cast<int>(group));
      known = std::make_shared<const Chunk>(file_, *rows->ColumnChunk(leaf),
                                            *meta_->schema()->Column(leaf));
    }
    return known;
  }

  std::string path_, features_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::shared_ptr<parquet::FileMetaData> meta_;
  std::vector<Column> columns_;
  std::vector<Leaves> leaves_;
  mutable std::mutex guard_;  ///< of the reader and the chunks
  mutable std::map<std::pair<std::size_t, int>, std::shared_ptr<const Chunk>> chunks_;
};

}  // namespace
}  // namespace tables

/// What the plugin asks this library for; the caller owns it.
extern "C" __attribute__((visibility("default"))) const tables::File* serhost_open_parquet(
    const std::string& file);

const tables::File* serhost_open_parquet(const std::string& file) {
  return new tables::ArrowFile(file);
}
