// Names of LibTorch that <serhost/tensor.hpp> leaves out, so that the first compile error of code
// that uses one says what to include: <serhost/torch.hpp>. Written by core/plugin/needs_torch.py;
// included by other headers alone. (torch::nn::Module is declared in abilities.hpp.)
//
// How: each name is declared here, marked unavailable, in a namespace that at, torch::nn and so on
// only fall back to. A name found in at or torch::nn itself hides it ([namespace.qual]), so as soon
// as the true header is included, in whichever order, nothing of this is seen.
#pragma once

#define SERHOST_NEEDS_TORCH_TEXT_                                \
  "LibTorch has it, <serhost/loss.hpp> has not: write #include " \
  "<serhost/torch.hpp>, too"
#define SERHOST_NEEDS_TORCH_ gnu::unavailable(SERHOST_NEEDS_TORCH_TEXT_)
#define SERHOST_NEEDS_TORCH_TYPE_(name) \
  struct [[SERHOST_NEEDS_TORCH_]] name {};

// clang-format off
namespace serhost::needs_torch {
struct Anything {};

namespace operations {
SERHOST_NEEDS_TORCH_TYPE_(Dtype)
[[SERHOST_NEEDS_TORCH_]] extern const Anything
adaptive_avg_pool2d, adaptive_avg_pool3d, adaptive_max_pool1d, adaptive_max_pool2d,
adaptive_max_pool3d, addbmm, addcdiv, addmm, addmv, addr, adjoint, affine_grid_generator, alias,
alpha_dropout, aminmax, angle, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh,
argwhere, as_strided, as_strided_scatter, atleast_2d, atleast_3d, avg_pool2d, avg_pool3d,
bartlett_window, batch_norm, bilinear, binomial, bitwise_and, bitwise_left_shift, bitwise_not,
bitwise_or, bitwise_right_shift, bitwise_xor, blackman_window, block_diag, can_cast,
cartesian_prod, cauchy, chain_matmul, channel_shuffle, cholesky, cholesky_solve, clip, clone,
col2im, column_stack, combinations, concatenate, conj_physical, constant_pad_nd, conv1d, conv2d,
conv3d, conv_depthwise3d, conv_tbc, conv_transpose1d, conv_transpose2d, conv_transpose3d,
convolution, cross, cummin, cumulative_trapezoid, dequantize, det, detach, diagflat,
diagonal_scatter, diff, divide, dsplit, dstack, embedding, embedding_bag, embedding_renorm,
empty_permuted, empty_quantized, empty_strided, exponential, feature_alpha_dropout,
feature_dropout, fft_fft, fft_fft2, fft_fftfreq, fft_fftn, fft_fftshift, fft_hfft, fft_hfft2,
fft_hfftn, fft_ifft, fft_ifft2, fft_ifftn, fft_ifftshift, fft_ihfft, fft_ihfft2, fft_ihfftn,
fft_irfft, fft_irfft2, fft_irfftn, fft_rfft, fft_rfft2, fft_rfftfreq, fft_rfftn, fix,
flatten_dense_tensors, fliplr, flipud, float_power, floor_divide, frac, fractional_max_pool2d,
fractional_max_pool3d, frobenius_norm, from_blob, from_file, geometric, geqrf, ger, gradient,
greater_equal, grid_sampler, grid_sampler_2d, grid_sampler_3d, group_norm, gru, gru_cell,
hamming_window, hann_window, hardshrink, hardsigmoid, hardswish, heaviside, histogram,
histogramdd, hsplit, hspmm, i0, igamma, igammac, im2col, imag, index_reduce, inner, instance_norm,
int_repr, inverse, isneginf, isposinf, istft, kaiser_window, kron, lcm, less_equal,
linalg__powsum, linalg_cholesky, linalg_cond, linalg_cross, linalg_det, linalg_diagonal,
linalg_eig, linalg_eigh, linalg_eigvals, linalg_eigvalsh, linalg_householder_product, linalg_inv,
linalg_ldl_factor, linalg_ldl_solve, linalg_lstsq, linalg_lu, linalg_lu_factor, linalg_lu_solve,
linalg_matmul, linalg_matrix_exp, linalg_matrix_norm, linalg_matrix_power, linalg_matrix_rank,
linalg_multi_dot, linalg_pinv, linalg_qr, linalg_slogdet, linalg_solve, linalg_solve_triangular,
linalg_svd, linalg_svdvals, linalg_tensorinv, linalg_tensorsolve, linalg_vander, linalg_vecdot,
logaddexp2, logdet, logspace, lstm, lstm_cell, lu_solve, matrix_exp, matrix_power, max_pool1d,
max_pool1d_with_indices, max_pool2d, max_pool2d_with_indices, max_pool3d, max_pool3d_with_indices,
max_unpool2d, max_unpool3d, meshgrid, mish, mode, moveaxis, msort, multiply, mvlgamma, nanmedian,
negative, nested_to_padded_tensor, nll_loss2d, nll_loss_nd, nonzero_static, norm_except_dim,
not_equal, nuclear_norm, orgqr, ormqr, pad_sequence, pdist, pinverse, pixel_shuffle,
pixel_unshuffle, poisson, polar, polygamma, positive, prelu, promote_types, qr, rad2deg, range,
ravel, real, reflection_pad1d, reflection_pad2d, reflection_pad3d, relu6, renorm,
replication_pad1d, replication_pad2d, replication_pad3d, resize, resize_as, resize_as_sparse,
resolve_conj, resolve_neg, rms_norm, rnn_relu, rnn_relu_cell, rnn_tanh, rnn_tanh_cell, rot90,
row_stack, rrelu, rrelu_with_noise, rsub, scaled_dot_product_attention, scatter_reduce,
segment_reduce, select_scatter, sinc, slice_scatter, slogdet, smm, special_airy_ai,
special_bessel_j0, special_bessel_j1, special_bessel_y0, special_bessel_y1,
special_chebyshev_polynomial_t, special_chebyshev_polynomial_u, special_chebyshev_polynomial_v,
special_chebyshev_polynomial_w, special_digamma, special_entr, special_erf, special_erfc,
special_erfcx, special_erfinv, special_exp2, special_expit, special_expm1, special_gammainc,
special_gammaincc, special_gammaln, special_hermite_polynomial_h, special_hermite_polynomial_he,
special_i0, special_i0e, special_i1, special_i1e, special_laguerre_polynomial_l,
special_legendre_polynomial_p, special_log1p, special_log_ndtr, special_log_softmax,
special_logit, special_logsumexp, special_modified_bessel_i0, special_modified_bessel_i1,
special_modified_bessel_k0, special_modified_bessel_k1, special_multigammaln, special_ndtr,
special_ndtri, special_polygamma, special_psi, special_round, special_scaled_modified_bessel_k0,
special_scaled_modified_bessel_k1, special_shifted_chebyshev_polynomial_t,
special_shifted_chebyshev_polynomial_u, special_shifted_chebyshev_polynomial_v,
special_shifted_chebyshev_polynomial_w, special_sinc, special_softmax,
special_spherical_bessel_j0, special_xlog1py, special_xlogy, special_zeta, split_with_sizes,
sspaddmm, stft, subtract, svd, swapdims, take, tensor_split, trapezoid, trapz, triangular_solve,
true_divide, unflatten, unflatten_dense_tensors, uniform, unique_dim, unique_dim_consecutive,
upsample_bicubic2d, upsample_bilinear2d, upsample_linear1d, upsample_nearest1d,
upsample_nearest2d, upsample_nearest3d, upsample_trilinear3d, vander, vdot, view_as_complex,
view_as_real, vsplit, zero, tensor, kInt8, kInt16, kInt32, kInt64, kUInt8, kFloat16, kFloat32,
kFloat64;
}  // namespace operations

namespace modules {
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool1d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool2d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool3d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveAvgPool3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveLogSoftmaxWithLoss)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveLogSoftmaxWithLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool1d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool2d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool3d) SERHOST_NEEDS_TORCH_TYPE_(AdaptiveMaxPool3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(AlphaDropout) SERHOST_NEEDS_TORCH_TYPE_(AlphaDropoutOptions)
SERHOST_NEEDS_TORCH_TYPE_(AnyModule) SERHOST_NEEDS_TORCH_TYPE_(AvgPool1d)
SERHOST_NEEDS_TORCH_TYPE_(AvgPool1dOptions) SERHOST_NEEDS_TORCH_TYPE_(AvgPool2d)
SERHOST_NEEDS_TORCH_TYPE_(AvgPool2dOptions) SERHOST_NEEDS_TORCH_TYPE_(AvgPool3d)
SERHOST_NEEDS_TORCH_TYPE_(AvgPool3dOptions) SERHOST_NEEDS_TORCH_TYPE_(BCELoss)
SERHOST_NEEDS_TORCH_TYPE_(BCELossOptions) SERHOST_NEEDS_TORCH_TYPE_(BCEWithLogitsLoss)
SERHOST_NEEDS_TORCH_TYPE_(BCEWithLogitsLossOptions) SERHOST_NEEDS_TORCH_TYPE_(BatchNorm1d)
SERHOST_NEEDS_TORCH_TYPE_(BatchNorm1dOptions) SERHOST_NEEDS_TORCH_TYPE_(BatchNorm2d)
SERHOST_NEEDS_TORCH_TYPE_(BatchNorm2dOptions) SERHOST_NEEDS_TORCH_TYPE_(BatchNorm3d)
SERHOST_NEEDS_TORCH_TYPE_(BatchNorm3dOptions) SERHOST_NEEDS_TORCH_TYPE_(BatchNormOptions)
SERHOST_NEEDS_TORCH_TYPE_(Bilinear) SERHOST_NEEDS_TORCH_TYPE_(BilinearOptions)
SERHOST_NEEDS_TORCH_TYPE_(CELU) SERHOST_NEEDS_TORCH_TYPE_(CELUOptions)
SERHOST_NEEDS_TORCH_TYPE_(CTCLoss) SERHOST_NEEDS_TORCH_TYPE_(CTCLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(Cloneable) SERHOST_NEEDS_TORCH_TYPE_(ConstantPad1d)
SERHOST_NEEDS_TORCH_TYPE_(ConstantPad1dOptions) SERHOST_NEEDS_TORCH_TYPE_(ConstantPad2d)
SERHOST_NEEDS_TORCH_TYPE_(ConstantPad2dOptions) SERHOST_NEEDS_TORCH_TYPE_(ConstantPad3d)
SERHOST_NEEDS_TORCH_TYPE_(ConstantPad3dOptions) SERHOST_NEEDS_TORCH_TYPE_(ConstantPadOptions)
SERHOST_NEEDS_TORCH_TYPE_(Conv1d) SERHOST_NEEDS_TORCH_TYPE_(Conv1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(Conv2d) SERHOST_NEEDS_TORCH_TYPE_(Conv2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(Conv3d) SERHOST_NEEDS_TORCH_TYPE_(Conv3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose1d) SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose2d) SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose3d) SERHOST_NEEDS_TORCH_TYPE_(ConvTranspose3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(CosineEmbeddingLoss)
SERHOST_NEEDS_TORCH_TYPE_(CosineEmbeddingLossOptions) SERHOST_NEEDS_TORCH_TYPE_(CosineSimilarity)
SERHOST_NEEDS_TORCH_TYPE_(CosineSimilarityOptions) SERHOST_NEEDS_TORCH_TYPE_(CrossEntropyLoss)
SERHOST_NEEDS_TORCH_TYPE_(CrossEntropyLossOptions) SERHOST_NEEDS_TORCH_TYPE_(CrossMapLRN2d)
SERHOST_NEEDS_TORCH_TYPE_(CrossMapLRN2dOptions) SERHOST_NEEDS_TORCH_TYPE_(Dropout)
SERHOST_NEEDS_TORCH_TYPE_(Dropout2d) SERHOST_NEEDS_TORCH_TYPE_(Dropout2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(Dropout3d) SERHOST_NEEDS_TORCH_TYPE_(Dropout3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(DropoutOptions) SERHOST_NEEDS_TORCH_TYPE_(ELU)
SERHOST_NEEDS_TORCH_TYPE_(ELUOptions) SERHOST_NEEDS_TORCH_TYPE_(EmbeddingBagFromPretrainedOptions)
SERHOST_NEEDS_TORCH_TYPE_(EmbeddingBagOptions)
SERHOST_NEEDS_TORCH_TYPE_(EmbeddingFromPretrainedOptions)
SERHOST_NEEDS_TORCH_TYPE_(EmbeddingOptions) SERHOST_NEEDS_TORCH_TYPE_(FeatureAlphaDropout)
SERHOST_NEEDS_TORCH_TYPE_(FeatureAlphaDropoutOptions) SERHOST_NEEDS_TORCH_TYPE_(Flatten)
SERHOST_NEEDS_TORCH_TYPE_(FlattenOptions) SERHOST_NEEDS_TORCH_TYPE_(Fold)
SERHOST_NEEDS_TORCH_TYPE_(FoldOptions) SERHOST_NEEDS_TORCH_TYPE_(FractionalMaxPool2d)
SERHOST_NEEDS_TORCH_TYPE_(FractionalMaxPool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(FractionalMaxPool3d)
SERHOST_NEEDS_TORCH_TYPE_(FractionalMaxPool3dOptions) SERHOST_NEEDS_TORCH_TYPE_(Functional)
SERHOST_NEEDS_TORCH_TYPE_(GELU) SERHOST_NEEDS_TORCH_TYPE_(GELUOptions)
SERHOST_NEEDS_TORCH_TYPE_(GLU) SERHOST_NEEDS_TORCH_TYPE_(GLUOptions)
SERHOST_NEEDS_TORCH_TYPE_(GRU) SERHOST_NEEDS_TORCH_TYPE_(GRUCell)
SERHOST_NEEDS_TORCH_TYPE_(GRUCellOptions) SERHOST_NEEDS_TORCH_TYPE_(GRUOptions)
SERHOST_NEEDS_TORCH_TYPE_(GroupNorm) SERHOST_NEEDS_TORCH_TYPE_(GroupNormOptions)
SERHOST_NEEDS_TORCH_TYPE_(Hardshrink) SERHOST_NEEDS_TORCH_TYPE_(HardshrinkOptions)
SERHOST_NEEDS_TORCH_TYPE_(Hardtanh) SERHOST_NEEDS_TORCH_TYPE_(HardtanhOptions)
SERHOST_NEEDS_TORCH_TYPE_(HingeEmbeddingLoss) SERHOST_NEEDS_TORCH_TYPE_(HingeEmbeddingLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(HuberLoss) SERHOST_NEEDS_TORCH_TYPE_(HuberLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(Identity) SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm1d)
SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm1dOptions) SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm2d)
SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm2dOptions) SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm3d)
SERHOST_NEEDS_TORCH_TYPE_(InstanceNorm3dOptions) SERHOST_NEEDS_TORCH_TYPE_(InstanceNormOptions)
SERHOST_NEEDS_TORCH_TYPE_(KLDivLoss) SERHOST_NEEDS_TORCH_TYPE_(KLDivLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(L1Loss) SERHOST_NEEDS_TORCH_TYPE_(L1LossOptions)
SERHOST_NEEDS_TORCH_TYPE_(LPPool1d) SERHOST_NEEDS_TORCH_TYPE_(LPPool1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(LPPool2d) SERHOST_NEEDS_TORCH_TYPE_(LPPool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(LPPool3d) SERHOST_NEEDS_TORCH_TYPE_(LPPool3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(LSTM) SERHOST_NEEDS_TORCH_TYPE_(LSTMCell)
SERHOST_NEEDS_TORCH_TYPE_(LSTMCellOptions) SERHOST_NEEDS_TORCH_TYPE_(LSTMOptions)
SERHOST_NEEDS_TORCH_TYPE_(LayerNorm) SERHOST_NEEDS_TORCH_TYPE_(LayerNormOptions)
SERHOST_NEEDS_TORCH_TYPE_(LeakyReLU) SERHOST_NEEDS_TORCH_TYPE_(LeakyReLUOptions)
SERHOST_NEEDS_TORCH_TYPE_(Linear) SERHOST_NEEDS_TORCH_TYPE_(LinearOptions)
SERHOST_NEEDS_TORCH_TYPE_(LocalResponseNorm) SERHOST_NEEDS_TORCH_TYPE_(LocalResponseNormOptions)
SERHOST_NEEDS_TORCH_TYPE_(LogSigmoid) SERHOST_NEEDS_TORCH_TYPE_(LogSoftmax)
SERHOST_NEEDS_TORCH_TYPE_(LogSoftmaxOptions) SERHOST_NEEDS_TORCH_TYPE_(M)
SERHOST_NEEDS_TORCH_TYPE_(MSELoss) SERHOST_NEEDS_TORCH_TYPE_(MSELossOptions)
SERHOST_NEEDS_TORCH_TYPE_(MarginRankingLoss) SERHOST_NEEDS_TORCH_TYPE_(MarginRankingLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxPool1d) SERHOST_NEEDS_TORCH_TYPE_(MaxPool1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxPool2d) SERHOST_NEEDS_TORCH_TYPE_(MaxPool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxPool3d) SERHOST_NEEDS_TORCH_TYPE_(MaxPool3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool1d) SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool2d) SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool3d) SERHOST_NEEDS_TORCH_TYPE_(MaxUnpool3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(Mish) SERHOST_NEEDS_TORCH_TYPE_(ModuleDict)
SERHOST_NEEDS_TORCH_TYPE_(ModuleHolder) SERHOST_NEEDS_TORCH_TYPE_(ModuleList)
SERHOST_NEEDS_TORCH_TYPE_(MultiLabelMarginLoss)
SERHOST_NEEDS_TORCH_TYPE_(MultiLabelMarginLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(MultiLabelSoftMarginLoss)
SERHOST_NEEDS_TORCH_TYPE_(MultiLabelSoftMarginLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(MultiMarginLoss) SERHOST_NEEDS_TORCH_TYPE_(MultiMarginLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(MultiheadAttention) SERHOST_NEEDS_TORCH_TYPE_(MultiheadAttentionOptions)
SERHOST_NEEDS_TORCH_TYPE_(NLLLoss) SERHOST_NEEDS_TORCH_TYPE_(NLLLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(PReLU) SERHOST_NEEDS_TORCH_TYPE_(PReLUOptions)
SERHOST_NEEDS_TORCH_TYPE_(PairwiseDistance) SERHOST_NEEDS_TORCH_TYPE_(PairwiseDistanceOptions)
SERHOST_NEEDS_TORCH_TYPE_(ParameterDict) SERHOST_NEEDS_TORCH_TYPE_(ParameterList)
SERHOST_NEEDS_TORCH_TYPE_(PixelShuffle) SERHOST_NEEDS_TORCH_TYPE_(PixelShuffleOptions)
SERHOST_NEEDS_TORCH_TYPE_(PixelUnshuffle) SERHOST_NEEDS_TORCH_TYPE_(PixelUnshuffleOptions)
SERHOST_NEEDS_TORCH_TYPE_(PoissonNLLLoss) SERHOST_NEEDS_TORCH_TYPE_(PoissonNLLLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(RNN) SERHOST_NEEDS_TORCH_TYPE_(RNNCell)
SERHOST_NEEDS_TORCH_TYPE_(RNNCellOptions) SERHOST_NEEDS_TORCH_TYPE_(RNNOptions)
SERHOST_NEEDS_TORCH_TYPE_(RReLU) SERHOST_NEEDS_TORCH_TYPE_(RReLUOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReLU) SERHOST_NEEDS_TORCH_TYPE_(ReLU6)
SERHOST_NEEDS_TORCH_TYPE_(ReLU6Options) SERHOST_NEEDS_TORCH_TYPE_(ReLUOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad1d) SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad2d) SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad3d) SERHOST_NEEDS_TORCH_TYPE_(ReflectionPad3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReflectionPadOptions) SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad1d)
SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad1dOptions) SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad2d)
SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad2dOptions) SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad3d)
SERHOST_NEEDS_TORCH_TYPE_(ReplicationPad3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ReplicationPadOptions) SERHOST_NEEDS_TORCH_TYPE_(SELU)
SERHOST_NEEDS_TORCH_TYPE_(SELUOptions) SERHOST_NEEDS_TORCH_TYPE_(SiLU)
SERHOST_NEEDS_TORCH_TYPE_(Sigmoid) SERHOST_NEEDS_TORCH_TYPE_(SmoothL1Loss)
SERHOST_NEEDS_TORCH_TYPE_(SmoothL1LossOptions) SERHOST_NEEDS_TORCH_TYPE_(SoftMarginLoss)
SERHOST_NEEDS_TORCH_TYPE_(SoftMarginLossOptions) SERHOST_NEEDS_TORCH_TYPE_(Softmax)
SERHOST_NEEDS_TORCH_TYPE_(Softmax2d) SERHOST_NEEDS_TORCH_TYPE_(SoftmaxOptions)
SERHOST_NEEDS_TORCH_TYPE_(Softmin) SERHOST_NEEDS_TORCH_TYPE_(SoftminOptions)
SERHOST_NEEDS_TORCH_TYPE_(Softplus) SERHOST_NEEDS_TORCH_TYPE_(SoftplusOptions)
SERHOST_NEEDS_TORCH_TYPE_(Softshrink) SERHOST_NEEDS_TORCH_TYPE_(SoftshrinkOptions)
SERHOST_NEEDS_TORCH_TYPE_(Softsign) SERHOST_NEEDS_TORCH_TYPE_(Tanh)
SERHOST_NEEDS_TORCH_TYPE_(Tanhshrink) SERHOST_NEEDS_TORCH_TYPE_(Threshold)
SERHOST_NEEDS_TORCH_TYPE_(ThresholdOptions) SERHOST_NEEDS_TORCH_TYPE_(Transformer)
SERHOST_NEEDS_TORCH_TYPE_(TransformerDecoder) SERHOST_NEEDS_TORCH_TYPE_(TransformerDecoderLayer)
SERHOST_NEEDS_TORCH_TYPE_(TransformerDecoderLayerOptions)
SERHOST_NEEDS_TORCH_TYPE_(TransformerDecoderOptions) SERHOST_NEEDS_TORCH_TYPE_(TransformerEncoder)
SERHOST_NEEDS_TORCH_TYPE_(TransformerEncoderLayer)
SERHOST_NEEDS_TORCH_TYPE_(TransformerEncoderLayerOptions)
SERHOST_NEEDS_TORCH_TYPE_(TransformerEncoderOptions) SERHOST_NEEDS_TORCH_TYPE_(TransformerOptions)
SERHOST_NEEDS_TORCH_TYPE_(TripletMarginLoss) SERHOST_NEEDS_TORCH_TYPE_(TripletMarginLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(TripletMarginWithDistanceLoss)
SERHOST_NEEDS_TORCH_TYPE_(TripletMarginWithDistanceLossOptions)
SERHOST_NEEDS_TORCH_TYPE_(Unflatten) SERHOST_NEEDS_TORCH_TYPE_(UnflattenOptions)
SERHOST_NEEDS_TORCH_TYPE_(Unfold) SERHOST_NEEDS_TORCH_TYPE_(UnfoldOptions)
SERHOST_NEEDS_TORCH_TYPE_(Upsample) SERHOST_NEEDS_TORCH_TYPE_(UpsampleOptions)
SERHOST_NEEDS_TORCH_TYPE_(ZeroPad1d) SERHOST_NEEDS_TORCH_TYPE_(ZeroPad1dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ZeroPad2d) SERHOST_NEEDS_TORCH_TYPE_(ZeroPad2dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ZeroPad3d) SERHOST_NEEDS_TORCH_TYPE_(ZeroPad3dOptions)
SERHOST_NEEDS_TORCH_TYPE_(ZeroPadOptions)
}  // namespace modules

namespace functions {
[[SERHOST_NEEDS_TORCH_]] extern const Anything
_dropoutNd_helper, _interp_output_size, _no_grad_embedding_renorm_, _smooth_l1_loss,
_unpool_output_size, adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d,
adaptive_max_pool1d, adaptive_max_pool1d_with_indices, adaptive_max_pool2d,
adaptive_max_pool2d_with_indices, adaptive_max_pool3d, adaptive_max_pool3d_with_indices,
affine_grid, alpha_dropout, avg_pool1d, avg_pool2d, avg_pool3d, batch_norm, bilinear,
binary_cross_entropy, binary_cross_entropy_with_logits, celu, conv1d, conv2d, conv3d,
conv_transpose1d, conv_transpose2d, conv_transpose3d, cosine_embedding_loss, cosine_similarity,
cross_entropy, ctc_loss, dropout, dropout2d, dropout3d, elu, embedding, embedding_bag,
feature_alpha_dropout, fold, fractional_max_pool2d, fractional_max_pool2d_with_indices,
fractional_max_pool3d, fractional_max_pool3d_with_indices, gelu, glu, grid_sample, group_norm,
gumbel_softmax, hardshrink, hardtanh, hinge_embedding_loss, huber_loss, instance_norm,
interpolate, kl_div, l1_loss, layer_norm, leaky_relu, linear, local_response_norm, log_softmax,
logsigmoid, lp_pool1d, lp_pool2d, lp_pool3d, margin_ranking_loss, max_pool1d,
max_pool1d_with_indices, max_pool2d, max_pool2d_with_indices, max_pool3d, max_pool3d_with_indices,
max_unpool1d, max_unpool2d, max_unpool3d, mish, mse_loss, multi_head_attention_forward,
multi_margin_loss, multilabel_margin_loss, multilabel_soft_margin_loss, nll_loss, normalize,
one_hot, pad, padding_unwrap, pairwise_distance, pdist, pixel_shuffle, pixel_unshuffle,
poisson_nll_loss, prelu, relu, relu6, rrelu, selu, silu, smooth_l1_loss, soft_margin_loss,
softmax, softmin, softplus, softshrink, softsign, tanhshrink, threshold, triplet_margin_loss,
triplet_margin_with_distance_loss, unfold;
}  // namespace functions

namespace init {
[[SERHOST_NEEDS_TORCH_]] extern const Anything
constant_, dirac_, eye_, kaiming_normal_, kaiming_uniform_, normal_, ones_, orthogonal_, sparse_,
uniform_, xavier_normal_, xavier_uniform_, zeros_;
}  // namespace init

namespace autograd {
SERHOST_NEEDS_TORCH_TYPE_(AutogradContext) SERHOST_NEEDS_TORCH_TYPE_(variable_list)
[[SERHOST_NEEDS_TORCH_]] extern const Anything
grad, backward;
}  // namespace autograd

namespace fft {
[[SERHOST_NEEDS_TORCH_]] extern const Anything
fft, fft2, fftfreq, fftn, fftshift, hfft, hfft2, hfftn, ifft, ifft2, ifftn, ifftshift, ihfft,
ihfft2, ihfftn, irfft, irfft2, irfftn, rfft, rfft2, rfftfreq, rfftn;
}  // namespace fft

namespace special {
[[SERHOST_NEEDS_TORCH_]] extern const Anything
airy_ai, bessel_j0, bessel_j1, bessel_y0, bessel_y1, chebyshev_polynomial_t,
chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w, digamma, entr, erf, erfc,
erfcx, erfinv, exp2, expit, expm1, gammainc, gammaincc, gammaln, hermite_polynomial_h,
hermite_polynomial_he, i0, i0e, i1, i1e, laguerre_polynomial_l, legendre_polynomial_p, log1p,
log_ndtr, log_softmax, logit, logsumexp, modified_bessel_i0, modified_bessel_i1,
modified_bessel_k0, modified_bessel_k1, multigammaln, ndtr, ndtri, polygamma, psi, round,
scaled_modified_bessel_k0, scaled_modified_bessel_k1, shifted_chebyshev_polynomial_t,
shifted_chebyshev_polynomial_u, shifted_chebyshev_polynomial_v, shifted_chebyshev_polynomial_w,
sinc, softmax, spherical_bessel_j0, xlog1py, xlogy, zeta;
}  // namespace special

namespace autograd {
template <class>
struct [[SERHOST_NEEDS_TORCH_]] Function {};
}  // namespace autograd
}  // namespace serhost::needs_torch

namespace at { using namespace ::serhost::needs_torch::operations; }
namespace torch::nn { using namespace ::serhost::needs_torch::modules; }
namespace torch::nn::functional { using namespace ::serhost::needs_torch::functions; }
namespace torch::nn::init { using namespace ::serhost::needs_torch::init; }
namespace torch::autograd { using namespace ::serhost::needs_torch::autograd; }
namespace torch::fft { using namespace ::serhost::needs_torch::fft; }
namespace torch::special { using namespace ::serhost::needs_torch::special; }
// clang-format on

#undef SERHOST_NEEDS_TORCH_TYPE_
#undef SERHOST_NEEDS_TORCH_
#undef SERHOST_NEEDS_TORCH_TEXT_
