"""Own part of the levels of an assessment, carrier by carrier, and what others add: for changes of the station looked at."""

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.result import Assessment
from emfassess.exposure.ratios import weights_of
from emfassess.field import Sources, sources_of
from emfassess.field.models import carrier_density
from emfassess.units import Floats


def own_and_others(
    assessment: Assessment, own: Sources | None = None, chosen: NDArray[np.bool_] | None = None
) -> tuple[Floats, Floats]:
    """Exposure ratios at all receptors, the station's own carriers separate from all others.

    Parameters
    ----------
    assessment : Assessment
    own : Sources, optional
        The station's carriers if they were otherwise; as they are if left out.
    chosen : ndarray of bool, shape (receptor,), optional
        At which receptors; at all if left out.

    Returns
    -------
    own : ndarray, shape (sum, carrier, point)
    others : ndarray, shape (sum, point)
        In the deciding scenario, at those of :attr:`Assessment.receptors`.

    Raises
    ------
    ValueError
        If the assessment is not around its first station alone.
    """
    here = np.ones(len(assessment.receptors), dtype=np.bool_) if chosen is None else chosen
    points = assessment.receptors[here]
    index = assessment.scenario_index
    as_is = sources_of([assessment.subject])
    mine = own or as_is
    combined = weights_of(mine, assessment.limits).combined[index]
    shares = combined[:, :, np.newaxis] * carrier_density(mine, points, assessment.propagation)[0]
    whole = np.concatenate([levels.sums[index] for levels in assessment.evaluated], axis=-1)[:, here]
    now = shares
    if own is not None:
        weights = weights_of(as_is, assessment.limits).combined[index]
        now = weights[:, :, np.newaxis] * carrier_density(as_is, points, assessment.propagation)[0]
    return shares, np.maximum(whole - now.sum(axis=1), 0.0)
