// All of LibTorch's C++ interface that a plugin may need: every operation, torch::nn with its
// functions, autograd, fft and special. For code written in PyTorch's style.
//
//   #include <serhost/loss.hpp>
//   #include <serhost/torch.hpp>
//   ...
//   torch::nn::Linear head_{register_module("head", torch::nn::Linear(64, 4))};
//
// It costs a compiler three times what <serhost/loss.hpp> does (CONTRIBUTING.md has the seconds),
// so a loss of plain tensor operations leaves it out, and a backbone of two layers includes their
// headers instead (<torch/nn/modules/conv.h>).
#pragma once

#include <torch/autograd.h>
#include <torch/fft.h>
#include <torch/nn.h>
#include <torch/special.h>
#include <torch/types.h>
