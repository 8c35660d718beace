"""The digit program in dlbook: NumPy underneath."""

from dlbook import (
    MLP,
    Adam,
    SoftmaxCrossEntropy,
    data,
    evaluate,
    fit,
    one_hot,
)


def main(rows=60_000, epochs=10):
    # 1 load
    (x, y), (x_test, y_test) = data.mnist()

    # 2 preprocess
    x = x[:rows].reshape(-1, 784).astype("float32") / 255
    x_test = x_test.reshape(-1, 784).astype("float32") / 255
    y = one_hot(y[:rows], 10)
    y_test = one_hot(y_test, 10)

    # 3 build
    net = MLP(784, 64, 64, 10, seed=0)

    # 4 choose loss and optimizer
    loss, optimizer = SoftmaxCrossEntropy(), Adam()

    # 5 train
    history = fit(
        net, loss, x, y, optimizer,
        epochs=epochs, batch=128, validation=0.2,
    )

    # 6 evaluate, once
    accuracy = evaluate(net, loss, x_test, y_test)[1]

    # 7 predict
    digits = net.predict(x_test[:10])
    return accuracy, history.val_accuracy, digits


if __name__ == "__main__":
    print("test accuracy", main()[0])
