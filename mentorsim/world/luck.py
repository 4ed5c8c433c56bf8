"""The luck of a world: the keys of its streams of draws."""

from mentorsim.rng import luck


class Luck:
    """Keys of streams of draws, by name, for one seed and replication; each is made once."""

    def __init__(self, seed: int, replication: int):
        self.seed, self.replication = int(seed), int(replication)
        self._keys: dict = {}

    def __call__(self, stream: str) -> int:
        """The key of one stream."""
        if stream not in self._keys:
            self._keys[stream] = luck(self.seed, self.replication, stream)
        return self._keys[stream]
