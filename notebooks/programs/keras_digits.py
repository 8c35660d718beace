"""The digit program in Keras 3: TensorFlow, JAX or PyTorch."""

from keras import Input, Sequential
from keras.layers import Dense
from keras.losses import CategoricalCrossentropy
from keras.utils import set_random_seed, to_categorical

from dlbook import data


def main(rows=60_000, epochs=10):
    # 1 load
    (x, y), (x_test, y_test) = data.mnist()

    # 2 preprocess
    x = x[:rows].reshape(-1, 784).astype("float32") / 255
    x_test = x_test.reshape(-1, 784).astype("float32") / 255
    y = to_categorical(y[:rows], 10)
    y_test = to_categorical(y_test, 10)

    # 3 build
    set_random_seed(0)
    net = Sequential([
        Input(shape=(784,)),
        Dense(64, activation="relu"),
        Dense(64, activation="relu"),
        Dense(10),
    ])

    # 4 choose loss and optimizer
    net.compile(
        loss=CategoricalCrossentropy(from_logits=True),
        optimizer="adam",
        metrics=["accuracy"],
    )

    # 5 train
    history = net.fit(
        x, y, epochs=epochs, batch_size=128,
        validation_split=0.2, verbose=0,
    )

    # 6 evaluate, once
    accuracy = net.evaluate(x_test, y_test, verbose=0)[1]

    # 7 predict
    digits = net.predict(x_test[:10], verbose=0).argmax(axis=1)
    return accuracy, history.history["val_accuracy"], digits


if __name__ == "__main__":
    print("test accuracy", main()[0])
