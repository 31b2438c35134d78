// Numbers lie in the file as they lie in memory, which ONNX wants little-endian.
#include "onnx/write.hpp"

#include <bit>
#include <protozero/pbf_writer.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "onnx/fields.hpp"
#include "onnx/outside.hpp"

namespace serhost::onnx {
namespace {

using Writer = protozero::pbf_writer;
static_assert(std::endian::native == std::endian::little);

void write_attribute(Writer out, const std::string& name, const Attribute& attribute) {
  using fields::AttributeType;
  out.add_string(fields::kAttributeName, name);
  const auto type = [&](AttributeType kind) {
    out.add_enum(fields::kAttributeType, static_cast<int>(kind));
  };
  if (const auto* integer = std::get_if<std::int64_t>(&attribute)) {
    out.add_int64(fields::kAttributeInteger, *integer);
    type(AttributeType::integer);
  } else if (const auto* real = std::get_if<double>(&attribute)) {
    out.add_float(fields::kAttributeReal, static_cast<float>(*real));
    type(AttributeType::real);
  } else if (const auto* text = std::get_if<std::string>(&attribute)) {
    out.add_bytes(fields::kAttributeText, *text);
    type(AttributeType::text);
  } else {
    for (const auto entry : std::get<std::vector<std::int64_t>>(attribute))
      out.add_int64(fields::kAttributeIntegers, entry);
    type(AttributeType::integers);
  }
}

void write_node(Writer out, const Node& node) {
  for (const auto& input : node.inputs) out.add_string(fields::kNodeInputs, input);
  for (const auto& output : node.outputs) out.add_string(fields::kNodeOutputs, output);
  out.add_string(fields::kNodeName, node.name);
  out.add_string(fields::kNodeOperation, node.operation);
  for (const auto& [name, attribute] : node.attributes)
    write_attribute(Writer(out, fields::kNodeAttributes), name, attribute);
}

void write_entry(Writer out, const std::string& key, const std::string& value) {
  out.add_string(fields::kEntryKey, key);
  out.add_string(fields::kEntryValue, value);
}

/// Where in which file its bytes lie.
void write_place(Writer& out, const Outside& place, const std::string& file) {
  write_entry(Writer(out, fields::kTensorOutside), "location", file);
  write_entry(Writer(out, fields::kTensorOutside), "offset", std::to_string(place.offset));
  write_entry(Writer(out, fields::kTensorOutside), "length",
              std::to_string(place.constant->bytes()));
  out.add_enum(fields::kTensorLocation, fields::kOutsideLocation);
}

void write_constant(Writer out, const Constant& constant, const Outside* place,
                    const std::string& file) {
  for (const auto size : constant.shape) out.add_int64(fields::kTensorShape, size);
  out.add_int32(fields::kTensorType, static_cast<std::int32_t>(constant.type));
  out.add_string(fields::kTensorName, constant.name);
  if (place != nullptr) {
    write_place(out, *place, file);
    return;
  }
  out.add_bytes(fields::kTensorData, static_cast<const char*>(constant.data.get()),
                static_cast<std::size_t>(constant.bytes()));
}

void write_dimension(Writer out, const std::string& dimension) {
  std::int64_t number = 0;
  if (read_number(dimension, number)) out.add_int64(fields::kDimensionNumber, number);
  else out.add_string(fields::kDimensionName, dimension);
}

void write_port(Writer out, const Port& port) {
  out.add_string(fields::kPortName, port.name);
  {
    Writer type(out, fields::kPortType);
    Writer tensor(type, fields::kTypeTensor);
    tensor.add_int32(fields::kTensorElement, static_cast<std::int32_t>(port.type));
    Writer shape(tensor, fields::kTensorDimensions);
    for (const auto& dimension : port.shape)
      write_dimension(Writer(shape, fields::kDimension), dimension);
  }
  out.add_string(fields::kPortMeaning, port.meaning);
}

void write_graph(Writer out, const Model& model, const std::string& file) {
  for (const auto& node : model.nodes) write_node(Writer(out, fields::kNodes), node);
  out.add_string(fields::kGraphName, model.name);
  for (const auto& port : model.inputs) write_port(Writer(out, fields::kInputs), port);
  for (const auto& port : model.outputs) write_port(Writer(out, fields::kOutputs), port);
  const auto outside = file.empty() ? std::vector<Outside>() : outside_of(model);
  auto next = outside.begin();
  for (const auto& constant : model.constants) {
    const bool is_outside = next != outside.end() && next->constant == &constant;
    write_constant(Writer(out, fields::kConstants), constant, is_outside ? &*next++ : nullptr,
                   file);
  }
}

}  // namespace

std::string written(const Model& model, const std::string& data_file) {
  if (data_file.empty() && !fits_one_file(model))
    throw Error(Exit::unavailable, "as ONNX the model would have " +
                                       std::to_string(bytes_of(model) >> 20) +
                                       " MiB of weights, and one file can hold 2047");
  std::string bytes;
  if (data_file.empty()) bytes.reserve(static_cast<std::size_t>(bytes_of(model)) + (1 << 20));
  Writer out(bytes);
  out.add_int64(fields::kIr, kIrVersion);
  out.add_string(fields::kProducer, model.producer);
  out.add_string(fields::kProducerVersion, model.producer_version);
  out.add_string(fields::kModelMeaning, model.meaning);
  {
    Writer opset(out, fields::kOpsets);
    opset.add_string(fields::kOpsetDomain, "");
    opset.add_int64(fields::kOpsetVersion, kOpset);
  }
  for (const auto& [key, value] : model.metadata)
    write_entry(Writer(out, fields::kMetadata), key, value);
  write_graph(Writer(out, fields::kGraph), model, data_file);
  return bytes;
}

}  // namespace serhost::onnx
