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
EMBEDDING = [[0.5, -1.2, 0.3], [2.0, 0.1, -0.7], [-0.4, 0.9, 1.1], [0.6, -1.0, 0.2], [1.5, 0.3, -0.2]]
EMBEDDED_LABELS, EMBEDDED_WEIGHT = [0, 3, 2, 0, 3], [1.0, 2.0, 0.5, 1.0, 2.0]
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


def poly(z, y, epsilon, soft=False):
    log_p = z.log_softmax(1)
    q = y if soft else F.one_hot(y, z.shape[1]).to(z)
    p = (q * log_p.exp()).sum(1)
    return (-(q * log_p).sum(1) + sum(e * (1 - p) ** (j + 1) for j, e in enumerate(epsilon))).mean()


def coral(x, y, weight, bias):
    """Cao et al. (2020), equation 4, in the form of coral_pytorch's documentation."""
    logits = x @ weight.T + bias
    levels = (y[:, None] > torch.arange(len(bias))).to(x)
    return -(F.logsigmoid(logits) * levels + (F.logsigmoid(logits) - logits) * (1 - levels)).sum(1).mean()


def contrast(x, y, w, temperature):
    """Khosla et al. (2020), equation 2, clip by clip."""
    z = F.normalize(x, dim=1)
    total, weight = 0.0, 0.0
    for i in range(len(y)):
        others = [a for a in range(len(y)) if a != i]
        positives = [p for p in others if y[p] == y[i]]
        if not positives:
            continue
        below = sum(torch.exp(z[i] @ z[a] / temperature) for a in others)
        total = total - w[i] * sum(torch.log(torch.exp(z[i] @ z[p] / temperature) / below) for p in positives) / len(positives)
        weight += w[i]
    return total / weight


def easiest(losses, share):
    count = math.ceil(share * len(losses))
    return losses[losses.detach().argsort()[:count]].mean()


def targets_of(kind):
    if kind == "label":
        return torch.tensor(LABELS)
    if kind in ("dimensions", "multi_hot"):
        table = RATINGS if kind == "dimensions" else MARKS
        return torch.tensor([[math.nan if x is None else float(x) for x in row] for row in table])
    return torch.tensor(SOFT)


def case(plugin, options, value_of, targets="label", epoch=0, epochs=1, training=False):
    z = torch.tensor(LOGITS, requires_grad=True)
    value = value_of(z, targets_of(targets))
    value.backward()
    return {"plugin": plugin, "options": options, "targets": targets, "epoch": epoch, "epochs": epochs, "training": training,
            "value": value.item(), "gradient": z.grad.tolist()}


def embedded(plugin, options, parameters, value_of):
    """A loss with weights of its own, or of the embedding."""
    x, own = torch.tensor(EMBEDDING, requires_grad=True), {k: torch.tensor(v, requires_grad=True) for k, v in parameters.items()}
    value = value_of(x, torch.tensor(EMBEDDED_LABELS), **own)
    value.backward()
    return {"plugin": plugin, "options": options, "parameters": parameters, "value": value.item(), "gradient": x.grad.tolist(),
            "own_gradients": {k: v.grad.tolist() for k, v in own.items()}}


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
cases += [case("poly", [f"epsilon={e}"], lambda z, y, e=e: poly(z, y, e)) for e in ([1.0], [-1.0, 0.5, 2.0])]
cases += [case("poly", ["epsilon=[1.0, 0.5]"], lambda z, q: poly(z, q, [1.0, 0.5], soft=True), "soft")]
HYBRID = 'parts=[{plugin="cross_entropy", weight=1.0}, {plugin="focal", weight=0.0}]'
cases += [case("scheduled", [HYBRID, "final_weights=[0.2, 0.8]", f'shape="{shape}"'],
               lambda z, y, t=t: (1 - 0.8 * t) * F.cross_entropy(z, y) + 0.8 * t * focal(z, y, 2), epoch=1, epochs=4, training=True)
          for shape, t in (("linear", 1 / 3), ("cosine", (1 - math.cos(math.pi / 3)) / 2))]
each = lambda z, y: F.cross_entropy(z, y, reduction="none")
cases += [case("curriculum", ['loss={plugin="cross_entropy"}', f"share={s}", "end=1.0"],
               lambda z, y, s=s: easiest(each(z, y), s + (1 - s) * 0.25), epoch=1, epochs=5, training=True) for s in (0.2, 0.6)]
cases += [case("curriculum", ['loss={plugin="cross_entropy"}', 'by="agreement"', "power=2.0", "end=1.0"],
               lambda z, q: (each(z, q) * q.amax(1) ** 1.5).sum() / (q.amax(1) ** 1.5).sum(), "soft", epoch=1, epochs=5, training=True)]
modules = [embedded("coral", [], {"weight": [[0.4, -0.8, 1.3]], "bias": [0.9, 0.1, -0.6]}, coral)]
modules += [embedded("supervised_contrastive", ["share=1.0", f"temperature={t}"], {},
                     lambda x, y, t=t: contrast(x, y, EMBEDDED_WEIGHT, t)) for t in (0.1, 0.5)]
modules += [embedded("supervised_contrastive", ["share=1.0", "temperature=0.5", "projection=2"],
                     {"inner_weight": [[0.5, -0.3, 0.2], [0.1, 0.7, -0.6], [-0.4, 0.2, 0.9]], "inner_bias": [0.1, -0.2, 0.3],
                      "outer_weight": [[0.3, -0.5, 0.8], [0.6, 0.4, -0.1]], "outer_bias": [0.05, -0.15]},
                     lambda x, y, inner_weight, inner_bias, outer_weight, outer_bias: contrast(
                         F.linear(F.linear(x, inner_weight, inner_bias).relu(), outer_weight, outer_bias), y, EMBEDDED_WEIGHT, 0.5))]
aam = [aam_case(m, s, easy) for m, s in ((0.2, 30.0), (0.3, 15.0), (0.5, 30.0)) for easy in (False, True)]
print(json.dumps({"tool": f"PyTorch {torch.__version__.split('+')[0]}", "logits": LOGITS, "labels": LABELS, "soft": SOFT, "dimensions": RATINGS,
                  "multi_hot": MARKS,
                  "classes": ["a", "b", "c", "d"], "cases": cases,
                  "embedding": EMBEDDING, "embedded_labels": EMBEDDED_LABELS, "embedded_weight": EMBEDDED_WEIGHT, "modules": modules,
                  "cosines": COSINES, "aam": aam}, indent=1))
