// Fields that serhost does not write are passed over.
#include "onnx/read.hpp"

#include <protozero/pbf_reader.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "onnx/fields.hpp"

namespace serhost::onnx {
namespace {

using Reader = protozero::pbf_reader;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(Exit::damaged, "these bytes are no ONNX model of serhost's: " + what);
}

/// The reader asserts what it is asked for; here it is looked at.
void require_type(const Reader& in, protozero::pbf_wire_type type) {
  if (in.wire_type() != type) refuse("a field of another type");
}

protozero::data_view view(Reader& in) {
  require_type(in, protozero::pbf_wire_type::length_delimited);
  return in.get_view();
}
std::string text(Reader& in) { return std::string(view(in)); }
Reader message(Reader& in) { return Reader(view(in)); }
std::int64_t integer(Reader& in) {
  require_type(in, protozero::pbf_wire_type::varint);
  return in.get_int64();
}
double real(Reader& in) {
  require_type(in, protozero::pbf_wire_type::fixed32);
  return in.get_float();
}

Type type_of(std::int64_t number) {
  for (const auto type : {Type::f32, Type::i32, Type::i64, Type::boolean, Type::f64}) {
    if (static_cast<std::int64_t>(type) == number) return type;
  }
  refuse("elements of type " + std::to_string(number));
}

std::pair<std::string, Attribute> attribute_of(Reader in) {
  std::string name;
  Attribute out = std::vector<std::int64_t>{};
  while (in.next()) {
    switch (in.tag()) {
      case fields::kAttributeName:
        name = text(in);
        break;
      case fields::kAttributeReal:
        out = real(in);
        break;
      case fields::kAttributeInteger:
        out = integer(in);
        break;
      case fields::kAttributeText:
        out = text(in);
        break;
      case fields::kAttributeIntegers:
        if (!std::holds_alternative<std::vector<std::int64_t>>(out)) refuse("a mixed attribute");
        std::get<std::vector<std::int64_t>>(out).push_back(integer(in));
        break;
      default:
        in.skip();
    }
  }
  return {name, out};
}

Node node_of(Reader in) {
  Node out;
  while (in.next()) {
    switch (in.tag()) {
      case fields::kNodeInputs:
        out.inputs.push_back(text(in));
        break;
      case fields::kNodeOutputs:
        out.outputs.push_back(text(in));
        break;
      case fields::kNodeName:
        out.name = text(in);
        break;
      case fields::kNodeOperation:
        out.operation = text(in);
        break;
      case fields::kNodeAttributes:
        out.attributes.insert(attribute_of(message(in)));
        break;
      default:
        in.skip();
    }
  }
  return out;
}

/// As many bytes as elements of its type; the product is bounded by them.
void require_fit(const Constant& constant, std::size_t bytes) {
  auto left = static_cast<std::int64_t>(bytes) / size_of(constant.type);
  bool fits = static_cast<std::int64_t>(bytes) % size_of(constant.type) == 0;
  for (const auto size : constant.shape) {
    fits = fits && size > 0 && left % size == 0;
    if (fits) left /= size;
  }
  if (!fits || left != 1)
    refuse("the constant " + constant.name + " has " + std::to_string(bytes) +
           " bytes, which is not what its shape says");
}

std::pair<std::string, std::string> entry_of(Reader in) {
  std::pair<std::string, std::string> out;
  while (in.next()) {
    if (in.tag() == fields::kEntryKey) out.first = text(in);
    else if (in.tag() == fields::kEntryValue) out.second = text(in);
    else in.skip();
  }
  return out;
}

/// Where bytes of another file are.
struct Place {
  std::int64_t offset = 0, length = 0;
  bool outside = false;

