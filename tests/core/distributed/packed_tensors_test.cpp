// Tensors survive the way through a row of bytes.
#include "distributed/packed_tensors.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

namespace serhost::distributed {
namespace {

TEST(PackedTensors, ComeBackWithTypesShapesAndValues) {
  const std::vector<at::Tensor> sent = {at::rand({3, 2}),
                                        at::Tensor(),
                                        at::tensor(std::vector<std::int64_t>{4, -1}),
                                        at::empty({0, 7}),
                                        at::rand({4, 6}, at::kDouble).t(),
                                        at::rand({5}).to(at::kBFloat16),
                                        at::rand({})};
  const auto back = unpacked(packed(sent));
  ASSERT_EQ(back.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    ASSERT_EQ(back[i].defined(), sent[i].defined()) << i;
    if (!sent[i].defined()) continue;
    EXPECT_EQ(back[i].scalar_type(), sent[i].scalar_type()) << i;
    EXPECT_TRUE(back[i].equal(sent[i])) << i;
  }
}

TEST(PackedTensors, MayBeFollowedByOtherBytes) {
  const auto bytes = packed({at::rand({3})});
  auto longer = at::empty({bytes.numel() + 9}, at::kByte);
  longer.narrow(0, 0, bytes.numel()).copy_(bytes);
  EXPECT_TRUE(unpacked(longer).at(0).equal(unpacked(bytes).at(0)));
  EXPECT_TRUE(unpacked(packed({})).empty());
}

TEST(PackedTensors, ThatAreCutShortAreRefused) {
  const auto bytes = packed({at::rand({3})});
  EXPECT_ANY_THROW(unpacked(bytes.narrow(0, 0, bytes.numel() - 1)));
  EXPECT_ANY_THROW(unpacked(bytes.narrow(0, 0, 12)));
}

}  // namespace
}  // namespace serhost::distributed
