"""The digit program in PyTorch: the loop is yours."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from dlbook import data


def main(rows=60_000, epochs=10):
    # 1 load
    (x, y), (x_test, y_test) = data.mnist()

    # 2 preprocess
    x = torch.tensor(x[:rows]).reshape(-1, 784) / 255
    x_test = torch.tensor(x_test).reshape(-1, 784) / 255
    y = torch.tensor(y[:rows]).long()
    y_test = torch.tensor(y_test)
    held = round(0.8 * len(x))
    x, x_val, y, y_val = x[:held], x[held:], y[:held], y[held:]

    # 3 build
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Linear(784, 64), nn.ReLU(),
        nn.Linear(64, 64), nn.ReLU(),
        nn.Linear(64, 10),
    )

    # 4 choose loss and optimizer
    loss = cross_entropy
    optimizer = torch.optim.Adam(net.parameters())

    # 5 train
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(128):
            optimizer.zero_grad()
            loss(net(x[batch]), y[batch]).backward()
            optimizer.step()
        history.append(evaluate(net, x_val, y_val))

    # 6 evaluate, once
    accuracy = evaluate(net, x_test, y_test)

    # 7 predict
    digits = net(x_test[:10]).argmax(dim=1).numpy()
    return accuracy, history, digits


def evaluate(net, x, y):
    with torch.no_grad():
        return (net(x).argmax(dim=1) == y).float().mean().item()


if __name__ == "__main__":
    print("test accuracy", main()[0])
