// list := group { "+" group };  group := "[" triple { "," triple } "]" [ "*" number ];  triple :=
// "(" n "," n "," n ")"
#include "weights/layouts/conv_layers.hpp"

#include <cctype>

#include "base/error.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

constexpr std::size_t kMostLayers = 64;
constexpr std::int64_t kLargest = 1 << 20;

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : text_(text), rest_(text), file_(file) {}

  ConvLayers list() {
    ConvLayers out;
    do group(out);
    while (taken('+'));
    if (!rest_.empty()) fail();
    return out;
  }

 private:
  void group(ConvLayers& out) {
    ConvLayers own;
    expect('[');
    do {
      expect('(');
      own.width.push_back(number());
      expect(',');
      own.kernel.push_back(number());
      expect(',');
      own.stride.push_back(number());
      expect(')');
      if (own.width.size() > kMostLayers) fail();
    } while (taken(',') && !rest_.starts_with(']'));
    expect(']');
    const auto times = taken('*') ? number() : 1;
    for (std::int64_t i = 0; i < times; ++i) {
      append(out.width, own.width), append(out.kernel, own.kernel), append(out.stride, own.stride);
      if (out.width.size() > kMostLayers) fail();
    }
  }

  static void append(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  std::int64_t number() {
    std::int64_t out = 0;
    if (rest_.empty() || std::isdigit(static_cast<unsigned char>(rest_.front())) == 0) fail();
    for (; !rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0;
         rest_.remove_prefix(1)) {
      out = out * 10 + (rest_.front() - '0');
      if (out > kLargest) fail();
    }
    if (out == 0) fail();
    skip_blanks();
    return out;
  }

  bool taken(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    skip_blanks();
    return true;
  }

  void expect(char c) {
    if (!taken(c)) fail();
  }

  void skip_blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  [[noreturn]] void fail() const {
    throw Error(Exit::damaged,
                file_ + ": " + shown(text_) +
                    " is no list of at most 64 convolutions; expected as in [(512,10,5)] + "
                    "[(512,3,2)] * 4");
  }

  std::string_view text_, rest_;
  const std::string& file_;
};

}  // namespace

ConvLayers conv_layers(std::string_view text, const std::string& file) {
  return Parser(text, file).list();
}

}  // namespace serhost::weights
