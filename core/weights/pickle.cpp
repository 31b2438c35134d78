// A stack machine that only ever makes nodes. It has no loop but that over opcodes and never calls
// itself, so that no input can exhaust the stack; each opcode makes at most one node of its own, so
// that no count in the file can exhaust memory.
#include "weights/pickle.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "weights/pickle_stream.hpp"
#include "weights/text.hpp"

namespace serhost::weights {

class PickleReader {
 public:
  PickleReader(std::string_view bytes, std::uint64_t begin)
      : in_(bytes.substr(0, kLargestPickle), begin) {}

  Pickle read() {
    for (;;) {
      in_.mark_opcode();
      const auto opcode = in_.byte();
      if (opcode == '.') break;
      if (!plain_value(opcode) && !text_value(opcode) && !container(opcode) && !memo(opcode) &&
          !call(opcode))
        unknown(opcode);
    }
    out_.root_ = pop();
    if (!stack_.empty() || !marks_.empty()) in_.fail("values are left over at the end");
    out_.size_ = in_.at();
    return std::move(out_);
  }

 private:
  // Numbers, truth and nothing.
  bool plain_value(std::uint8_t opcode) {
    switch (opcode) {
      case 0x80:  // PROTO
        if (const auto version = in_.byte(); version > 5)
          in_.fail("protocol " + std::to_string(version) + " is not known; 5 is the newest");
        return true;
      case 0x95:  // FRAME
        in_.number(8);
        return true;
      case 'N':
        return push({.kind = NodeKind::none});
      case 0x88:
        return push({.kind = NodeKind::boolean, .integer = 1});
      case 0x89:
        return push({.kind = NodeKind::boolean, .integer = 0});
      case 'K':
        return push_integer(static_cast<std::int64_t>(in_.number(1)));
      case 'M':
        return push_integer(static_cast<std::int64_t>(in_.number(2)));
      case 'J':
        return push_integer(static_cast<std::int32_t>(in_.number(4)));
      case 0x8a:
        return push_long(in_.take(in_.number(1)));
      case 0x8b:
        return push_long(in_.take(in_.number(4)));
      case 'I': {
        const auto line = in_.line();
        if (line == "00" || line == "01")
          return push({.kind = NodeKind::boolean, .integer = line == "01"});
        return push_integer(in_.decimal(line));
      }
      case 'L': {
        auto line = in_.line();
        if (line.ends_with('L')) line.remove_suffix(1);
        return push_integer(in_.decimal(line));
      }
      case 'F':
        return push({.kind = NodeKind::real, .real = in_.decimal_real(in_.line())});
      case 'G':
        return push({.kind = NodeKind::real, .real = in_.big_endian_real()});
      default:
        return false;
    }
  }

  // Python 2 had one kind of string for text and bytes; names are what checkpoints keep in it.
  bool text_value(std::uint8_t opcode) {
    switch (opcode) {
      case 'X':
        return push_text(NodeKind::text, in_.number(4));
      case 0x8c:
        return push_text(NodeKind::text, in_.number(1));
      case 0x8d:
        return push_text(NodeKind::text, in_.number(8));
      case 'U':
        return push_text(NodeKind::text, in_.number(1));
      case 'T':
        return push_text(NodeKind::text, in_.number(4));
      case 'B':
        return push_text(NodeKind::bytes, in_.number(4));
      case 'C':
        return push_text(NodeKind::bytes, in_.number(1));
      case 0x8e:
      case 0x96:
        return push_text(NodeKind::bytes, in_.number(8));
      case 'S':
        return push({.kind = NodeKind::text, .text = unquoted(in_.line(), in_)});
      case 'V':
        return push({.kind = NodeKind::text, .text = std::string(in_.line())});
      default:
        return false;
    }
  }

