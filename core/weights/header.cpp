// The JSON is read as events, not into a tree: depth, duplicates and types are then refused where
// they occur, and a hostile header cannot make us build more than it holds.
#include "weights/header.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "weights/text.hpp"

namespace serhost::weights {
namespace {

class Events final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Header header;

  bool start_object(std::size_t) override {
    if (place_ == Place::outside) place_ = Place::top;
    else if (place_ == Place::top)
      place_ = name_ == "__metadata__" ? Place::metadata : Place::tensor;
    else fail(where() + "an object where none belongs");
    if (place_ == Place::tensor)
      header.entries.push_back({.name = name_, .shape = {}}), seen_.clear();
    return true;
  }

  bool end_object() override {
    if (place_ == Place::tensor && seen_.size() != 3)
      fail("tensor " + shown(name_) + " lacks one of dtype, shape, data_offsets");
    place_ = place_ == Place::top ? Place::outside : Place::top;
    return true;
  }

  bool key(string_t& text) override {
    if (place_ == Place::top) {
      name_ = text;
      if (!names_.insert(text).second) fail("the name " + shown(text) + " occurs twice");
    } else if (place_ == Place::metadata) {
      key_ = text;
      if (header.metadata.contains(text)) fail("the metadata key " + shown(text) + " occurs twice");
    } else {
      key_ = text;
      if (text != "dtype" && text != "shape" && text != "data_offsets")
        fail(where() + "unknown key " + shown(text));
      if (!seen_.insert(text).second) fail(where() + "the key " + shown(text) + " occurs twice");
    }
    return true;
  }

  bool string(string_t& text) override {
    if (place_ == Place::metadata) {
      header.metadata[key_] = text;
    } else if (place_ == Place::tensor && key_ == "dtype") {
      const auto found = std::find_if(kDtypes.begin(), kDtypes.end(),
                                      [&](const auto& known) { return known.name == text; });
      if (found == kDtypes.end()) {
        fail(where() + "dtype " + shown(text) +
             " is not supported; known: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL");
      }
      header.entries.back().dtype = found->dtype;
      header.entries.back().bytes = found->bytes;
    } else {
      fail(where() + "a text where none belongs");
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::tensor || key_ == "dtype") fail(where() + "a list where none belongs");
    place_ = key_ == "shape" ? Place::shape : Place::offsets;
    offsets_ = 0;
    return true;
  }

  bool end_array() override {
    if (place_ == Place::offsets && offsets_ != 2)
      fail(where() + "data_offsets must hold two numbers");
    place_ = Place::tensor;
    return true;
  }

  bool number_unsigned(number_unsigned_t number) override {
    auto wrong = [&] { fail(where() + "a number where none belongs"); };
    if (place_ != Place::shape && place_ != Place::offsets) wrong();
    auto& entry = header.entries.back();
    if (place_ == Place::shape) {
      if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        fail(where() + "the shape overflows");
      if (entry.shape.size() == kMostDimensions) fail(where() + "more than 64 dimensions");
      entry.shape.push_back(static_cast<std::int64_t>(number));
    } else {
      if (offsets_ == 2) fail(where() + "data_offsets must hold two numbers");
      (offsets_++ == 0 ? entry.begin : entry.end) = number;
    }
    return true;
  }

  bool number_integer(number_integer_t) override { fail(where() + "a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    fail(where() + "a number that is not whole");
  }
  bool null() override { fail(where() + "null where none belongs"); }
  bool boolean(bool) override { fail(where() + "true or false where none belongs"); }
  bool binary(binary_t&) override { fail("binary data"); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    fail("not valid JSON near byte " + std::to_string(position) + " of the header");
  }

 private:
  enum class Place { outside, top, tensor, shape, offsets, metadata };

  std::string where() const {
    if (place_ == Place::outside || name_.empty()) return "";
    return name_ == "__metadata__" ? "metadata: " : "tensor " + shown(name_) + ": ";
  }

  Place place_ = Place::outside;
  std::string name_, key_;
  std::set<std::string> names_, seen_;
  int offsets_ = 0;
};

void check_size(const Entry& entry, std::uint64_t data_size) {
  const std::string where = "tensor " + shown(entry.name) + ": ";
  if (entry.begin > entry.end || entry.end > data_size) {
    fail(where + "its data is at bytes " + std::to_string(entry.begin) + " to " +
         std::to_string(entry.end) + ", but the file has " + std::to_string(data_size) +
         " bytes of data; is the file cut short?");
  }
  // An empty dimension makes the product zero, but must not hide that the others overflow what
  // strides can hold.
  std::uint64_t size = entry.bytes, extent = entry.bytes;
  for (const auto dimension : entry.shape) {
    const auto length = static_cast<std::uint64_t>(dimension);
    if (__builtin_mul_overflow(extent, std::max<std::uint64_t>(length, 1), &extent) ||
        extent > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      fail(where + "the shape overflows");
    }
    size *= length;
  }
  if (size != entry.end - entry.begin) {
    fail(where + "its shape needs " + std::to_string(size) + " bytes, but data_offsets give " +
         std::to_string(entry.end - entry.begin));
  }
}

}  // namespace

Header parse_header(std::string_view json, std::uint64_t data_size) {
  Events events;
  nlohmann::json::sax_parse(json.begin(), json.end(), &events);
  auto header = std::move(events.header);
  for (const auto& entry : header.entries) check_size(entry, data_size);
  std::stable_sort(header.entries.begin(), header.entries.end(),
                   [](const Entry& a, const Entry& b) {
                     return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                   });
  std::uint64_t covered = 0;
  for (const auto& entry : header.entries) {
    if (entry.begin < covered)
      fail("tensor " + shown(entry.name) + ": its data overlaps that of another tensor");
    if (entry.begin > covered) fail("tensor " + shown(entry.name) + ": a gap lies before its data");
    covered = entry.end;
  }
  if (covered != data_size) {
    fail(std::to_string(data_size - covered) + " bytes at the end belong to no tensor");
  }
  return header;
}

}  // namespace serhost::weights
