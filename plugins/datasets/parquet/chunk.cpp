// Arrow reads a group of rows as a whole, tens of megabytes for a clip of one. A page holds few
// clips: their headers are read once, and then the page that is asked for.
#include "chunk.hpp"

#include <arrow/buffer.h>
#include <arrow/memory_pool.h>
#include <parquet/column_page.h>
#include <parquet/exception.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tables {
namespace {

/// A part of the file from `at` on. `headers_only`: what is read is passed over, which is how Arrow
/// skips a page; only what it peeks at is there.
class Stream final : public arrow::io::InputStream {
 public:
  Stream(std::shared_ptr<arrow::io::RandomAccessFile> file, std::int64_t at, std::int64_t end,
         bool headers_only)
      : file_(std::move(file)), at_(at), end_(end), headers_only_(headers_only) {}

  std::int64_t peeked_at() const { return peeked_at_; }

  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Result<std::string_view> Peek(std::int64_t count) override {
    peeked_at_ = at_;
    ARROW_ASSIGN_OR_RAISE(peeked_, file_->ReadAt(at_, within(count)));
    return std::string_view(*peeked_);
  }
  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const auto got, file_->ReadAt(at_, within(count), out));
    at_ += got;
    return got;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    if (headers_only_) {
      at_ += within(count);
      return std::make_shared<arrow::Buffer>(nullptr, 0);
    }
    ARROW_ASSIGN_OR_RAISE(auto got, file_->ReadAt(at_, within(count)));
    at_ += got->size();
    return got;
  }

 private:
  std::int64_t within(std::int64_t count) const {
    return std::clamp<std::int64_t>(count, 0, std::max<std::int64_t>(end_ - at_, 0));
  }

  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::int64_t at_, end_, peeked_at_ = 0;
  bool headers_only_;
  std::shared_ptr<arrow::Buffer> peeked_;
};

parquet::ReaderProperties checked() {
  parquet::ReaderProperties out(arrow::system_memory_pool());
  out.set_page_checksum_verification(true);
  return out;
}

/// The dictionary, where there is one, and a page.
class Pages final : public parquet::PageReader {
 public:
  explicit Pages(std::vector<std::unique_ptr<parquet::PageReader>> readers)
      : readers_(std::move(readers)) {}
  std::shared_ptr<parquet::Page> NextPage() override {
    return next_ < readers_.size() ? readers_[next_++]->NextPage() : nullptr;
  }
  void set_max_page_header_size(std::uint32_t) override {}

 private:
  std::vector<std::unique_ptr<parquet::PageReader>> readers_;
  std::size_t next_ = 0;
};

}  // namespace

Chunk::Chunk(std::shared_ptr<arrow::io::RandomAccessFile> file,
             const parquet::ColumnChunkMetaData& chunk, const parquet::ColumnDescriptor& column)
    : file_(std::move(file)),
      column_(column),
      codec_(chunk.compression()),
      begin_(chunk.data_page_offset()),
      values_(chunk.num_values()) {
  if (chunk.has_dictionary_page() && chunk.dictionary_page_offset() > 0 &&
      chunk.dictionary_page_offset() < begin_)
    dictionary_ = chunk.dictionary_page_offset();
  PARQUET_ASSIGN_OR_THROW(const auto size, file_->GetSize());
  const auto first = dictionary_.value_or(begin_), length = chunk.total_compressed_size();
  if (first < 0 || begin_ < 0 || length < 0 || first > size || length > size - first)
    throw std::runtime_error("its columns are not where its footer says");
  end_ = first + length;
  const auto stream = std::make_shared<Stream>(file_, begin_, end_, true);
  const auto headers = parquet::PageReader::Open(stream, values_, codec_, checked(), column_);
  std::int64_t rows = 0;
  headers->set_data_page_filter([&](const parquet::DataPageStats& page) {
    if (page.num_values < 0) throw std::runtime_error("a page has fewer than no rows");
    pages_.push_back({stream->peeked_at(), rows, page.num_values});
    rows += page.num_values;
    return true;
  });
  if (headers->NextPage() != nullptr) throw std::runtime_error("its pages are out of order");
}

std::optional<std::string> Chunk::value(std::int64_t row) const {
  const auto after = std::upper_bound(pages_.begin(), pages_.end(), row,
                                      [](auto at, const Page& page) { return at < page.begin; });
  if (row < 0 || after == pages_.begin() || row - std::prev(after)->begin >= std::prev(after)->rows)
    throw std::runtime_error("its pages hold fewer rows than its footer says");
  const auto& page = *std::prev(after);
  std::vector<std::unique_ptr<parquet::PageReader>> readers;
  const auto add = [&](std::int64_t at, std::int64_t end, std::int64_t values) {
    readers.push_back(parquet::PageReader::Open(std::make_shared<Stream>(file_, at, end, false),
                                                values, codec_, checked(), column_));
  };
  if (dictionary_) add(*dictionary_, begin_, values_);
  add(page.at, end_, page.rows);
  const auto column =
      parquet::ColumnReader::Make(&column_, std::make_unique<Pages>(std::move(readers)));
  auto* const reader = dynamic_cast<parquet::ByteArrayReader*>(column.get());
  if (reader == nullptr) throw std::runtime_error("its audio is no column of bytes");
  const auto skipped = row - page.begin;
  std::int16_t level = 0;
  parquet::ByteArray bytes;
  std::int64_t values = 0;
  if (reader->Skip(skipped) != skipped ||
      reader->ReadBatch(1, &level, nullptr, &bytes, &values) != 1)
    throw std::runtime_error("a page holds fewer rows than its header says");
  if (values == 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(bytes.ptr), bytes.len);
}

}  // namespace tables