  bool container(std::uint8_t opcode) {
    switch (opcode) {
      case '(':
        bounded(marks_.size());
        marks_.push_back(stack_.size());
        return true;
      case '0':
        if (!marks_.empty() && marks_.back() == stack_.size()) marks_.pop_back();
        else pop();
        return true;
      case '1':
        to_mark();
        return true;
      case '2':
        bounded(stack_.size());
        stack_.push_back(top());
        return true;
      case ')':
        return push({.kind = NodeKind::tuple});
      case ']':
        return push({.kind = NodeKind::list});
      case '}':
        return push({.kind = NodeKind::dict});
      case 0x8f:
        return push({.kind = NodeKind::set});
      case 't':
        return push({.kind = NodeKind::tuple, .items = to_mark()});
      case 'l':
        return push({.kind = NodeKind::list, .items = to_mark()});
      case 0x91:
        return push({.kind = NodeKind::set, .items = to_mark()});
      case 'd':
        return push({.kind = NodeKind::dict, .entries = pairs(to_mark())});
      case 0x85:
      case 0x86:
      case 0x87:
        return push(
            {.kind = NodeKind::tuple, .items = popped(static_cast<std::size_t>(opcode - 0x84))});
      case 'a':
        return append(popped(1));
      case 'e':
      case 0x90:
        return append(to_mark());
      case 's':
        return set_entries(popped(2));
      case 'u':
        return set_entries(pairs(to_mark()));
      default:
        return false;
    }
  }

  bool memo(std::uint8_t opcode) {
    switch (opcode) {
      case 'q':
        return remember(in_.number(1));
      case 'r':
        return remember(in_.number(4));
      case 'p':
        return remember(static_cast<std::uint64_t>(in_.decimal(in_.line())));
      case 0x94:
        return remember(memo_.size());
      case 'h':
        return recall(in_.number(1));
      case 'j':
        return recall(in_.number(4));
      case 'g':
        return recall(static_cast<std::uint64_t>(in_.decimal(in_.line())));
      default:
        return false;
    }
  }

  // Classes, functions and what would be done with them.
  bool call(std::uint8_t opcode) {
    switch (opcode) {
      case 'c': {
        const std::string module(in_.line());
        return push({.kind = NodeKind::global, .text = module + "." + std::string(in_.line())});
      }
      case 0x93: {
        const auto parts = popped(2);
        if (node(parts[0]).kind != NodeKind::text || node(parts[1]).kind != NodeKind::text)
          in_.fail("a class is named by two texts");
        return push(
            {.kind = NodeKind::global, .text = node(parts[0]).text + "." + node(parts[1]).text});
      }
      case 'R':
      case 0x81: {
        const auto parts = popped(2);
        return push_call(parts[0], parts[1]);
      }
      case 0x92: {  // keyword arguments are of no use to what reads the tree
        const auto parts = popped(3);
        return push_call(parts[0], parts[1]);
      }
      case 'o': {
        auto parts = to_mark();
        if (parts.empty()) in_.fail("an object needs a class");
        const auto callee = parts.front();
        parts.erase(parts.begin());
        push({.kind = NodeKind::tuple, .items = std::move(parts)});
        return push_call(callee, pop());
      }
      case 'i': {
        const std::string module(in_.line());
        const std::string name(in_.line());
        push({.kind = NodeKind::tuple, .items = to_mark()});
        const auto args = pop();
        push({.kind = NodeKind::global, .text = module + "." + name});
        return push_call(pop(), args);
      }
      case 'b': {
        const auto state = pop();
        auto& own = node(top());
        if (own.kind != NodeKind::object && own.kind != NodeKind::dict)
          in_.fail("only an object can be given attributes");
        own.state = state;
        return true;
      }
      case 'P':
        push({.kind = NodeKind::text, .text = std::string(in_.line())});
        return push_persistent(pop());
      case 'Q':
        return push_persistent(pop());
      default:
        return false;
    }
  }

