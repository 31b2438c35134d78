// The opcodes of a pickle, protocols 0 to 5, one loop over them.
#include <string>
#include <utility>

#include "weights/pickle.hpp"
#include "weights/pickle_machine.hpp"
#include "weights/pickle_stream.hpp"

namespace serhost::weights {
namespace {

class PickleReader {
 public:
  PickleReader(std::string_view bytes, std::uint64_t begin)
      : in_(bytes.substr(0, kLargestPickle), begin), machine_(in_) {}

  Pickle read() {
    for (;;) {
      in_.mark_opcode();
      const auto opcode = in_.byte();
      if (opcode == '.') break;
      if (!plain_value(opcode) && !text_value(opcode) && !container(opcode) && !memo(opcode) &&
          !call(opcode))
        unknown(opcode);
    }
    return machine_.finish(in_.at());
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
        return machine_.push({.kind = NodeKind::none});
      case 0x88:
        return machine_.push({.kind = NodeKind::boolean, .integer = 1});
      case 0x89:
        return machine_.push({.kind = NodeKind::boolean, .integer = 0});
      case 'K':
        return machine_.push_integer(static_cast<std::int64_t>(in_.number(1)));
      case 'M':
        return machine_.push_integer(static_cast<std::int64_t>(in_.number(2)));
      case 'J':
        return machine_.push_integer(static_cast<std::int32_t>(in_.number(4)));
      case 0x8a:
        return machine_.push_long(in_.take(in_.number(1)));
      case 0x8b:
        return machine_.push_long(in_.take(in_.number(4)));
      case 'I': {
        const auto line = in_.line();
        if (line == "00" || line == "01")
          return machine_.push({.kind = NodeKind::boolean, .integer = line == "01"});
        return machine_.push_integer(in_.decimal(line));
      }
      case 'L': {
        auto line = in_.line();
        if (line.ends_with('L')) line.remove_suffix(1);
        return machine_.push_integer(in_.decimal(line));
      }
      case 'F':
        return machine_.push({.kind = NodeKind::real, .real = in_.decimal_real(in_.line())});
      case 'G':
        return machine_.push({.kind = NodeKind::real, .real = in_.big_endian_real()});
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
        return machine_.push({.kind = NodeKind::text, .text = unquoted(in_.line(), in_)});
      case 'V':
        return machine_.push({.kind = NodeKind::text, .text = std::string(in_.line())});
      default:
        return false;
    }
  }

  bool container(std::uint8_t opcode) {
    switch (opcode) {
      case '(':
        machine_.begin_mark();
        return true;
      case '0':
        machine_.drop();
        return true;
      case '1':
        machine_.to_mark();
        return true;
      case '2':
        machine_.duplicate();
        return true;
      case ')':
        return machine_.push({.kind = NodeKind::tuple});
      case ']':
        return machine_.push({.kind = NodeKind::list});
      case '}':
        return machine_.push({.kind = NodeKind::dict});
      case 0x8f:
        return machine_.push({.kind = NodeKind::set});
      case 't':
        return machine_.push({.kind = NodeKind::tuple, .items = machine_.to_mark()});
      case 'l':
        return machine_.push({.kind = NodeKind::list, .items = machine_.to_mark()});
      case 0x91:
        return machine_.push({.kind = NodeKind::set, .items = machine_.to_mark()});
      case 'd':
        return machine_.push(
            {.kind = NodeKind::dict, .entries = machine_.pairs(machine_.to_mark())});
      case 0x85:
      case 0x86:
      case 0x87:
        return machine_.push({.kind = NodeKind::tuple,
                              .items = machine_.popped(static_cast<std::size_t>(opcode - 0x84))});
      case 'a':
        return machine_.append(machine_.popped(1));
      case 'e':
      case 0x90:
        return machine_.append(machine_.to_mark());
      case 's':
        return machine_.set_entries(machine_.popped(2));
      case 'u':
        return machine_.set_entries(machine_.pairs(machine_.to_mark()));
      default:
        return false;
    }
  }

  bool memo(std::uint8_t opcode) {
    switch (opcode) {
      case 'q':
        return machine_.remember(in_.number(1));
      case 'r':
        return machine_.remember(in_.number(4));
      case 'p':
        return machine_.remember(static_cast<std::uint64_t>(in_.decimal(in_.line())));
      case 0x94:
        return machine_.remember();
      case 'h':
        return machine_.recall(in_.number(1));
      case 'j':
        return machine_.recall(in_.number(4));
      case 'g':
        return machine_.recall(static_cast<std::uint64_t>(in_.decimal(in_.line())));
      default:
        return false;
    }
  }

  // Classes, functions and what would be done with them.
  bool call(std::uint8_t opcode) {
    switch (opcode) {
      case 'c': {
        const std::string module(in_.line());
        return machine_.push(
            {.kind = NodeKind::global, .text = module + "." + std::string(in_.line())});
      }
      case 0x93: {
        const auto parts = machine_.popped(2);
        if (machine_.node(parts[0]).kind != NodeKind::text ||
            machine_.node(parts[1]).kind != NodeKind::text)
          in_.fail("a class is named by two texts");
        return machine_.push_global(parts[0], parts[1]);
      }
      case 'R':
      case 0x81: {
        const auto parts = machine_.popped(2);
        return machine_.push_call(parts[0], parts[1]);
      }
      case 0x92: {  // keyword arguments are of no use to what reads the tree
        const auto parts = machine_.popped(3);
        return machine_.push_call(parts[0], parts[1]);
      }
      case 'o': {
        auto parts = machine_.to_mark();
        if (parts.empty()) in_.fail("an object needs a class");
        const auto callee = parts.front();
        parts.erase(parts.begin());
        machine_.push({.kind = NodeKind::tuple, .items = std::move(parts)});
        return machine_.push_call(callee, machine_.pop());
      }
      case 'i': {
        const std::string module(in_.line());
        const std::string name(in_.line());
        machine_.push({.kind = NodeKind::tuple, .items = machine_.to_mark()});
        const auto args = machine_.pop();
        machine_.push({.kind = NodeKind::global, .text = module + "." + name});
        return machine_.push_call(machine_.pop(), args);
      }
      case 'b': {
        const auto state = machine_.pop();
        auto& own = machine_.node(machine_.top());
        if (own.kind != NodeKind::object && own.kind != NodeKind::dict)
          in_.fail("only an object can be given attributes");
        own.state = state;
        return true;
      }
      case 'P':
        machine_.push({.kind = NodeKind::text, .text = std::string(in_.line())});
        return machine_.push_persistent(machine_.pop());
      case 'Q':
        return machine_.push_persistent(machine_.pop());
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

  bool push_text(NodeKind kind, std::uint64_t size) {
    return machine_.push({.kind = kind, .text = std::string(in_.take(size))});
  }

  PickleStream in_;
  PickleMachine machine_;  // after in_
};

}  // namespace

Pickle read_pickle(std::string_view bytes, std::uint64_t begin) {
  return PickleReader(bytes, begin).read();
}

}  // namespace serhost::weights
