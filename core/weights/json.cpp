// The text is checked as events before a tree is built from it, so that depth and repeated names
// are refused where they occur.
#include "weights/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <serhost/weights/config.hpp>
#include <set>
#include <stdexcept>
#include <vector>

#include "base/error.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

using Json = nlohmann::json;

class Checks final : public nlohmann::json_sax<Json> {
 public:
  bool start_object(std::size_t) override { return deeper(); }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_object() override { return names_.pop_back(), true; }
  bool end_array() override { return names_.pop_back(), true; }
  bool key(string_t& name) override {
    if (!names_.back().insert(name).second)
      throw std::runtime_error("the name " + shown(name) + " occurs twice in one table");
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    throw std::runtime_error("not valid JSON near byte " + std::to_string(position));
  }

 private:
  bool deeper() {
    if (names_.size() == static_cast<std::size_t>(kDeepestConfig)) {
      throw std::runtime_error("nested deeper than " + std::to_string(kDeepestConfig) +
                               " tables and lists");
    }
    names_.emplace_back();
    return true;
  }

  std::vector<std::set<std::string>> names_;  ///< of the tables that are open
};

}  // namespace

Json parse_json(std::string_view text, const std::string& file) {
  try {
    Checks checks;
    Json::sax_parse(text.begin(), text.end(), &checks);
    return Json::parse(text.begin(), text.end());
  } catch (const std::runtime_error& fault) {
    throw Error(Exit::damaged, file + ": " + fault.what());
  } catch (const Json::exception& fault) {
    throw Error(Exit::damaged, file + ": not valid JSON: " + fault.what());
  }
}

std::optional<std::int64_t> integer_of(const Json& value) {
  constexpr double kLargest = 9.0e15;  // whole numbers of a double up to here are exact
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    return number <= static_cast<std::uint64_t>(INT64_MAX)
               ? std::optional(static_cast<std::int64_t>(number))
               : std::nullopt;
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const auto real = value.get<double>();
  return std::abs(real) <= kLargest && real == std::floor(real)
             ? std::optional(static_cast<std::int64_t>(real))
             : std::nullopt;
}

std::string text_of(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string shown_json(const Json& value) {
  constexpr std::size_t kShown = 80;
  const auto text = text_of(value);
  return text.size() <= kShown ? text : text.substr(0, kShown) + "…";
}

}  // namespace serhost::weights