  [[noreturn]] void unknown(std::uint8_t opcode) const {
    if (opcode >= 0x82 && opcode <= 0x84)
      in_.fail("a class from Python's extension registry has no name here");
    if (opcode == 0x97 || opcode == 0x98) in_.fail("data outside the pickle is not there");
    in_.fail("opcode " + std::to_string(opcode) + " is not known; is this a pickle?");
  }

  /// Containers under a class's name become containers; all other calls stay objects.
  bool push_call(NodeId callee, NodeId args) {
    if (node(callee).kind == NodeKind::object)
      callee = node(callee).callee;  // what a call gave is called: its name will do
    if (node(callee).kind != NodeKind::global) in_.fail("only a class or a function can be called");
    const std::string_view name = node(callee).text;
    if (node(args).kind != NodeKind::tuple)
      in_.fail("the arguments of " + shown(name) + " are no tuple");
    const auto& given = node(args).items;
    if (name == "collections.OrderedDict" || name == "collections.defaultdict" ||
        name == "builtins.dict" || name == "__builtin__.dict") {
      PickleNode dict{.kind = NodeKind::dict};
      if (given.size() == 1 && node(given[0]).kind == NodeKind::list)
        dict.entries = entries_of(node(given[0]));  // as Python 2 wrote it
      return push(std::move(dict));
    }
    if (name == "_codecs.encode" && given.size() == 2 &&
        node(given[0]).kind == NodeKind::text) {  // bytes in protocol 2
      copied(node(given[0]).text.size());
      return push({.kind = NodeKind::bytes, .text = latin1(node(given[0]).text, in_)});
    }
    for (const auto* set :
         {"builtins.set", "builtins.frozenset", "__builtin__.set", "__builtin__.frozenset"}) {
      if (name != set || given.size() > 1) continue;
      PickleNode made{.kind = NodeKind::set};
      if (given.size() == 1 && node(given[0]).kind == NodeKind::list)
        made.items = node(given[0]).items;
      copied(made.items.size() * sizeof(NodeId));
      return push(std::move(made));
    }
    return push({.kind = NodeKind::object, .callee = callee, .args = args});
  }

  std::vector<NodeId> entries_of(const PickleNode& list) {
    std::vector<NodeId> out;
    copied(2 * list.items.size() * sizeof(NodeId));
    for (const auto id : list.items) {
      const auto& pair = node(id);
      if ((pair.kind != NodeKind::list && pair.kind != NodeKind::tuple) || pair.items.size() != 2)
        in_.fail("a dict is made from pairs");
      out.insert(out.end(), pair.items.begin(), pair.items.end());
    }
    return out;
  }

  bool append(const std::vector<NodeId>& items) {
    auto& own = node(top());
    if (own.kind != NodeKind::list && own.kind != NodeKind::set && own.kind != NodeKind::object)
      in_.fail("only a list or a set can be appended to");
    own.items.insert(own.items.end(), items.begin(), items.end());
    return true;
  }

  bool set_entries(const std::vector<NodeId>& entries) {
    auto& own = node(top());
    if (own.kind != NodeKind::dict && own.kind != NodeKind::object)
      in_.fail("only a dict can be given entries");
    own.entries.insert(own.entries.end(), entries.begin(), entries.end());
    return true;
  }

  bool remember(std::uint64_t index) {
    bounded(memo_.size());
    memo_[index] = top();
    return true;
  }

  bool recall(std::uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end())
      in_.fail("value " + std::to_string(index) + " is used, but was never kept");
    bounded(stack_.size());
    stack_.push_back(found->second);
    return true;
  }

  std::vector<NodeId> pairs(std::vector<NodeId> items) const {
    if (items.size() % 2 != 0) in_.fail("a key has no value");
    return items;
  }

  std::vector<NodeId> to_mark() {
    if (marks_.empty()) in_.fail("a mark is expected, but there is none");
    const auto from = marks_.back();
    marks_.pop_back();
    std::vector<NodeId> out(stack_.begin() + static_cast<std::ptrdiff_t>(from), stack_.end());
    stack_.resize(from);
    return out;
  }

