"""Writes losses.json: values and gradients of the losses in double precision, from PyTorch's own functions where it has
one and from its autograd over the papers' formulas elsewhere. Run with `python3 make.py > losses.json` (PyTorch 2.13.0).
"""
import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.double)
LOGITS = [[2, -1, 0.5, 0], [0.1, 0.2, -0.3, 1.5], [-2, 3, 0, 1]]
LABELS = [0, 3, 2]
SOFT = [[0.7, 0.1, 0.2, 0.0], [0.0, 0.0, 0.0, 1.0], [0.25, 0.25, 0.25, 0.25]]
COSINES = [[0.8, 0.1, -0.3, 0.2], [-0.5, 0.4, 0.1, -0.2], [-0.99, 0.3, 0.2, 0.1]]


def focal(z, y, gamma, alpha=None):
    p = z.softmax(1)[range(len(y)), y]
    factor = torch.tensor(alpha)[y] if alpha else 1.0
    return (-factor * (1 - p) ** gamma * p.log()).mean()


def concordance_loss(x, y, correction):
    deviation = (x - x.mean()) * (y - y.mean())
    covariance = deviation.sum() / (x.numel() - correction)
    return 1 - 2 * covariance / (x.var(correction=correction) + y.var(correction=correction) + (x.mean() - y.mean()) ** 2 + 1e-8)


def ccc(z, y, form, correction):
    p, q = z.softmax(1), F.one_hot(y, z.shape[1]).to(z)
    if form == "flat":
        return concordance_loss(p.flatten(), q.flatten(), correction)
    if form == "per_class":
        return torch.stack([concordance_loss(p[:, k], q[:, k], correction) for k in range(z.shape[1])]).mean()
    number = torch.arange(z.shape[1], dtype=z.dtype)
    return concordance_loss(p @ number, q @ number, correction)


def case(plugin, options, value_of, targets="label"):
    z = torch.tensor(LOGITS, requires_grad=True)
    value = value_of(z, torch.tensor(LABELS) if targets == "label" else torch.tensor(SOFT))
    value.backward()
    return {"plugin": plugin, "options": options, "targets": targets, "value": value.item(), "gradient": z.grad.tolist()}


def aam_case(margin, scale, easy):
    cosines = torch.tensor(COSINES)
    theta = cosines[:, 0].acos()
    moved = (theta + margin).cos()
    if easy:
        target = torch.where(cosines[:, 0] > 0, moved, cosines[:, 0])
    else:
        target = torch.where(theta < math.pi - margin, moved, cosines[:, 0] - margin * math.sin(math.pi - margin))
    logits = torch.cat([target[:, None], cosines[:, 1:]], 1) * scale
    values = F.cross_entropy(logits, torch.zeros(3, dtype=torch.long), reduction="none")
    return {"margin": margin, "scale": scale, "easy_margin": easy, "target_logits": logits[:, 0].tolist(),
            "values": values.tolist(), "mean": values.mean().item()}


cases = [case("cross_entropy", [], F.cross_entropy), case("cross_entropy", [], F.cross_entropy, "soft"),
         case("label_smoothing", ["epsilon=0.1"], lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1)),
         case("label_smoothing", ["epsilon=0.1"], lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1), "soft")]
cases += [case("focal", [f"gamma={gamma}"], lambda z, y, g=gamma: focal(z, y, g)) for gamma in (0.5, 1.0, 2.0, 5.0)]
cases += [case("focal", ["gamma=2.0", "alpha={ a = 0.5, d = 2.0 }"], lambda z, y: focal(z, y, 2, [0.5, 1.0, 1.0, 2.0]))]
cases += [case("ccc", [f'form="{form}"', f'variance="{name}"'], lambda z, y, f=form, c=correction: ccc(z, y, f, c))
          for form in ("flat", "per_class", "ordinal") for correction, name in ((0, "biased"), (1, "unbiased"))]
aam = [aam_case(m, s, easy) for m, s in ((0.2, 30.0), (0.3, 15.0), (0.5, 30.0)) for easy in (False, True)]
print(json.dumps({"tool": f"PyTorch {torch.__version__.split('+')[0]}", "logits": LOGITS, "labels": LABELS, "soft": SOFT,
                  "classes": ["a", "b", "c", "d"], "cases": cases, "cosines": COSINES, "aam": aam}, indent=1))
