// VQ-MAE-S against the values, losses and gradients of its own code (tests/golden/vq_mae_s).
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/zeros.h>

#include <serhost/nn/masked_autoencoder.hpp>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "tokens.hpp"
#include "vq_vae.hpp"

namespace {

using goldens::expect_close;
using serhost::testing::make_backbone;
using vq_mae_s::Statistics;
namespace nn = serhost::nn;
namespace weights = serhost::weights;

class VqVae : public testing::Test {
 protected:
  VqVae() {
    weights::load_into(encoder, stored, {.ignore = {"_decoder."}});
    weights::load_into(decoder, goldens::under(stored, "_decoder."), {});
  }
  weights::Tensors stored = goldens::read("vq_mae_s", "vq_vae.safetensors");
  weights::Tensors expected = goldens::read("vq_mae_s", "vq_vae_expected.safetensors");
  at::Tensor spectra = expected.at("power_spectrum");
  vq_mae_s::VqEncoder encoder;
  vq_mae_s::VqDecoder decoder;
};

TEST_F(VqVae, HasThePublishedNumberOfParameters) {
  // The codebook and its sums are parameters there, moving averages here.
  EXPECT_EQ(goldens::parameters_of(encoder) + goldens::parameters_of(decoder) + 2 * 256 * 8,
            33'305);
}

TEST_F(VqVae, GivesTheCodesOfTheReference) {
  const at::NoGradGuard off;
  const auto z = encoder.encode(spectra, Statistics::running);
  expect_close(z, expected.at("eval.z"), "z");
  const auto codes = encoder.codes(z);
  EXPECT_TRUE(codes.eq(expected.at("eval.indices")).all().item<bool>());
  expect_close(encoder.vectors(codes), expected.at("eval.quantized"), "quantized");
  expect_close(decoder.forward(encoder.vectors(codes), Statistics::running),
               expected.at("eval.recon"), "recon");
  expect_close(0.25 * at::mse_loss(z, encoder.vectors(codes)), expected.at("eval.vq_loss"), "loss");
  const auto own = encoder.encode(spectra, Statistics::own);
  EXPECT_TRUE(encoder.codes(own).eq(expected.at("train.indices")).all().item<bool>());
}

TEST_F(VqVae, LearnsWhatTheReferenceLearns) {
  const auto z = encoder.encode(spectra, Statistics::gathered);
  expect_close(z, expected.at("train.z"), "z");
  const auto codes = encoder.codes(z), vectors = encoder.vectors(codes).detach().clone();
  const auto commitment = 0.25 * at::mse_loss(z, vectors);
  encoder.learn(z, codes);
  const auto recon = decoder.forward(z + (vectors - z).detach(), Statistics::gathered);
  expect_close(recon, expected.at("train.recon"), "recon");
  const auto divergence = vq_mae_s::itakura_saito(spectra, recon);
  expect_close(commitment, expected.at("train.vq_loss"), "commitment");
  expect_close(divergence, expected.at("train.is_loss"), "divergence");
  const auto total = commitment + divergence;
  expect_close(total, expected.at("train.total"), "total");
  total.backward();
  // The divergence is 359 here: gradients are sums of large terms, so they are compared with the
  // largest of each tensor.
  int compared = 0;
  for (const auto* module :
       {static_cast<torch::nn::Module*>(&encoder), static_cast<torch::nn::Module*>(&decoder)}) {
    const std::string prefix = module == &decoder ? "train.grad._decoder." : "train.grad.";
    for (const auto& item : module->named_parameters()) {
      const auto at = expected.find(prefix + item.key());
      if (at == expected.end()) continue;
      ++compared;
      const auto apart = (item.value().grad() - at->second).abs().max() / at->second.abs().max();
      EXPECT_LT(apart.item<double>(), 2e-5) << item.key();
    }
  }
  EXPECT_EQ(compared, 8);
  for (const auto& [name, tensor] : goldens::under(expected, "train.after.")) {
    const bool back = name.starts_with("_decoder.");
    const auto state = weights::state_of(back ? static_cast<torch::nn::Module&>(decoder) : encoder);
    expect_close(state.at(back ? name.substr(9) : name), tensor, name);
  }
}

TEST(VqMaeS, GivesTheLogitsAndLossesOfTheReference) {
  for (const bool patch : {true, false}) {
    const std::string name = patch ? "patch" : "frame";
    SCOPED_TRACE(name);
    const auto stored = goldens::read("vq_mae_s", name + ".safetensors");
    const auto expected = goldens::read("vq_mae_s", name + "_expected.safetensors");
    const nn::MaskedOptions sizes{
        .tokens = patch ? 16 : 12, .width = patch ? 24 : 32, .layers = 2, .heads = 4};
    nn::MaskedEncoder encoder(sizes);
    nn::MaskedDecoder decoder(sizes);
    weights::load_into(encoder, goldens::under(stored, "encoder."), {.ignore = {"proj."}});
    weights::load_into(decoder, goldens::under(stored, "decoder."), {.ignore = {"head."}});
    auto codes = stored.at("encoder.proj.weight").clone().requires_grad_();
    auto head = stored.at("decoder.head.weight").clone().requires_grad_();
    const auto& indices = expected.at("indices");
    if (patch) {
      const auto own = vq_mae_s::patches(expected.at("index_map"), 4, 3);
      EXPECT_TRUE(own.eq(indices).all().item<bool>());
    }
    const auto kept = expected.at("forward_indexes").narrow(1, 0, sizes.tokens / 2);
    const auto encoded = encoder.forward(at::embedding(codes, indices).flatten(2, 3), kept);
    expect_close(encoded, expected.at("encoder_out"), "encoder");
    const auto out = decoder.forward(encoded, expected.at("backward_indexes"));
    const auto logits =
        at::linear(out.view({2, sizes.tokens, -1, 2}), head, stored.at("decoder.head.bias"));
    expect_close(logits, expected.at("logits"), "logits");
    const auto loss_over = [&](const at::Tensor& mask) {
      const auto chosen = mask.flatten().nonzero().squeeze(1);
      return at::cross_entropy_loss(logits.flatten(0, 1).index_select(0, chosen).flatten(0, 1),
                                    indices.flatten(0, 1).index_select(0, chosen).flatten());
    };
    expect_close(loss_over(expected.at("removed_mask")), expected.at("loss_all_removed"), "all");
    const auto loss = loss_over(expected.at("loss_mask"));
    expect_close(loss, expected.at("loss"), "loss");
    loss.backward();
    expect_close(codes.grad(), expected.at("grad.encoder.proj.weight"), "codes");
    expect_close(head.grad(), expected.at("grad.decoder.head.weight"), "head");
    EXPECT_EQ(goldens::expect_gradients(encoder, expected, "grad.encoder."), 5);
    EXPECT_EQ(goldens::expect_gradients(decoder, expected, "grad.decoder."), 3);
  }
}

TEST(VqMaeS, HasThePublishedNumberOfParameters) {
  const auto trained = [](const std::string& tokens) {
    std::int64_t out = 0;
    const auto backbone = make_backbone("vq_mae_s", {"tokens=" + tokens});
    for (const auto& parameter : backbone->parameters())
      if (parameter.requires_grad()) out += parameter.numel();
    return out;
  };
  EXPECT_EQ(trained("patch"), 7'497'408);
  EXPECT_EQ(trained("frame"), 19'011'072);
}

TEST(VqMaeS, ReadsBothOfItsFilesAndTellsThemApart) {
  const serhost::testing::TemporaryFolder folder;
  const std::vector<std::string> small = {"code_width=1", "num_layers=1", "frames=10"};
  const auto made = make_backbone("vq_mae_s", small);
  weights::Tensors file;
  for (const auto& [name, tensor] : weights::state_of(*made))
    if (!name.starts_with("vq_vae.")) file["encoder." + name] = tensor;
  file["decoder.mask_token"] = at::zeros({1, 1, 40});
  const auto path = (folder.path() / "mae.safetensors").string();
  weights::write_safetensors(path, file);
  const auto coder = goldens::path("vq_mae_s", "vq_vae.safetensors").string();
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), small.begin(), small.end());
    return make_backbone("vq_mae_s", more);
  };
  const auto read = with({"checkpoint=" + path, "vq_vae=" + coder});
  const auto stored = goldens::read("vq_mae_s", "vq_vae.safetensors");
  const auto state = weights::state_of(*read);
  expect_close(state.at("vq_vae._vq_vae._embedding.weight"), stored.at("_vq_vae._embedding.weight"),
               "codebook", 1e-9);
  expect_close(state.at("transformer.0.attn.qkv.weight"),
               file.at("encoder.transformer.0.attn.qkv.weight"), "encoder", 1e-9);
  EXPECT_EQ(dynamic_cast<serhost::Provenance&>(*read).weight_files().size(), 2u);
  try {
    with({"checkpoint=" + coder, "vq_vae=" + coder});
    FAIL();
  } catch (const std::exception& fault) {
    EXPECT_NE(std::string(fault.what()).find("holds a VQ-VAE, expected a VQ-MAE-S"),
              std::string::npos)
        << fault.what();
  }
  EXPECT_ANY_THROW(with({"checkpoint=" + path}));
}

}  // namespace
