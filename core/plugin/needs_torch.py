#!/usr/bin/env python3
"""Writes include/serhost/detail/needs_torch.hpp: the names of LibTorch that <serhost/tensor.hpp> leaves out.

    core/plugin/needs_torch.py <libtorch>      the folder with include/ and lib/; once per version of LibTorch, or after tensor.hpp has changed
"""
import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent / "include/serhost"
HEAD = '''// Names of LibTorch that <serhost/tensor.hpp> leaves out, so that the first compile error of code
// that uses one says what to include: <serhost/torch.hpp>. Written by core/plugin/needs_torch.py;
// included by other headers alone. (torch::nn::Module is declared in abilities.hpp.)
//
// How: each name is declared here, marked unavailable, in a namespace that at, torch::nn and so on
// only fall back to. A name found in at or torch::nn itself hides it ([namespace.qual]), so as soon
// as the true header is included, in whichever order, nothing of this is seen.
#pragma once

#define SERHOST_NEEDS_TORCH_TEXT_                                \\
  "LibTorch has it, <serhost/loss.hpp> has not: write #include " \\
  "<serhost/torch.hpp>, too"
#define SERHOST_NEEDS_TORCH_ gnu::unavailable(SERHOST_NEEDS_TORCH_TEXT_)
#define SERHOST_NEEDS_TORCH_TYPE_(name) \\
  struct [[SERHOST_NEEDS_TORCH_]] name {};

// clang-format off
namespace serhost::needs_torch {
struct Anything {};
'''
TAIL = '''// clang-format on

#undef SERHOST_NEEDS_TORCH_TYPE_
#undef SERHOST_NEEDS_TORCH_
#undef SERHOST_NEEDS_TORCH_TEXT_
'''


def operations(include):
    """Operations that at:: has as functions, without what tensor.hpp includes and what nobody calls by name."""
    here = set(re.findall(r"ATen/ops/(\w+)\.h", (HERE / "tensor.hpp").read_text()))
    internal = re.compile(
        r"^_|_backward|_copy$|_forward$|_(native|ops|dispatch|meta|jvp|unpack|numpy|ex|elemt|stats|counts|overrideable|inverse|cachemask)$|"
        r"^(cudnn|miopen|mkldnn|mps|fbgemm|native|quantize|quantized|fake|fused|choose|sparse|sym|thnn|slow|unsafe|lift|q|hash|is)_|^(copy|fill|random|set|put|lift|special__)")
    found = []
    for file in sorted((include / "ATen/ops").glob("*.h")):
        name = file.stem
        if name in here or internal.search(name):
            continue
        if re.search(rf"^inline .*[ &>]{name}\(", file.read_text(), re.M):
            found.append(name)
    return found


def modules(torch):
    """Modules of torch::nn with their options, and the functions of torch::nn::functional and torch::nn::init."""
    text = "\n".join(f.read_text() for f in sorted((torch / "nn").rglob("*.h")) if "functional" not in f.parts)
    names = set(re.findall(r"TORCH_MODULE\((\w+)\)", text)) | set(re.findall(r"TORCH_MODULE_IMPL\((\w+),", text))
    options = set(re.findall(r"^struct TORCH_API (\w+Options)\b", text, re.M)) | set(re.findall(r"^using (\w+Options) =", text, re.M))
    functional = "\n".join(f.read_text() for f in sorted((torch / "nn/functional").glob("*.h")))
    functions = set(re.findall(r"^inline [\w:<>, &*]+?[ &](\w+)\(", functional, re.M))
    init = set(re.findall(r"\b(\w+_)\(", (torch / "nn/init.h").read_text()))
    names = {n for n in names if n != "Name"}
    return sorted(names | {n for n in options if "FuncOptions" not in n} | {"ModuleHolder", "Cloneable", "AnyModule"}), sorted(functions), sorted(init)


def block(namespace, visible_in, types, values):
    """The declarations, and the using-directive by which they are fallen back to."""
    wrap = lambda words, joint: textwrap.wrap(joint.join(words), 98, break_long_words=False, break_on_hyphens=False)
    lines = [f"namespace {namespace} {{"]
    lines += wrap([f"SERHOST_NEEDS_TORCH_TYPE_({name})" for name in types], " ")
    if values:
        lines += ["[[SERHOST_NEEDS_TORCH_]] extern const Anything", *wrap(values, ", ")]
        lines[-1] += ";"
    return "\n".join(lines + [f"}}  // namespace {namespace}"]), f"namespace {visible_in} {{ using namespace ::serhost::needs_torch::{namespace}; }}"


def main(root):
    include = Path(root) / "include"
    torch = include / "torch/csrc/api/include/torch"
    ops = operations(include)
    types, functions, init = modules(torch)
    every = [f.stem for f in (include / "ATen/ops").glob("*.h")]
    of = lambda prefix: sorted(n.removeprefix(prefix) for n in every if n in ops and n.startswith(prefix))
    widths = ["kInt8", "kInt16", "kInt32", "kInt64", "kUInt8", "kFloat16", "kFloat32", "kFloat64"]
    parts = [
        block("operations", "at", ["Dtype"], ops + ["tensor", *widths]),
        block("modules", "torch::nn", types, []),
        block("functions", "torch::nn::functional", [], functions),
        block("init", "torch::nn::init", [], init),
        block("autograd", "torch::autograd", ["AutogradContext", "variable_list"], ["grad", "backward"]),
        block("fft", "torch::fft", [], of("fft_")),
        block("special", "torch::special", [], of("special_")),
    ]
    text = HEAD + "\n" + "\n\n".join(p[0] for p in parts)
    text += "\n\nnamespace autograd {\ntemplate <class>\nstruct [[SERHOST_NEEDS_TORCH_]] Function {};\n}  // namespace autograd\n}  // namespace serhost::needs_torch\n\n"
    text += "\n".join(p[1] for p in parts) + "\n" + TAIL
    (HERE / "detail/needs_torch.hpp").write_text(text)


main(sys.argv[1])
