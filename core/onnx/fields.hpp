// The numbers of the fields in onnx.proto3 that serhost writes and reads.
#pragma once

#include <protozero/types.hpp>

namespace serhost::onnx::fields {

using Tag = protozero::pbf_tag_type;

inline constexpr Tag kIr = 1, kProducer = 2, kProducerVersion = 3, kModelMeaning = 6, kGraph = 7,
                     kOpsets = 8, kMetadata = 14;
inline constexpr Tag kOpsetDomain = 1, kOpsetVersion = 2;
inline constexpr Tag kEntryKey = 1, kEntryValue = 2;
inline constexpr Tag kNodes = 1, kGraphName = 2, kConstants = 5, kInputs = 11, kOutputs = 12;
inline constexpr Tag kNodeInputs = 1, kNodeOutputs = 2, kNodeName = 3, kNodeOperation = 4,
                     kNodeAttributes = 5;
inline constexpr Tag kAttributeName = 1, kAttributeReal = 2, kAttributeInteger = 3,
                     kAttributeText = 4, kAttributeIntegers = 8, kAttributeType = 20;
inline constexpr Tag kTensorShape = 1, kTensorType = 2, kTensorName = 8, kTensorData = 9,
                     kTensorOutside = 13, kTensorLocation = 14;
inline constexpr Tag kPortName = 1, kPortType = 2, kPortMeaning = 3;
inline constexpr Tag kTypeTensor = 1, kTensorElement = 1, kTensorDimensions = 2, kDimension = 1,
                     kDimensionNumber = 1, kDimensionName = 2;

/// What TensorProto.data_location holds of one whose bytes are in another file.
inline constexpr int kOutsideLocation = 1;

/// What AttributeProto.type holds.
enum class AttributeType { real = 1, integer = 2, text = 3, integers = 7 };

}  // namespace serhost::onnx::fields
