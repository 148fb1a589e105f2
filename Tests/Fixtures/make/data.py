"""Splits, samplers and loaders: which samples come in which order, and where the generators stand afterwards."""

import itertools

import torch
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, random_split

from .files import CaseFile
from .inputs import integers, own_generator

DEFAULT_SEED = 3


def start(own):
    """Seeds the default generator; one of its own where a seed is given."""
    torch.manual_seed(DEFAULT_SEED)
    return None if own is None else own_generator(own)


def ends(file, at, generator):
    """The next numbers of both generators."""
    file.put(f"{at}/next", torch.rand(1))
    if generator is not None:
        file.put(f"{at}/own_next", torch.rand(1, generator=generator))


def own_text(own):
    return "default generator" if own is None else f"own generator of seed {own}"


def args_of(own, **more):
    return {"seed": DEFAULT_SEED} | ({} if own is None else {"own": own}) | more


def splits(file):
    for count, parts in (
        (10, [3, 7]), (10, [10]), (10, [0, 4, 6]), (100, [80, 10, 10]), (1, [1]), (0, [0]),
        (10, [0.33, 0.33, 0.34]), (11, [0.5, 0.5]), (7, [0.25] * 4), (3, [0.9, 0.1]), (10, [0.1] * 10),
        (101, [0.8, 0.2]),
        (5, [1.0]), (10, [0.0, 1.0]), (10, [1 / 3] * 3), (100, [1 / 3] * 3), (9, [0.5, 0.3, 0.2]), (1, [0.5, 0.5]),
        (0, [0.5, 0.5]), (3, [0.2] * 5), (1000, [0.7, 0.15, 0.1, 0.05]),
    ):
        for own in (None, 0, 42):
            fractions = isinstance(parts[0], float)
            at = file.add("randomSplit", f"{count} into {parts}, {own_text(own)}",
                          args_of(own, count=count, parts=parts, fractions=fractions), dtypes=())
            generator = start(own)
            found = random_split(range(count), parts, generator=generator or torch.default_generator)
            file.put(f"{at}/indices", integers(i for part in found for i in part.indices))
            file.put(f"{at}/lengths", integers(len(part) for part in found))
            ends(file, at, generator)


def samplers(file):
    for count in (0, 1, 5, 20):
        for own in (None, 5) if count else ():  # PyTorch refuses a random sampler of nothing
            at = file.add("RandomSampler", f"{count} samples three times, {own_text(own)}", args_of(own, count=count),
                          dtypes=())
            generator = start(own)
            sampler = RandomSampler(range(count), generator=generator)
            file.put(f"{at}/indices", integers(i for _ in range(3) for i in sampler))
            ends(file, at, generator)
        at = file.add("SequentialSampler", f"{count} samples", {"count": count, "seed": DEFAULT_SEED}, dtypes=())
        torch.manual_seed(DEFAULT_SEED)
        file.put(f"{at}/indices", integers(SequentialSampler(range(count))))
        file.put(f"{at}/next", torch.rand(1))


def two_epochs(file, at, loader, generator, samplers=None):
    """One draw from each generator after each epoch shifts what the next one sees."""
    for epoch in range(2):
        batches = list(loader)
        file.put(f"{at}/{epoch}/indices", torch.cat(batches))
        file.put(f"{at}/{epoch}/sizes", integers(len(batch) for batch in batches))
        ends(file, f"{at}/{epoch}", generator)
        if samplers is not None:
            file.put(f"{at}/{epoch}/sampler_next", torch.rand(1, generator=samplers))


def loaders(file):
    """With a generator of its own, a sampler draws a second permutation when it runs dry and throws it away."""
    sizes = ((20, 6), (20, 5), (20, 1), (7, 7), (20, 20), (9, 4))
    for own, shuffle, drop_last, (count, batch_size) in itertools.product(
            (None, 5), (True, False), (False, True), sizes):
        at = file.add(
            "DataLoader", f"{count} in batches of {batch_size}, {'shuffled' if shuffle else 'in order'}, "
            + f"{'dropLast, ' if drop_last else ''}{own_text(own)}",
            args_of(own, count=count, batchSize=batch_size, shuffle=shuffle, dropLast=drop_last, epochs=2), dtypes=())
        generator = start(own)
        two_epochs(file, at, DataLoader(range(count), batch_size, shuffle=shuffle, drop_last=drop_last,
                                        generator=generator), generator)


def loaders_of_samplers(file):
    """Orders that are handed to the loader: a sampler with a generator of its own, or that of the loader too."""
    order = [5, 3, 3, 19, 0, 5, 7, 7]
    for (kind, sampler_own, own), drop_last in itertools.product(
            (("sequential", None, None), ("random", 5, None), ("random", 5, 5), ("random", None, 5),
             ("random", None, None), ("given", None, None)), (False, True)):
        args = args_of(own, count=20, batchSize=6, dropLast=drop_last, epochs=2, sampler=kind)
        args |= {"samplerOwn": sampler_own} if sampler_own is not None else {}
        args |= {"order": order} if kind == "given" else {}
        at = file.add(
            "DataLoader of a sampler", f"{kind}, {'dropLast, ' if drop_last else ''}the sampler's "
            + f"{own_text(sampler_own)}, the loader's {own_text(own)}", args, dtypes=())
        generator = start(own)
        theirs = None if sampler_own is None else own_generator(sampler_own)
        sampler = {"sequential": lambda: SequentialSampler(range(20)),
                   "random": lambda: RandomSampler(range(20), generator=theirs), "given": lambda: order}[kind]()
        two_epochs(file, at, DataLoader(range(20), 6, sampler=sampler, drop_last=drop_last, generator=generator),
                   generator, theirs)


def loaders_left_early(file):
    """An epoch that is left after its first batch never reaches the second permutation."""
    for own in (None, 5):
        at = file.add("DataLoader left early", own_text(own), args_of(own, count=20, batchSize=6), dtypes=())
        generator = start(own)
        loader = DataLoader(range(20), 6, shuffle=True, generator=generator)
        for epoch in range(2):
            file.put(f"{at}/{epoch}/first", next(iter(loader)))
            ends(file, f"{at}/{epoch}", generator)


class Numbers(torch.utils.data.Dataset):
    """Sample i is ([i, 10 i], i)."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        return torch.tensor([i, 10.0 * i]), torch.tensor(i)


def batches(file):
    """Inputs and targets as they are stacked; a split, shuffled part of a data set."""
    for count, part, batch_size in ((10, 8, 3), (12, 12, 4)):
        at = file.add("batches", f"{part} of {count} split off, in batches of {batch_size}",
                      {"seed": DEFAULT_SEED, "count": count, "part": part, "batchSize": batch_size}, dtypes=())
        torch.manual_seed(DEFAULT_SEED)
        subset = random_split(Numbers(count), [part, count - part])[0]
        loaded = list(DataLoader(subset, batch_size, shuffle=True))
        file.put(f"{at}/sizes", integers(len(y) for _, y in loaded))
        for k, (x, y) in enumerate(loaded):
            file.put(f"{at}/{k}/x", x)
            file.put(f"{at}/{k}/y", y)


def make():
    file = CaseFile("data")
    splits(file)
    samplers(file)
    loaders(file)
    loaders_of_samplers(file)
    loaders_left_early(file)
    batches(file)
    file.save()