  void take(const std::pair<std::string, std::string>& entry) {
    const auto& [key, value] = entry;
    auto* const number = key == "offset" ? &offset : key == "length" ? &length : nullptr;
    if (number != nullptr && (!read_number(value, *number) || *number < 0))
      refuse("the " + key + " '" + value + "' of a constant");
  }
};

std::pair<const void*, std::size_t> bytes_outside(const Place& place, const std::string& name,
                                                  const DataOutside& outside) {
  const auto* const data = outside ? outside(place.offset, place.length) : nullptr;
  if (data == nullptr) refuse("the constant " + name + " is in another file, which has not got it");
  return {data, static_cast<std::size_t>(place.length)};
}

Constant constant_of(Reader in, const DataOutside& outside) {
  Constant out;
  protozero::data_view data;
  Place place;
  while (in.next()) {
    switch (in.tag()) {
      case fields::kTensorShape:
        out.shape.push_back(integer(in));
        break;
      case fields::kTensorType:
        out.type = type_of(integer(in));
        break;
      case fields::kTensorName:
        out.name = text(in);
        break;
      case fields::kTensorData:
        data = view(in);
        break;
      case fields::kTensorOutside:
        place.take(entry_of(message(in)));
        break;
      case fields::kTensorLocation:
        place.outside = integer(in) == fields::kOutsideLocation;
        break;
      default:
        in.skip();
    }
  }
  const auto [first, bytes] = place.outside
                                  ? bytes_outside(place, out.name, outside)
                                  : std::pair<const void*, std::size_t>(data.data(), data.size());
  require_fit(out, bytes);
  out.data = std::shared_ptr<const void>(std::shared_ptr<void>(), first);
  return out;
}

std::string dimension_of(Reader in) {
  std::string out;
  while (in.next()) {
    if (in.tag() == fields::kDimensionNumber) out = std::to_string(integer(in));
    else if (in.tag() == fields::kDimensionName) out = text(in);
    else in.skip();
  }
  return out;
}

void read_type(Reader in, Port& port) {
  while (in.next(fields::kTypeTensor)) {
    auto tensor = message(in);
    while (tensor.next()) {
      if (tensor.tag() == fields::kTensorElement) {
        port.type = type_of(integer(tensor));
      } else if (tensor.tag() == fields::kTensorDimensions) {
        auto shape = message(tensor);
        while (shape.next(fields::kDimension)) port.shape.push_back(dimension_of(message(shape)));
      } else {
        tensor.skip();
      }
    }
  }
}

Port port_of(Reader in) {
  Port out;
  while (in.next()) {
    if (in.tag() == fields::kPortName) out.name = text(in);
    else if (in.tag() == fields::kPortType) read_type(message(in), out);
    else if (in.tag() == fields::kPortMeaning) out.meaning = text(in);
    else in.skip();
  }
  return out;
}

void read_graph(Reader in, Model& model, const DataOutside& outside) {
  while (in.next()) {
    switch (in.tag()) {
      case fields::kNodes:
        model.nodes.push_back(node_of(message(in)));
        break;
      case fields::kGraphName:
        model.name = text(in);
        break;
      case fields::kConstants:
        model.constants.push_back(constant_of(message(in), outside));
        break;
      case fields::kInputs:
        model.inputs.push_back(port_of(message(in)));
        break;
      case fields::kOutputs:
        model.outputs.push_back(port_of(message(in)));
        break;
      default:
        in.skip();
    }
  }
}

void require_opset(Reader in) {
  while (in.next()) {
    if (in.tag() != fields::kOpsetVersion) {
      in.skip();
    } else if (const auto version = integer(in); version != kOpset) {
      refuse("opset " + std::to_string(version));
    }
  }
}

Model read_model(Reader in, const DataOutside& outside) {
  Model out;
  while (in.next()) {
    switch (in.tag()) {
      case fields::kIr:
        if (const auto version = integer(in); version != kIrVersion)
          refuse("IR version " + std::to_string(version));
        break;
      case fields::kProducer:
        out.producer = text(in);
        break;
      case fields::kProducerVersion:
        out.producer_version = text(in);
        break;
      case fields::kModelMeaning:
        out.meaning = text(in);
        break;
      case fields::kOpsets:
        require_opset(message(in));
        break;
      case fields::kMetadata:
        out.metadata.insert(entry_of(message(in)));
        break;
      case fields::kGraph:
        read_graph(message(in), out, outside);
        break;
      default:
        in.skip();
    }
  }
  return out;
}

}  // namespace

Model parsed(std::string_view bytes, const DataOutside& outside) {
  try {
    return read_model(Reader(bytes.data(), bytes.size()), outside);
  } catch (const protozero::exception& fault) { refuse(fault.what()); }
}

}  // namespace serhost::onnx
