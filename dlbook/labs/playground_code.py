"""The program behind a picture of the playground, whole: it prints the same numbers."""

from __future__ import annotations

from types import SimpleNamespace

from dlbook.labs.grounds import FEATURES, POINTS, WORLDS
from dlbook.labs.worlds import OPTIMIZERS
from dlbook.losses import Hinge


def program(n: SimpleNamespace) -> str:
    """Python that makes the world, trains the network to this epoch, and judges it."""
    ground, epochs = n.own.ground, n.step
    loss, kind = type(ground.loss).__name__, OPTIMIZERS[n.optimizer].__name__
    make = WORLDS[n.data].__name__
    world = make if ground.valued else f"data.{make}"
    names = {"MLP", loss, kind, "descent", "evaluate", n.activation}
    names |= set() if ground.valued else {"data"}
    used = ", ".join(FEATURES[f] for f in n.own.features)
    target = "2 * labels - 1" if isinstance(ground.loss, Hinge) else "labels"
    target = f"({target})" if " " in target else target
    turns = n.turns or ((0, (n.rate, n.batch, n.l1, n.l2)),)
    (_, (rate, batch, l1, l2)) = turns[0]
    sizes = ", ".join(map(str, n.own.sizes))
    lines = [
        "import numpy as np",
        f"from dlbook import {', '.join(sorted(names, key=str.lower))}",
        *([f"from dlbook.labs.grounds import {make}"] if ground.valued else []),
        "",
        f"points, labels = {world}({POINTS}, {n.noise!r}, seed={n.sample})",
        "x1, x2 = points.T",
        f"x = np.stack([{used}], axis=1)",
        f'y = {target}[:, None].astype("float32")',
        f"train, test = (x[:{ground.cut}], y[:{ground.cut}]), "
        f"(x[{ground.cut}:], y[{ground.cut}:])",
        "",
        f"net = MLP({sizes}, activation={n.activation}, seed={n.seed})",
        f"loss, optimizer = {loss}(), {kind}({rate!r})",
    ]
    loop = ["batch, l1, l2 = " + f"{batch}, {l1!r}, {l2!r}"]
    if len(turns) > 1:
        changes = {epoch: knobs for epoch, knobs in turns[1:]}
        loop += [f"turned = {changes}  # epoch: rate, batch, l1, l2"]
    loop += [f"for epoch in range({epochs}):"]
    if len(turns) > 1:
        loop += [
            "    if epoch in turned:",
            "        optimizer.rate, batch, l1, l2 = turned[epoch]",
        ]
    loop += [
        "    for step in descent(net, loss, *train, optimizer, 1, batch,",
        f"                        seed=[{n.seed}, epoch], l2=l2):",
    ]
    if any(knobs[2] for _, knobs in turns):
        loop += [
            "        for W in net.params[::2]:  # L1 pulls each weight to 0",
            "            W[...] = np.sign(W) * np.maximum(",
            "                abs(W) - optimizer.rate * l1, 0)",
        ]
    else:
        loop += ["        pass"]
    loop += ["", "a, right_a = evaluate(net, loss, *train)"]
    loop += ["b, right_b = evaluate(net, loss, *test)"]
    said = f'print(f"Epoch {epochs}: train loss {{a:.3f}}, test loss {{b:.3f}}"'
    end = (
        ")"
        if ground.valued
        else ',\n      f"right {right_a:.1%} and {right_b:.1%}", sep=", ")'
    )
    return "\n".join([*lines, *loop, said + end])
