// A model as ONNX: every part writes its own piece.
#include <serhost/nn/onnx_frames.hpp>

#include "base/error.hpp"
#include "model/model.hpp"

namespace serhost::model {
namespace {

/// Zeros behind each clip's end, as backbones expect it.
onnx::Sequence clean(onnx::Sequence sequence, std::int64_t rank) {
  sequence.values = onnx::masked(sequence.values, onnx::valid(sequence), rank);
  return sequence;
}

}  // namespace

std::vector<std::string> Model::reasons_against_onnx() const {
  std::vector<std::string> reasons;
  for (const auto& adapter : chain_->adapters()) {
    if (dynamic_cast<const OnnxBackbone*>(adapter->backbone().get()) == nullptr)
      reasons.push_back(adapter->callee().component + " cannot be written as ONNX");
  }
  if (heads_.size() != 1) {
    reasons.emplace_back("several heads cannot be written as ONNX");
    return reasons;
  }
  const auto* head = dynamic_cast<const OnnxHead*>(heads_[0].get());
  if (head == nullptr) reasons.push_back(head_callee().component + " cannot be written as ONNX");
  else if (const auto reason = head->reason_against_onnx(); !reason.empty())
    reasons.push_back(reason);
  return reasons;
}

onnx::View Model::to_onnx(const onnx::Sequence& audio) const {
  auto now = audio;
  std::int64_t rank = 2;
  for (const auto& adapter : chain_->adapters()) {
    now = adapter->to_onnx(clean(now, rank));
    rank = 3;
  }
  const auto* head = dynamic_cast<const OnnxHead*>(heads_.at(0).get());
  SERHOST_CHECK(head != nullptr);
  return host::guarded(head_callee(), "to_onnx", [&] { return head->to_onnx(now); });
}

}  // namespace serhost::model
