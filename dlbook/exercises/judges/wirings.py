"""The programs that misconceptions about parity write, for notebook 15, and lists of
bits to try them on."""


def last_two(bits):
    return (bits[-1] + sum(bits[-2:-1])) % 2


def any_one(bits):
    return int(any(bits))


def starts_at_one(bits):
    return 1 - sum(bits) % 2


def how_many(bits):
    return sum(bits)


def forgets_the_second_unit(bits):
    return int(sum(bits) == 1)


def any_bits(rng):
    return (rng.integers(0, 2, rng.integers(1, 12)).tolist(),)