  std::vector<NodeId> popped(std::size_t count) {
    std::vector<NodeId> out(count);
    for (std::size_t i = count; i-- > 0;) out[i] = pop();
    return out;
  }

  NodeId top() const {
    if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size()))
      in_.fail("a value is expected, but there is none");
    return stack_.back();
  }

  NodeId pop() {
    const auto out = top();
    stack_.pop_back();
    return out;
  }

  bool push(PickleNode node) {
    bounded(out_.nodes_.size());
    stack_.push_back(static_cast<NodeId>(out_.nodes_.size()));
    out_.nodes_.push_back(std::move(node));
    return true;
  }

  bool push_persistent(NodeId which) {
    push({.kind = NodeKind::persistent, .args = which});
    out_.persistent_.push_back(stack_.back());
    return true;
  }

  bool push_integer(std::int64_t value) {
    return push({.kind = NodeKind::integer, .integer = value});
  }

  /// Two's complement, the lowest byte first.
  bool push_long(std::string_view bytes) {
    if (bytes.size() > 8) return push({.kind = NodeKind::big, .text = std::string(bytes)});
    std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return push_integer(static_cast<std::int64_t>(value));
  }

  bool push_text(NodeKind kind, std::uint64_t size) {
    return push({.kind = kind, .text = std::string(in_.take(size))});
  }

  void bounded(std::size_t count) const {
    if (count >= kMostPickleNodes)
      in_.fail("more than " + std::to_string(kMostPickleNodes) +
               " values, which no checkpoint has");
  }

  /// Copies are the one way to make more than the file holds: what they make has a bound of its
  /// own.
  void copied(std::size_t size) {
    copied_ += size;
    if (copied_ > kMostPickleCopies) in_.fail("copies itself over and over, as no checkpoint does");
  }

  PickleNode& node(NodeId id) { return out_.nodes_[id]; }
  const PickleNode& node(NodeId id) const { return out_.nodes_[id]; }

  PickleStream in_;
  Pickle out_;
  std::vector<NodeId> stack_;
  std::vector<std::size_t> marks_;  ///< height of the stack at each mark
  std::unordered_map<std::uint64_t, NodeId> memo_;
  std::size_t copied_ = 0;
};

NodeId Pickle::find(const PickleNode& dict, std::string_view key) const {
  for (std::size_t i = dict.entries.size(); i >= 2; i -= 2) {
    const auto& own = nodes_[dict.entries[i - 2]];
    if (own.kind == NodeKind::text && own.text == key) return dict.entries[i - 1];
  }
  return kNoNode;
}

const std::string& Pickle::name(const PickleNode& node) const {
  static const std::string none;
  if (node.kind == NodeKind::global) return node.text;
  return node.kind == NodeKind::object ? nodes_.at(node.callee).text : none;
}

std::string Pickle::described(NodeId id) const {
  const auto& node = nodes_.at(id);
  switch (node.kind) {
    case NodeKind::none:
      return "None";
    case NodeKind::boolean:
      return "a truth value";
    case NodeKind::integer:
    case NodeKind::big:
      return "an integer";
    case NodeKind::real:
      return "a number";
    case NodeKind::text:
      return "a text";
    case NodeKind::bytes:
      return "bytes";
    case NodeKind::tuple:
      return "a tuple";
    case NodeKind::list:
      return "a list";
    case NodeKind::set:
      return "a set";
    case NodeKind::dict:
      return "a dict";
    case NodeKind::global:
      return "the class or function " + shown(name(node));
    case NodeKind::object:
      return "an object of " + shown(name(node));
    case NodeKind::persistent:
      return "a storage";
  }
  return "nothing";
}

Pickle read_pickle(std::string_view bytes, std::uint64_t begin) {
  return PickleReader(bytes, begin).read();
}

}  // namespace serhost::weights
