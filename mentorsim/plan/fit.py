"""One trial, analysed as a trialist would: the end by arm and baseline, with an error that holds for few clusters."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from mentorsim.errors import BadInput

FEWEST = 2  # people or clusters in each arm
LEVERAGE = 1.0 - 1e-9  # from which on a cluster decides a coefficient alone


@dataclass(frozen=True)
class Fitted:
    """What one trial finds; NaN for all that it cannot tell.

    effect: of the second arm over the first; error: its standard error; freedom: degrees of freedom; chance: two-sided
    p; sd: of the end within arms; residual: of the end given the baseline; people: that were analysed.
    """

    effect: float
    error: float
    freedom: float
    chance: float
    sd: float
    residual: float
    people: int


def least_squares():
    """The OLS of statsmodels. BadInput if it is not installed."""
    try:
        from statsmodels.regression.linear_model import OLS
    except ImportError:
        raise BadInput("plan: needs statsmodels; pip install 'mentorsim[plan]'") from None
    return OLS


def ancova(end: np.ndarray, baseline: np.ndarray, second: np.ndarray, cluster: np.ndarray | None = None) -> Fitted:
    """Analysis of covariance: end = a + δ·arm + b·baseline, everybody in the arm that they were randomised to.

    second: whether in the second arm; cluster: who was randomised together, None if each by themselves. The error of δ
    is CR2, which without clusters is HC2; degrees of freedom by Satterthwaite. Source: Bell & McCaffrey 2002;
    Pustejovsky & Tipton 2018.
    """
    n = len(end)
    group = np.arange(n) if cluster is None else np.unique(cluster, return_inverse=True)[1]
    nan = math.nan
    if min(len(np.unique(group[side])) for side in (second, ~second)) < FEWEST:
        return Fitted(nan, nan, nan, nan, nan, nan, n)
    columns = [np.ones(n), second.astype(float)]
    if np.ptp(baseline) > 0.0:
        columns.append((baseline - baseline.mean()) / baseline.std())
    design = np.column_stack(columns)
    if n <= design.shape[1]:
        return Fitted(nan, nan, nan, nan, nan, nan, n)
    found = least_squares()(end, design).fit()
    error, freedom = clustered_error(design, np.asarray(found.resid), group, 1)
    effect = float(found.params[1])
    t = abs(effect) / error if error > 0.0 else nan
    chance = 2.0 * float(special.stdtr(freedom, -t)) if error > 0.0 else nan
    within = math.sqrt(sum(float(((end[side] - end[side].mean()) ** 2).sum()) for side in (second, ~second)) / (n - 2))
    residual = math.sqrt(float(found.resid @ found.resid) / (n - design.shape[1]))
    return Fitted(effect, error, freedom, chance, within, residual, n)


def clustered_error(design: np.ndarray, residuals: np.ndarray, group: np.ndarray, place: int) -> tuple[float, float]:
    """(CR2 standard error, Satterthwaite's degrees of freedom) of one coefficient.

    V = Σ_g (u_g′e_g)² with u_g = (I − H_gg)^(−1/2)·X_g(X′X)⁻¹c, c the coefficient's unit vector; ν = (tr M)²/Σ M²,
    M = diag(u_g′u_g) − (X_g′u_g)′(X′X)⁻¹(X_h′u_h), as if errors were independent. group: (n,) numbers from 0.
    """
    count, inverse = int(group.max()) + 1, np.linalg.inv(design.T @ design)
    values, vectors = np.linalg.eigh(inverse)
    root = (vectors * np.sqrt(values)) @ vectors.T  # S, with S·S = (X′X)⁻¹
    turned = design @ root
    size = design.shape[1]
    gram, sums = np.zeros((count, size, size)), np.zeros((count, size))
    np.add.at(gram, group, turned[:, :, None] * turned[:, None, :])
    np.add.at(sums, group, turned * residuals[:, None])
    shares, axes = np.linalg.eigh(gram)
    bend = np.where(shares < LEVERAGE, 1.0 / np.sqrt(np.maximum(1.0 - shares, 1.0 - LEVERAGE)), 0.0)
    way = np.einsum("gij,gj,gkj,k->gi", axes, bend, axes, root[:, place])  # u_g = Z_g·way_g
    pieces = np.einsum("gi,gi->g", way, sums)
    own = np.einsum("gi,gij,gj->g", way, gram, way)
    across = np.einsum("gij,gj->gi", gram, way)  # S·X_g′u_g
    beside = (across**2).sum(axis=1)  # M = diag(own) − across·across′, of which only two sums are needed
    trace = float((own - beside).sum())
    squares = float(((own - 2.0 * beside) * own).sum() + ((across.T @ across) ** 2).sum())
    return math.sqrt(float(pieces @ pieces)), trace**2 / squares if squares > 0.0 else math.nan
