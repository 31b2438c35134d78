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
RATINGS = [[1.5, None, 3.0, 2.0], [4.0, 4.5, 1.0, None], [None, 2.5, 3.5, 5.0]]
MARKS = [[1, 0, 1, None], [0, 0, 0, 0], [None, 1, 0, 1]]
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


def rated(function):
    """The mean of a loss over the dimensions in which a clip is rated, then over clips."""
    def value(z, ratings):
        clips = [function(z[i][known], ratings[i][known], reduction="mean")
                 for i, known in enumerate(~ratings.isnan())]
        return torch.stack(clips).mean()
    return value


def asymmetric(z, y, gamma_present, gamma_absent, clip, reduction="mean"):
    s = z.sigmoid()
    m = (s - clip).clamp(min=0)
    return (-y * (1 - s) ** gamma_present * s.log() - (1 - y) * m ** gamma_absent * (1 - m).log()).mean()


def targets_of(kind):
    if kind == "label":
        return torch.tensor(LABELS)
    if kind in ("dimensions", "multi_hot"):
        table = RATINGS if kind == "dimensions" else MARKS
        return torch.tensor([[math.nan if x is None else float(x) for x in row] for row in table])
    return torch.tensor(SOFT)


def case(plugin, options, value_of, targets="label"):
    z = torch.tensor(LOGITS, requires_grad=True)
    value = value_of(z, targets_of(targets))
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
cases += [case("mse", [], rated(F.mse_loss), "dimensions"), case("mae", [], rated(F.l1_loss), "dimensions")]
cases += [case("huber", [f"delta={delta}"], rated(lambda x, y, d=delta, **how: F.huber_loss(x, y, delta=d, **how)), "dimensions")
          for delta in (0.5, 1.0, 2.0)]
cases += [case("kl", [], lambda z, q: F.kl_div(z.log_softmax(1), q, reduction="batchmean"), "soft"),
          case("soft_cross_entropy", [], F.cross_entropy, "soft"),
          case("bce", [], rated(F.binary_cross_entropy_with_logits), "multi_hot")]
cases += [case("asymmetric", [f"gamma_present={g}", f"gamma_absent={h}", f"clip={c}"],
               rated(lambda z, y, g=g, h=h, c=c, **how: asymmetric(z, y, g, h, c, **how)), "multi_hot")
          for g, h, c in ((0.0, 4.0, 0.05), (1.0, 2.0, 0.0), (0.0, 0.0, 0.0))]
aam = [aam_case(m, s, easy) for m, s in ((0.2, 30.0), (0.3, 15.0), (0.5, 30.0)) for easy in (False, True)]
print(json.dumps({"tool": f"PyTorch {torch.__version__.split('+')[0]}", "logits": LOGITS, "labels": LABELS, "soft": SOFT, "dimensions": RATINGS,
                  "multi_hot": MARKS,
                  "classes": ["a", "b", "c", "d"], "cases": cases, "cosines": COSINES, "aam": aam}, indent=1))
