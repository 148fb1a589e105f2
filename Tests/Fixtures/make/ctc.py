"""CTC: PyTorch's loss, and the same recursion composed of its primitives, for second gradients, which its loss has not."""

import torch
import torch.nn.functional as F
from torch import nn


class CTCLoss(nn.Module):
    def __init__(self, blank=0, reduction="mean", zero_infinity=False):
        super().__init__()
        self.blank, self.reduction, self.zero_infinity = blank, reduction, zero_infinity

    def forward(self, logp, targets, input_lengths, target_lengths):
        steps, lengths = self.lengths(logp, targets, input_lengths, target_lengths)
        steps, lengths = (torch.tensor(part if logp.dim() == 3 else part[0]) for part in (steps, lengths))
        return F.ctc_loss(logp, targets.long(), steps, lengths, blank=self.blank, reduction=self.reduction,
                          zero_infinity=self.zero_infinity)

    def lengths(self, logp, targets, input_lengths, target_lengths):
        """Of each sample: all steps and all labels where they are not given."""
        samples = logp.shape[1] if logp.dim() == 3 else 1
        return input_lengths or [logp.shape[0]] * samples, target_lengths or [targets.shape[-1]] * samples

    def composed(self, logp, targets, input_lengths, target_lengths):
        """Differentiable as often as one likes. Every sample must be feasible."""
        batched = logp if logp.dim() == 3 else logp.unsqueeze(1)
        steps, lengths = self.lengths(logp, targets, input_lengths, target_lengths)
        rows = targets.split(lengths) if targets.dim() == 1 else targets
        labels = [row[:length].tolist() for row, length in zip(rows, lengths)]
        losses = torch.stack([composed_loss(batched[:, n], labels[n], steps[n], self.blank) for n in range(len(labels))])
        if self.reduction == "none":
            losses = losses if logp.dim() == 3 else losses.squeeze(0)
        elif self.reduction == "sum":
            losses = losses.sum()
        else:
            losses = (losses / torch.tensor([max(length, 1) for length in lengths])).mean()
        own = self(logp, targets, input_lengths, target_lengths)
        assert torch.allclose(losses, own, rtol=1e-12, atol=1e-12)
        return losses


def composed_loss(logp, labels, steps, blank):
    """Over the states blank, l1, blank, l2, ..., of which only those that can be reached are kept."""
    states = [blank] + [state for label in labels for state in (label, blank)]
    alpha = {0: logp.new_zeros(())}  # one step before the first: on the first blank
    for t in range(steps):
        following = {}
        for s, label in enumerate(states):
            skips = s >= 2 and label != blank and label != states[s - 2]
            ways = [alpha[q] for q in ([s, s - 1, s - 2] if skips else [s, s - 1]) if q in alpha]
            if ways:
                following[s] = torch.logsumexp(torch.stack(ways), 0) + logp[t, label]
        alpha = following
    ends = [alpha[s] for s in {len(states) - 1, max(len(states) - 2, 0)} if s in alpha]
    return -torch.logsumexp(torch.stack(ends), 0)
