"""Small networks, ours and PyTorch's: what a live picture asks for, again and again.

`rivals.py` runs them, as it runs the headline programs.
"""

from __future__ import annotations

from rivals import SIZES, Tick, torch_mlp


def toy_ours(tick: Tick, rounds: int, seed: int) -> None:
    """200 full-batch steps of 2-8-8-1 on 400 points."""
    from dlbook import MLP, Adam, BinaryCrossEntropy, data, descent

    x, y = data.circles(400)
    y = y[:, None].astype("float32")
    net = MLP(2, 8, 8, 1)
    loss, epochs = BinaryCrossEntropy(), 200 * rounds
    for step in descent(net, loss, x, y, Adam(), epochs=epochs, batch=None):
        if step.index % 200 == 199:
            tick()


def toy_torch(tick: Tick, rounds: int, seed: int) -> None:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    x = torch.randn(400, 2)
    y = (x.norm(dim=1, keepdim=True) < 1).float()
    net = torch_mlp(2, 8, 8, 1)
    optimizer = torch.optim.Adam(net.parameters(), fused=True)
    for _ in range(rounds):
        for _ in range(200):
            optimizer.zero_grad()
            value = binary_cross_entropy_with_logits(net(x), y)
            value.backward()
            optimizer.step()
            value.item()
        tick()


def grid_ours(tick: Tick, rounds: int, seed: int) -> None:
    """20 decision maps of 100 x 100 points with 2-8-8-1."""
    import numpy as np

    from dlbook import MLP

    net, x = MLP(2, 8, 8, 1), np.random.default_rng(0).random((10_000, 2), np.float32)
    for _ in range(rounds):
        for _ in range(20):
            net(x)
        tick()


def grid_torch(tick: Tick, rounds: int, seed: int) -> None:
    import torch

    net, x = torch_mlp(2, 8, 8, 1), torch.rand(10_000, 2)
    for _ in range(rounds):
        with torch.no_grad():
            for _ in range(20):
                net(x)
        tick()


def single_ours(tick: Tick, rounds: int, seed: int) -> None:
    """500 steps of plain descent, one example at a time, 784-64-64-10."""
    import numpy as np

    from dlbook import MLP, GradientDescent, SoftmaxCrossEntropy, descent, one_hot

    rng = np.random.default_rng(0)
    x, y = rng.random((500, 784), np.float32), one_hot(rng.integers(0, 10, 500), 10)
    net, loss, rule = MLP(*SIZES), SoftmaxCrossEntropy(), GradientDescent(0.01)
    for step in descent(net, loss, x, y, rule, epochs=rounds, batch=1):
        if step.index % 500 == 499:
            tick()


def single_torch(tick: Tick, rounds: int, seed: int) -> None:
    import torch
    from torch.nn.functional import cross_entropy

    x, y = torch.rand(500, 784), torch.randint(10, (500,))
    net = torch_mlp(*SIZES)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for _ in range(rounds):
        for row in torch.randperm(500).split(1):
            optimizer.zero_grad()
            value = cross_entropy(net(x[row]), y[row])
            value.backward()
            optimizer.step()
            value.item()
        tick()
